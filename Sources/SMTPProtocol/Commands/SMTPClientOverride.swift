public import MailAddressing

/// What an `XCLIENT` says: a proxy that is trusted tells for whom it speaks.
///
/// The command is Postfix's (its XCLIENT_README); what is not named stays as it was.
public struct SMTPClientOverride: Hashable, Sendable {
    /// What an attribute says; complete, as it names something or says that there is nothing to name.
    public enum Attribute<Value: Hashable & Sendable>: Hashable, Sendable {
        /// Not mentioned: stays as it was.
        case unchanged
        /// There is none, or it could not be found out.
        case unavailable
        /// This one.
        case value(Value)
    }

    /// The client's address (`ADDR`).
    public var address: Attribute<IPAddress> = .unchanged
    /// The client's port (`PORT`).
    public var port: Attribute<Int> = .unchanged
    /// The client's name in the DNS (`NAME`).
    public var name: Attribute<String> = .unchanged
    /// The client's name in EHLO or HELO (`HELO`).
    public var helloName: Attribute<String> = .unchanged
    /// Who the client has logged in as (`LOGIN`).
    public var login: Attribute<String> = .unchanged

    /// Makes an override that changes nothing.
    public init() {}
}

extension SMTPClientOverride {
    /// The attributes that are understood, in the order in which a server names them; some are taken and mean nothing.
    static let attributeNames = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT"

    /// Reads the attributes of a line.
    init(_ line: Span<UInt8>, _ cursor: inout LineCursor) throws(SMTPSyntaxError) {
        var isEmpty = true
        while let parameter = try cursor.parameter(line) {
            isEmpty = false
            guard let range = parameter.value, let text = ExtendedText.decoded(Self.octets(line, range)) else {
                throw Self.wrongValue
            }
            switch String(asciiUppercased: String(copying: line.extracting(parameter.name)).utf8) {
            case "ADDR":
                address = try Self.attribute(text) { Self.address($0) }
            case "PORT":
                port = try Self.attribute(text) { text in
                    guard let port = Int(text), (0...65_535).contains(port) else { return nil }
                    return port
                }
            case "NAME": name = try Self.attribute(text) { $0 }
            case "HELO": helloName = try Self.attribute(text) { $0 }
            case "LOGIN": login = try Self.attribute(text) { $0 }
            case "PROTO", "DESTADDR", "DESTPORT": break
            default: throw Self.unknownAttribute
            }
        }
        guard !isEmpty else { throw Self.wrongValue }
    }

    private static func octets(_ line: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        range.map { line[$0] }
    }

    private static func attribute<Value>(
        _ text: String, _ read: (String) -> Value?
    ) throws(SMTPSyntaxError) -> Attribute<Value> {
        switch String(asciiUppercased: text.utf8) {
        case "[UNAVAILABLE]", "[TEMPUNAVAIL]": return .unavailable
        default:
            guard !text.isEmpty, text.utf8.count <= 255, let value = read(text) else { throw wrongValue }
            return .value(value)
        }
    }

    /// An address: IPv4 as it is, IPv6 behind `IPV6:`.
    private static func address(_ text: String) -> IPAddress? {
        let isSix = String(asciiUppercased: text.utf8.prefix(5)) == "IPV6:"
        return IPAddress(isSix ? String(text.dropFirst(5)) : text)?.unmapped
    }

    private static let wrongValue = SMTPSyntaxError.argument("XCLIENT wants NAME=value, the value in xtext")
    private static let unknownAttribute = SMTPSyntaxError.argument("This attribute of XCLIENT is not known here")
}
