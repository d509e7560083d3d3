import Testing

@testable import BounceClassification

@Suite("The text in which phrases are looked for")
struct NormalizedTextTests {
    /// The text with words for addresses; the ends of clauses are spaces here.
    private func text(_ line: String) -> String {
        String(decoding: NormalizedText(line).octets, as: UTF8.self)
            .replacing("\u{1}", with: "IP").replacing("\u{2}", with: "MAILBOX").replacing("\n", with: " ")
    }

    @Test(
        "has one octet for an address",
        arguments: [
            ("to ada@example.com now", " to MAILBOX now "), ("<a-b-c@example.com>: no", " MAILBOX no "),
            ("a@b.example@c", " MAILBOX c "), ("ada@", " ada "), ("a-b@ c", " a b c "), ("ada@.: x", " ada x "),
            ("ada@example.com.", " MAILBOX "), ("192.0.2.1 is listed", " IP is listed "),
            ("ip=192.0.2.1: no", " ip IP no "), ("x-192.0.2.1", " x IP "), ("192.0.2.1:25", " IP "),
            ("192.0.2.1-x", " 192.0.2.1 x "), ("192.0.2.256", " 192.0.2.256 "), ("5.7.1 no", " 5.7.1 no "),
            ("2001:db8::1 refused", " IP refused "), ("::ffff:192.0.2.1", " ffff IP "),
            ("at 00:05:00 a@b", " at 00:05:00 MAILBOX "), ("1-2@ 192.0.2.1", " 1 2 IP "),
        ])
    func addresses(line: String, expected: String) {
        #expect(text(line) == expected)
    }

    @Test(
        "has one for the nearest when what may be one is long", .timeLimit(.minutes(10)),
        arguments: ["a-", "1-", "a:a.", "a-a@ ", "a@.", "g-"])
    func long(pattern: String) {
        let line = String(repeating: pattern, count: 15_000 / pattern.utf8.count) + " a@b 192.0.2.1"
        let end = text(line).suffix(12)
        #expect(end == " MAILBOX IP ")
    }

    @Test("has mailboxes of up to 320 octets", arguments: [(310, true), (330, false)])
    func longest(length: Int, isWhole: Bool) {
        let line = String(repeating: "g", count: length) + "@b.example"
        #expect((text(line) == " MAILBOX ") == isWhole)
    }
}
