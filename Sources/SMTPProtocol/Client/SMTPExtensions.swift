/// What a server offered in its reply to EHLO.
public struct SMTPExtensions: Hashable, Sendable {
    /// The extensions that have no state of their own.
    public var services: SMTPServiceExtensions = []
    /// TLS can be begun (RFC 3207).
    public var startTLS = false
    /// The largest message in octets, or nil where the server names none (RFC 1870).
    public var maximumSize: Int?
    /// The most recipients of a message, or nil where the server names no limit (RFC 9422).
    public var maximumRecipients: Int?
    /// The most messages of a connection, or nil where the server names no limit (RFC 9422).
    public var maximumMessages: Int?
    /// The longest time in seconds for which a message is held, or nil where the server names none (RFC 4865).
    public var maximumHold: Int?
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
            guard let keyword = words.first else { continue }
            if let service = SMTPServiceExtensions(keyword: keyword) { services.insert(service) }
            switch keyword {
            case "STARTTLS": startTLS = true
            case "SIZE": if words.count > 1, let limit = Int(words[1]), limit > 0 { maximumSize = limit }
            case "FUTURERELEASE": if words.count > 1, let limit = Int(words[1]), limit > 0 { maximumHold = limit }
            case "LIMITS": readLimits(words.dropFirst())
            case "AUTH": authenticationMechanisms.formUnion(words.dropFirst().map(String.init))
            default: break
            }
        }
    }

    /// Reads the names and values of LIMITS; a value that is no positive number is passed over.
    private mutating func readLimits(_ words: ArraySlice<Substring>) {
        for (name, value) in zip(words, words.dropFirst()) {
            guard let limit = Int(value), limit > 0 else { continue }
            switch name {
            case "RCPTMAX": maximumRecipients = limit
            case "MAILMAX": maximumMessages = limit
            default: break
            }
        }
    }
}
