import MXResolver
import MailAddressing
import Testing

@Suite("Patterns of mail hosts")
struct MailHostPatternTests {
    /// A pattern, and whether it matches a host.
    static let rows: [(pattern: String, host: String, isMatch: Bool)] = [
        ("mail.example.com", "mail.example.com", true), ("mail.example.com", "MAIL.Example.COM", true),
        ("Mail.EXAMPLE.com", "mail.example.com", true), ("mail.example.com", "mail.example.com.", true),
        ("mail.example.com", "a.mail.example.com", false), ("mail.example.com", "example.com", false),
        ("mail.example.com", "mail.example.org", false), ("mail.example.com", "xmail.example.com", false),
        ("*.example.com", "mail.example.com", true), ("*.example.com", "MAIL.Example.COM", true),
        ("*.EXAMPLE.com", "mail.example.com", true), ("*.example.com", "a.b.example.com", false),
        ("*.example.com", "example.com", false), ("*.example.com", "mailexample.com", false),
        ("*.example.com", "com", false), ("*.example.com", "mail.example.com.test", false),
        ("*.example.com", "_mx.example.com", true), ("*.a.example.com", "b.a.example.com", true),
        ("*.a.example.com", "b.c.example.com", false), ("*.com", "example.com", true),
        ("*.com", "mail.example.com", false), ("xn--bcher-kva.example", "XN--BCHER-KVA.example", true),
        ("*.xn--bcher-kva.example", "mx.xn--bcher-kva.example", true),
        ("*.example.com", "xn--mx-eka.example.com", true),
        ("localhost", "localhost", true),
    ]

    @Test("an asterisk stands for one label, and case for nothing", arguments: MailHostPatternTests.rows)
    func matches(pattern: String, host: String, isMatch: Bool) throws {
        let parsed = try #require(MailHostPattern(pattern))
        #expect(parsed.matches(domain(host)) == isMatch)
        #expect(parsed.isWildcard == pattern.hasPrefix("*"))
    }

    @Test(
        "what is neither a host name nor an asterisk before one is no pattern",
        arguments: [
            "", "*", "*.", "**.example.com", "*.*.example.com", "a.*.b", "mail.*.example.com", "mail.*",
            "*a.example.com",
            "a*.example.com", "*example.com", "*..example.com", ".example.com", "example..com", "192.0.2.1",
            "*.192.0.2.1", "[192.0.2.1]", "2001:db8::1", "*.2001:db8::1", "mail example.com", " mail.example.com",
            "*. example.com", "mail_host.example.com", "-mail.example.com", "mail@example.com", "mail.example.com:25",
            "mail.example.com,mx.example.com", "mail\u{0}.example.com", "mail.example.com\r\n",
            "\(String(repeating: "a", count: 64)).example.com", "*.\(String(repeating: "a.", count: 127))com",
        ])
    func refuses(text: String) {
        #expect(MailHostPattern(text) == nil)
    }

    @Test("a pattern prints as it is read, in small letters and without a final dot")
    func prints() throws {
        for (text, printed) in [
            ("Mail.Example.com", "mail.example.com"), ("*.Example.com", "*.example.com"),
            ("mail.example.com.", "mail.example.com"), ("*.example.com.", "*.example.com"),
        ] {
            let pattern = try #require(MailHostPattern(text))
            #expect(pattern.description == printed)
            #expect(MailHostPattern(printed) == pattern)
            #expect(pattern.domain.text == (pattern.isWildcard ? "example.com" : "mail.example.com"))
        }
        #expect(MailHostPattern("*.example.com") != MailHostPattern("example.com"))
    }
}
