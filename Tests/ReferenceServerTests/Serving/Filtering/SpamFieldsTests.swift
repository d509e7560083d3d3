import Foundation
import Testing

@testable import ReferenceServer

@Suite("The fields that tell of spam")
struct SpamFieldsTests {
    private static func verdict(
        _ action: SpamVerdict.Action = .addHeader, score: Double = 7.251, fields: [SpamVerdict.Field] = []
    ) -> SpamVerdict {
        SpamVerdict(action: action, score: score, threshold: 15, symbols: [], replyText: "", fields: fields)
    }

    private static func text(_ verdict: SpamVerdict, isMarked: Bool = true, tellsAction: Bool = true) -> String {
        String(
            decoding: SpamFields.octets(for: verdict, isMarked: isMarked, tellsAction: tellsAction), as: UTF8.self)
    }

    @Test("say that it is, how much, and what is recommended")
    func fields() {
        let marked = "X-Spam-Flag: YES\r\nX-Spam-Score: 7.25\r\nX-Spam-Action: add header\r\n"
        #expect(Self.text(Self.verdict()) == marked)
        #expect(Self.text(Self.verdict(), isMarked: false, tellsAction: false).isEmpty)
        let own = Self.verdict(fields: [SpamVerdict.Field(name: "X-Spamd-Bar", value: "+++")])
        #expect(Self.text(own) == marked + "X-Spamd-Bar: +++\r\n")
        #expect(Self.text(own, isMarked: false, tellsAction: false) == "X-Spamd-Bar: +++\r\n")
    }

    @Test(
        "have a score with two decimals",
        arguments: [
            (0, "0.00"), (-0.001, "0.00"), (-0.01, "-0.01"), (-1.5, "-1.50"), (0.05, "0.05"), (15, "15.00"),
            (1e300, "1000000.00"), (-1e300, "-1000000.00"), (99.999, "100.00"),
        ])
    func scores(score: Double, expected: String) {
        #expect(SpamFields.text(of: score) == expected)
    }

    @Test("are folded, long words too, and nothing in them begins another field")
    func folding() {
        let words = Array(repeating: "SYMBOL(1.00)[a];", count: 40).joined(separator: " ")
        let long = String(repeating: "x", count: 500)
        let fields = [
            SpamVerdict.Field(name: "X-Spamd-Result", value: words), SpamVerdict.Field(name: "X-Long", value: long),
            SpamVerdict.Field(name: "X-Sly", value: "a\r\nFrom: b\r\n\r\nc"),
            SpamVerdict.Field(name: "X-Wrong\r\nFrom", value: "b"), SpamVerdict.Field(name: "X-None", value: ""),
        ]
        let lines = Self.text(Self.verdict(.other("odd\r\nSubject: c"), fields: fields)).components(separatedBy: "\r\n")
        #expect(lines.last == "")
        #expect(lines.allSatisfy { $0.utf8.count < 78 && $0.utf8.allSatisfy { (32...126).contains($0) || $0 == 9 } })
        let names = lines.dropLast().filter { !$0.hasPrefix(" ") && !$0.hasPrefix("\t") }.map {
            $0.prefix { $0 != ":" }
        }
        #expect(
            names == [
                "X-Spam-Flag", "X-Spam-Score", "X-Spam-Action", "X-Spamd-Result", "X-Long", "X-Sly", "X-None",
            ])
    }

    @Test(
        "of others have a name of their own, without a meaning elsewhere",
        arguments: [
            ("X-Spamd-Result", true), ("x-rspamd-queue-id", true), ("X-Spam", true), ("X-Spam-Flag", false),
            ("x-spam-SCORE", false), ("X-Spam-Action", false), ("From", false), ("Authentication-Results", false),
            ("X-", false), ("X-a", true), ("X-a:", false), ("X-a b", false), ("X-a\r\nFrom", false), ("X-ä", false),
            ("", false), ("X-" + String(repeating: "a", count: 59), false),
        ])
    func names(name: String, isAccepted: Bool) {
        #expect(SpamFields.mayHaveName(name) == isAccepted)
    }
}
