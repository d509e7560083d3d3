import InternetMessage

/// A message from a file in the form that it has on the wire, with which signatures are made and checked.
struct DKIMMessageFile {
    /// The file as it was named.
    let path: String
    /// The message.
    let octets: [UInt8]
    /// What was done about lines that end with LF alone.
    let lineEnds: DKIMLineEnds

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
    ///
    /// Its lines are given CRLF where all of them end with LF alone, as in files of the host. Where any ends with CRLF the
    /// file has the message as on the wire, and an LF alone in it belongs to what was signed.
    init(path: String, octets: [UInt8], isTakenAsIs: Bool) {
        let bare = MessageText.countOfBareLineFeeds(octets)
        let isOfHost = bare > 0 && MessageText.allLineEndsAreBare(octets)
        let isChanged = isOfHost && !isTakenAsIs
        self.path = path
        self.octets = isChanged ? MessageText.withCRLF(octets) : octets
        lineEnds = DKIMLineEnds(changed: isChanged ? bare : 0, left: isChanged ? 0 : bare, isOfHost: isOfHost)
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

    /// The first line of the header with a lone CR or LF, in words, or nil: others may read it as two.
    var bareLineEnd: String? {
        guard let header = try? MessageHeader(parsing: octets) else { return nil }
        var number = 1
        var previous: UInt8 = 0
        for octet in octets[..<header.bodyOffset] {
            let isLineFeed = octet == UInt8(ascii: "\n")
            if isLineFeed != (previous == UInt8(ascii: "\r")) {
                return
                    "line \(number) of the header has a lone \(isLineFeed ? "LF" : "CR"), which others may read as its end"
            }
            if isLineFeed { number += 1 }
            previous = octet
        }
        return nil
    }

    /// What a file is called for people.
    static func name(of path: String) -> String { path == "-" ? "standard input" : Console.printable(path) }

    private static let mailboxMark = Array("From ".utf8)
}
