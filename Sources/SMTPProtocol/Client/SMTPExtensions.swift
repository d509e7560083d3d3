/// What a server offered in its reply to EHLO.
public struct SMTPExtensions: Hashable, Sendable {
    /// Several commands may be sent without waiting (RFC 2920).
    public var pipelining = false
    /// Octets over 127 may be sent (RFC 6152).
    public var eightBitMIME = false
    /// TLS can be begun (RFC 3207).
    public var startTLS = false
    /// Replies carry enhanced status codes (RFC 2034).
    public var enhancedStatusCodes = false
    /// SIZE is understood (RFC 1870).
    public var size = false
    /// The largest message in octets, or nil where the server names none.
    public var maximumSize: Int?
    /// The AUTH mechanisms in upper case (RFC 4954).
    public var authenticationMechanisms: Set<String> = []

    /// Makes the set of a server that offers nothing.
    public init() {}

    /// Reads the lines of an EHLO reply; lines that are not understood are passed over.
    ///
    /// - Parameter reply: the positive reply to EHLO.
    public init(ehloReply reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            let words = String(asciiUppercased: line.utf8).split(whereSeparator: { $0 == " " || $0 == "=" })
            switch words.first {
            case "PIPELINING": pipelining = true
            case "8BITMIME": eightBitMIME = true
            case "STARTTLS": startTLS = true
            case "ENHANCEDSTATUSCODES": enhancedStatusCodes = true
            case "SIZE":
                size = true
                if words.count > 1, let limit = Int(words[1]), limit > 0 { maximumSize = limit }
            case "AUTH": authenticationMechanisms.formUnion(words.dropFirst().map(String.init))
            default: break
            }
        }
    }
}
