import Testing

@testable import ReferenceServer

@Suite("The name of an event")
struct LogEventNameTests {
    @Test(
        "is made of the first part of its sentence",
        arguments: [
            ("accepted", "accepted"), ("reportDropped", "report-dropped"),
            ("A site takes mail again", "a-site-takes-mail-again"),
            ("The disk is full: new mail is refused", "the-disk-is-full"),
            ("A recipient was refused, as it is on a list", "a-recipient-was-refused-as-it-is-on-a-list"),
            ("A site asks for less; it is sent less", "a-site-asks-for-less"),
            ("An MTA-STS policy is gone", "an-mta-sts-policy-is-gone"), ("DNS channel made", "dns-channel-made"),
            ("Listening on port 25", "listening-on-port-25"),
        ])
    func name(sentence: String, expected: String) {
        #expect(LogEventName.name(of: sentence) == expected)
    }

    @Test(
        "is words of ASCII joined by hyphens whatever is said",
        arguments: [
            "", ",", "  ", "--a--b--", "é", "東京 x", "\u{1B}[2J", "a\nb", String(repeating: "Ab ", count: 9_000),
        ])
    func hostile(sentence: String) {
        let name = LogEventName.name(of: sentence)
        #expect(!name.isEmpty && name.utf8.count <= LogEventName.maximumLength)
        #expect(name.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...122).contains($0) })
        #expect(!name.hasPrefix("-"))
    }
}
