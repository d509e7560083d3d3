import InternetMessage

extension MessageHeader {
    /// Reads a header whose lines may end with LF alone, from its first line that is not empty and begins no mailbox
    /// file.
    ///
    /// Nil only where it has more than 10,000 fields, as ``HeaderLimits/standard`` has it.
    init?(tolerating octets: some Collection<UInt8>) {
        var lines: [UInt8] = []
        lines.reserveCapacity(octets.count + 64)
        for octet in octets {
            if octet == UInt8(ascii: "\n") {
                if lines.isEmpty || lines == [UInt8(ascii: "\r")] || Self.isMailboxSeparator(lines) {
                    lines = []
                    continue
                }
                if lines.last != UInt8(ascii: "\r") { lines.append(UInt8(ascii: "\r")) }
            }
            lines.append(octet)
        }
        let limits = HeaderLimits(
            maximumSize: .max, maximumFieldCount: HeaderLimits.standard.maximumFieldCount)
        guard let header = try? MessageHeader(parsing: lines, limits: limits) else { return nil }
        self = header
    }

    /// Whether all that was read so far is the line that begins a message in a mailbox file.
    private static func isMailboxSeparator(_ lines: [UInt8]) -> Bool {
        // A longer first line is no separator.
        guard lines.count <= 400, !lines.contains(UInt8(ascii: "\n")) else { return false }
        return lines.starts(with: Array("From ".utf8)) || lines.starts(with: Array(">From ".utf8))
    }
}
