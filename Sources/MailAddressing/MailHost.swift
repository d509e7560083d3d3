/// What stands after the `@` of a mailbox or in a greeting: a domain or an address literal (RFC 5321, section 4.1.2).
///
/// Complete: general address literals with other tags are refused, as no mail system delivers to them.
public enum MailHost: Hashable, Sendable {
    /// A domain.
    case domain(DomainName)
    /// An address literal, `[192.0.2.1]` or `[IPv6:2001:db8::1]`.
    case literal(IPAddress)

    /// Parses a domain or an address literal.
    ///
    /// A domain with octets over 127 is read as an internationalized one, by `DomainName.init(internationalized:)`. One
    /// of ASCII is taken as it is, whatever its A-labels stand for.
    ///
    /// - Parameter bytes: the octets, all of them, brackets included.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(parsing bytes: Span<UInt8>) throws(AddressError) {
        guard bytes.count > 0 else { throw AddressError(.empty, at: 0) }
        guard bytes[0] == UInt8(ascii: "[") else {
            let domain = try Self.domain(bytes)
            guard domain.isHostName else {
                guard let underscore = domain.text.utf8.firstIndex(of: UInt8(ascii: "_")) else {
                    throw AddressError(.numericTopLevel, at: 0)
                }
                let offset = domain.text.utf8.distance(from: domain.text.startIndex, to: underscore)
                throw AddressError(.unexpectedOctet(UInt8(ascii: "_")), at: offset)
            }
            self = .domain(domain)
            return
        }
        guard bytes.count > 2, bytes.count <= 64, bytes[bytes.count - 1] == UInt8(ascii: "]") else {
            throw AddressError(.malformedLiteral, at: 0)
        }
        let inside = bytes.extracting(1..<(bytes.count - 1))
        let text = String(copying: inside)
        let tag = "ipv6:"
        if inside.count > tag.utf8.count, text.prefix(tag.count).lowercased() == tag {
            guard let address = IPAddress(text.dropFirst(tag.count)), address.family == .v6 else {
                throw AddressError(.malformedLiteral, at: 1)
            }
            self = .literal(address)
        } else {
            guard let address = IPAddress(text), address.family == .v4 else {
                throw AddressError(.malformedLiteral, at: 1)
            }
            self = .literal(address)
        }
    }

    /// Parses a domain or an address literal.
    ///
    /// - Parameter text: for example `example.com`, `bücher.example` or `[192.0.2.1]`.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(_ text: some StringProtocol) throws(AddressError) {
        try self.init(parsing: Array(text.utf8).span)
    }

    private static func domain(_ bytes: Span<UInt8>) throws(AddressError) -> DomainName {
        // What is too long either way is not looked through.
        for index in 0..<min(bytes.count, DomainName.maximumInternationalizedLength) where bytes[index] > 127 {
            return try DomainName(parsingInternationalized: bytes, finalDot: false)
        }
        let domain = try DomainName(parsing: bytes)
        guard bytes[bytes.count - 1] != UInt8(ascii: ".") else {
            throw AddressError(.unexpectedOctet(UInt8(ascii: ".")), at: bytes.count - 1)
        }
        return domain
    }

    /// The domain, or nil for a literal.
    public var domain: DomainName? {
        if case .domain(let name) = self { name } else { nil }
    }
}

extension MailHost: CustomStringConvertible {
    /// The text as it stands in a mailbox.
    public var description: String {
        switch self {
        case .domain(let name): name.text
        case .literal(let address): address.family == .v4 ? "[\(address)]" : "[IPv6:\(address)]"
        }
    }
}

extension String {
    /// A string of the octets; those that are not UTF-8 become replacement characters.
    package init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
