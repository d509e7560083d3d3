import MailAddressing
import Testing

@Suite("A mail host")
struct MailHostTests {
    @Test(
        "is a domain or an address literal, printed as it stands in a mailbox",
        arguments: [
            ("example.com", "example.com"), ("EXAMPLE.com", "example.com"), ("localhost", "localhost"),
            ("1.a", "1.a"), ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("[192.0.2.1]", "[192.0.2.1]"),
            ("[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"), ("[ipv6:2001:DB8:0::1]", "[IPv6:2001:db8::1]"),
            ("[IPV6:::]", "[IPv6:::]"), ("[IPv6:::1]", "[IPv6:::1]"),
        ] as [(String, String)])
    func accepted(given: String, printed: String) throws {
        let value = try MailHost(given)
        #expect(value.description == printed)
        #expect(host(printed) == .success(value))
        #expect(host(octets: Array(given.utf8)) == .success(value))
    }

    static let wrong: [WrongAddress] = [
        .init("", .empty, at: 0),
        .init("example.com.", .unexpectedOctet(46), at: 11),
        .init(".", .labelLength, at: 0),
        .init("a..b", .labelLength, at: 2),
        .init("-a.example", .hyphenAtEdge, at: 0),
        .init("exa mple", .unexpectedOctet(32), at: 3),
        .init("_x.example", .unexpectedOctet(95), at: 0),
        .init("A_b.example", .unexpectedOctet(95), at: 1),
        .init("a.123", .numericTopLevel, at: 0),
        .init("192.0.2.1", .numericTopLevel, at: 0),
        .init(Long.domain(254), .domainTooLong, at: 253),
        .init("[", .malformedLiteral, at: 0),
        .init("[]", .malformedLiteral, at: 0),
        .init("[1.2.3.4", .malformedLiteral, at: 0),
        .init("[1.2.3.4]x", .malformedLiteral, at: 0),
        .init("[1.2.3.4] ", .malformedLiteral, at: 0),
        .init("[" + Long.label(63) + "]", .malformedLiteral, at: 0),
        .init("[1.2.3]", .malformedLiteral, at: 1),
        .init("[ 1.2.3.4]", .malformedLiteral, at: 1),
        .init("[1.2.3.4\0]", .malformedLiteral, at: 1),
        .init("[::1]", .malformedLiteral, at: 1),
        .init("[IPv6:]", .malformedLiteral, at: 1),
        .init("[IPv6::1]", .malformedLiteral, at: 1),
        .init("[IPv6:1.2.3.4]", .malformedLiteral, at: 1),
        .init("[IPv6:fe80::1%eth0]", .malformedLiteral, at: 1),
        // A general address literal: no mail system delivers to one.
        .init("[x400:something]", .malformedLiteral, at: 1),
    ]

    @Test("is refused with the rule that is broken and its place", arguments: MailHostTests.wrong)
    func refused(_ wrong: WrongAddress) {
        #expect(host(wrong.text) == .failure(wrong.error))
        #expect(host(octets: Array(wrong.text.utf8)) == .failure(wrong.error))
    }

    @Test("with an address that is no UTF-8 is refused")
    func noUTF8() {
        #expect(host(octets: Array("[1.2.3.".utf8) + [0xFF, 0x5D]) == .failure(AddressError(.malformedLiteral, at: 1)))
    }

    @Test("has a domain unless it is a literal")
    func parts() throws {
        #expect(try MailHost("Example.com").domain?.text == "example.com")
        #expect(try MailHost("[192.0.2.1]").domain == nil)
        #expect(try MailHost("[192.0.2.1]") != MailHost("[IPv6:::ffff:192.0.2.1]"))
    }
}
