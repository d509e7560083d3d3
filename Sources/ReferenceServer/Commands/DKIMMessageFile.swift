import InternetMessage

/// A message from a file in the form that it has on the wire, with which signatures are made and checked.
struct DKIMMessageFile {
    /// The file as it was named.
    let path: String
    /// The message.
    let octets: [UInt8]
    /// How many lines ended with LF alone and now end with CRLF.
    let changedLineEnds: Int

    /// The file for people.
    var name: String { Self.name(of: path) }

    /// Reads a message.
    ///
    /// - Parameters:
    ///   - path: the file; `-` is standard input.
    ///   - isTakenAsIs: whether lines that end with LF alone stay so.
    init(path: String, isTakenAsIs: Bool) throws(CommandFailure) {
        self.init(path: path, octets: try Files.read(path), isTakenAsIs: isTakenAsIs)
    }

    /// Takes a message that was read.
    init(path: String, octets: [UInt8], isTakenAsIs: Bool) {
        self.path = path
        self.octets = isTakenAsIs ? octets : MessageText.withCRLF(octets)
        changedLineEnds = self.octets.count - octets.count
    }

    /// Says on standard error what was changed before the messages were looked at, in one line.
    static func tellOfChanges(_ messages: [(name: String, changedLineEnds: Int)]) {
        let changed = messages.filter { $0.changedLineEnds > 0 }
        guard let first = changed.first else { return }
        let (lines, what) = ("that ended with LF alone", "CRLF, as on the wire (--as-is leaves them)")
        if messages.count == 1 {
            Console.error("\(first.name): \(first.changedLineEnds) lines \(lines) were given \(what)")
        } else {
            Console.error("\(changed.count) of \(messages.count) messages had lines \(lines), which were given \(what)")
        }
    }

    /// The line that ends the header too early, in words, or nil: why a message has no signature or cannot be signed.
    var malformedLine: String? {
        guard let header = try? MessageHeader(parsing: octets), header.ending == .malformedLine else { return nil }
        let number = octets[..<header.bodyOffset].count { $0 == UInt8(ascii: "\n") } + 1
        let line = octets[header.bodyOffset...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let text = PrintableText.quoted(String(decoding: line, as: UTF8.self))
        let isFromMailbox = number == 1 && line.starts(with: Self.mailboxMark)
        return "line \(number) of the header is no field: \(text)"
            + (isFromMailbox ? " (it is from an mbox file; delete that line)" : "")
    }

    /// What a file is called for people.
    static func name(of path: String) -> String { path == "-" ? "standard input" : Console.printable(path) }

    private static let mailboxMark = Array("From ".utf8)
}
