/// Reads the replies of a server from a stream of octets, in any chunking.
///
/// Lines end with CRLF; a bare LF is accepted as some servers send it, since a reply cannot smuggle anything. Memory is
/// bounded by `maximumReplyLength`. After an error every further call gives the same error.
public struct SMTPReplyParser: Sendable {
    /// The longest line of a reply that is read, in octets; RFC 5321, section 4.5.3.1.5 says 512, some send more.
    public static let maximumLineLength = 2048
    /// The longest reply that is read, in octets: as many lines of 512 as one that is sent may have.
    public static let maximumReplyLength = SMTPReply.maximumLines * 512

    private var line: [UInt8] = []
    private var code: UInt16?
    private var texts: [String] = []
    private var status: EnhancedStatusCode?
    private var length = 0
    private var writtenLength = 0
    private var failure: SMTPReplySyntaxError?

    /// Makes a parser at the start of a reply.
    public init() {}

    /// Whether octets of an unfinished reply have been read.
    public var isInsideReply: Bool { !line.isEmpty || code != nil }

    /// Reads octets until one reply is whole.
    ///
    /// - Parameters:
    ///   - input: octets as they came.
    ///   - offset: where to begin in `input`; moved behind what was read.
    /// - Returns: the reply, or nil when more octets are needed.
    /// - Throws: `SMTPReplySyntaxError` when the server sends no reply of RFC 5321, section 4.2.
    public mutating func next(_ input: Span<UInt8>, from offset: inout Int) throws(SMTPReplySyntaxError) -> SMTPReply? {
        if let failure { throw failure }
        while offset < input.count {
            let octet = input[offset]
            offset += 1
            length += 1
            guard octet == UInt8(ascii: "\n") else {
                guard line.count < lineLimit, length < Self.maximumReplyLength else {
                    throw fail(.tooLong)
                }
                line.append(octet)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if try finishLine() {
                let reply = SMTPReply(code ?? 451, status, lines: texts)
                self = SMTPReplyParser()
                return reply
            }
        }
        return nil
    }

    /// The longest line that may begin as this one does.
    ///
    /// A challenge of AUTH is data (RFC 4954, section 4).
    private var lineLimit: Int {
        let isLong = line.count >= Self.maximumLineLength
        guard isLong, line.starts(with: "334 ".utf8) else { return Self.maximumLineLength }
        return SMTPReply.maximumChallengeLength + 5
    }

    /// Takes one line; true when it was the reply's last.
    private mutating func finishLine() throws(SMTPReplySyntaxError) -> Bool {
        defer { line.removeAll(keepingCapacity: true) }
        var number: UInt16 = 0
        for digit in line.prefix(3) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { throw fail(.noCode) }
            number = number * 10 + UInt16(digit - UInt8(ascii: "0"))
        }
        guard line.count >= 3, (200..<600).contains(number) else { throw fail(.noCode) }
        guard code == nil || code == number else { throw fail(.codesDiffer) }
        let separator = line.count > 3 ? line[3] : UInt8(ascii: " ")
        guard separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-") else { throw fail(.noCode) }
        let text = String(decoding: line.dropFirst(4), as: UTF8.self)
        let (lineStatus, rest) = SMTPReply.splitStatus(of: text, code: number)
        code = number
        status = status ?? lineStatus
        texts.append(rest)
        // What is no UTF-8 becomes longer when it is repaired: the reply stays one that can be sent on.
        writtenLength += text.utf8.count + 16
        guard writtenLength <= Self.maximumReplyLength else { throw fail(.tooLong) }
        return separator == UInt8(ascii: " ")
    }

    private mutating func fail(_ error: SMTPReplySyntaxError) -> SMTPReplySyntaxError {
        failure = error
        return error
    }
}

/// How a server's reply breaks the grammar of RFC 5321, section 4.2; the peer's violation.
///
/// Complete: these are the ways in which the parser can refuse.
public enum SMTPReplySyntaxError: Error, Hashable, Sendable {
    /// A line that does not begin with a code from 200 to 599 and a separator.
    case noCode
    /// Two lines of one reply have different codes.
    case codesDiffer
    /// A line or a reply over the limits of the parser.
    case tooLong
}
