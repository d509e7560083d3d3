import MailAddressing
import Testing

@Suite("A domain name")
struct DomainNameTests {
    @Test(
        "is folded to lower case, loses one final dot and is otherwise kept",
        arguments: [
            ("example.com", "example.com"), ("Example.COM", "example.com"), ("example.com.", "example.com"),
            ("a", "a"), ("a.", "a"), ("localhost", "localhost"), ("1.2.3", "1.2.3"), ("123", "123"),
            ("a-b.c--d.example", "a-b.c--d.example"), ("XN--bcher-kva.example", "xn--bcher-kva.example"),
            ("_dmarc.example.com", "_dmarc.example.com"),
            ("s1._domainKey.example.com", "s1._domainkey.example.com"),
        ] as [(String, String)])
    func accepted(given: String, text: String) throws {
        let name = try DomainName(given)
        #expect(name.text == text)
        #expect(name.description == text)
        #expect(domain(octets: Array(given.utf8)) == .success(name))
        #expect(try DomainName(name.text) == name)
    }

    @Test("may have labels of 63 octets and be 253 octets long, a final dot not counted")
    func longest() throws {
        #expect(try DomainName(Long.label(63) + ".example").labels.first?.count == 63)
        #expect(try DomainName(Long.domain(253)).text.utf8.count == 253)
        #expect(try DomainName(Long.domain(253) + ".").text.utf8.count == 253)
    }

    static let wrong: [WrongAddress] = [
        .init("", .empty, at: 0),
        .init(".", .labelLength, at: 0),
        .init("..", .labelLength, at: 0),
        .init(".a", .labelLength, at: 0),
        .init("a..b", .labelLength, at: 2),
        .init("a..", .labelLength, at: 2),
        .init(Long.label(64), .labelLength, at: 0),
        .init("a." + Long.label(64) + ".b", .labelLength, at: 2),
        .init(Long.domain(254), .domainTooLong, at: 253),
        .init(Long.domain(254) + ".", .domainTooLong, at: 253),
        .init("-", .hyphenAtEdge, at: 0),
        .init("-a", .hyphenAtEdge, at: 0),
        .init("a-", .hyphenAtEdge, at: 1),
        .init("a-.", .hyphenAtEdge, at: 1),
        .init("a.-b.c", .hyphenAtEdge, at: 2),
        .init("a.b-.c", .hyphenAtEdge, at: 3),
        .init("a b", .unexpectedOctet(32), at: 1),
        .init(" a", .unexpectedOctet(32), at: 0),
        .init("a@b", .unexpectedOctet(64), at: 1),
        .init("a/b", .unexpectedOctet(47), at: 1),
        .init("[a]", .unexpectedOctet(91), at: 0),
        .init("a\0b", .unexpectedOctet(0), at: 1),
        .init("a.b\r\n", .unexpectedOctet(13), at: 3),
        .init("a\u{7F}", .unexpectedOctet(127), at: 1),
        .init("\u{E9}.example", .nonASCII, at: 0),
        .init("ex\u{E4}mple.com", .nonASCII, at: 2),
        // Letters that some ways of folding turn into ASCII: the Kelvin sign and the dotless i.
        .init("\u{212A}.example", .nonASCII, at: 0),
        .init("m\u{131}l.example", .nonASCII, at: 1),
    ]

    @Test("is refused with the rule that is broken and its place", arguments: DomainNameTests.wrong)
    func refused(_ wrong: WrongAddress) {
        #expect(domain(wrong.text) == .failure(wrong.error))
        #expect(domain(octets: Array(wrong.text.utf8)) == .failure(wrong.error))
    }

    @Test("is refused when its octets are no UTF-8")
    func noUTF8() {
        #expect(domain(octets: [0x61, 0xFF, 0x62]) == .failure(AddressError(.nonASCII, at: 1)))
        #expect(domain(octets: [0xC3]) == .failure(AddressError(.nonASCII, at: 0)))
    }

    @Test("is read from its own octets only, wherever they stand")
    func partOfBuffer() throws {
        let buffer = Array("<<mail.example.com>>".utf8)
        let name = try DomainName(parsing: buffer.span.extracting(2..<18))
        #expect(name.text == "mail.example.com")
    }

    @Test("is a value or an error at every prefix")
    func prefixes() {
        let octets = Array("a-1._b.example.com.".utf8)
        let accepted = (0...octets.count).filter { end in
            if case .success = domain(octets: Array(octets[..<end])) { true } else { false }
        }
        // Not: nothing, the hyphen at the end of a label.
        #expect(accepted == [1] + Array(3...octets.count))
    }

    @Test("tells its labels and its parent")
    func parts() throws {
        let name = try DomainName("mail.example.com")
        #expect(name.labels == ["mail", "example", "com"])
        #expect(name.parent?.text == "example.com")
        #expect(name.parent?.parent?.text == "com")
        #expect(name.parent?.parent?.parent == nil)
    }

    @Test(
        "is a host name without underscores and with a last label that is no number",
        arguments: [
            ("example.com", true), ("localhost", true), ("1.a", true), ("a.1b", true), ("_dmarc.example.com", false),
            ("a_b.example", false), ("a.1", false), ("123", false), ("192.0.2.1", false),
        ] as [(String, Bool)])
    func hostName(text: String, isHostName: Bool) throws {
        #expect(try DomainName(text).isHostName == isHostName)
    }

    struct Kinship: Sendable {
        let name: String
        let ancestor: String
        let isBelow: Bool

        init(_ name: String, _ ancestor: String, _ isBelow: Bool) {
            self.name = name
            self.ancestor = ancestor
            self.isBelow = isBelow
        }
    }

    static let kinships: [Kinship] = [
        .init("example.com", "example.com", true), .init("Example.com", "example.COM", true),
        .init("mail.example.com", "example.com", true), .init("a.b.example.com", "com", true),
        .init("badexample.com", "example.com", false), .init("example.com", "mail.example.com", false),
        .init("example.org", "example.com", false),
    ]

    @Test("lies below another only where a label ends", arguments: DomainNameTests.kinships)
    func kinship(_ kinship: Kinship) throws {
        let name = try DomainName(kinship.name)
        let ancestor = try DomainName(kinship.ancestor)
        #expect(name.isEqualToOrBelow(ancestor) == kinship.isBelow)
    }

    @Test("takes labels before it, as long as the result is a name")
    func prefixed() throws {
        let name = try DomainName("example.com")
        #expect(try name.prefixed(by: "s1._domainkey").text == "s1._domainkey.example.com")
        #expect(throws: AddressError.self) { try name.prefixed(by: "") }
        #expect(throws: AddressError.self) { try name.prefixed(by: "-") }
        #expect(throws: AddressError.self) { try name.prefixed(by: Long.domain(253)) }
    }

    @Test("equals another of the same letters in any case, and is ordered as text")
    func equality() throws {
        #expect(try DomainName("EXAMPLE.com.") == DomainName("example.COM"))
        #expect(try Set([DomainName("a.example"), DomainName("A.example")]).count == 1)
        #expect(try DomainName("a.example") < DomainName("b.example"))
    }
}
