import Testing

@testable import ReferenceServer

@Suite("What rspamd answers")
struct RspamdReplyTests {
    private static func verdict(_ text: String) throws -> SpamVerdict {
        try RspamdReply(parsing: Array(text.utf8)).verdict
    }

    @Test("is read whole")
    func whole() throws {
        let verdict = try Self.verdict(
            """
            {
              "is_skipped": false, "score": 16.5, "required_score": 15.0, "action": "reject",
              "symbols": {
                "LIGHT": { "name": "LIGHT", "score": 0.1, "options": ["a"] },
                "HEAVY": { "name": "HEAVY", "score": 12, "metric_score": 12 },
                "GOOD": { "name": "GOOD", "score": -3 }, "ALSO_GOOD": { "score": -3 }, "ODD": 7
              },
              "messages": { "smtp_message": "No thanks" }, "message-id": "a@b", "urls": ["c.example"],
              "milter": {
                "add_headers": {
                  "X-Spamd-Result": { "value": "default: True [16.50 / 15.00];\\n\\tHEAVY(12)", "order": 0 },
                  "X-Two": ["a", { "value": "b", "order": 1 }], "X-Plain": "c", "From": "mallory@m.example",
                  "X-Spam-Flag": "NO", "X-Number": 3
                },
                "remove_headers": { "X-Spam": 0 }
              }
            }
            """)
        #expect(verdict.action == .reject && verdict.score == 16.5 && verdict.threshold == 15)
        #expect(verdict.symbols == ["HEAVY", "ALSO_GOOD", "GOOD", "LIGHT", "ODD"])
        #expect(verdict.replyText == "No thanks")
        #expect(
            verdict.fields == [
                SpamVerdict.Field(name: "X-Plain", value: "c"),
                SpamVerdict.Field(name: "X-Spamd-Result", value: "default: True [16.50 / 15.00]; HEAVY(12)"),
                SpamVerdict.Field(name: "X-Two", value: "a"), SpamVerdict.Field(name: "X-Two", value: "b"),
            ])
    }

    @Test(
        "has one of rspamd's actions, or one of an administrator's own",
        arguments: [
            ("no action", .noAction), ("greylist", .greylist), ("add header", .addHeader),
            ("rewrite subject", .rewriteSubject), ("soft reject", .softReject), ("reject", .reject),
            ("discard", .discard), ("quarantine", .quarantine), ("Reject", .other("Reject")),
            ("a\\r\\nb", .other("a b")),
        ] as [(String, SpamVerdict.Action)])
    func actions(word: String, expected: SpamVerdict.Action) throws {
        #expect(try Self.verdict("{ \"action\": \"\(word)\", \"score\": 1 }").action == expected)
    }

    @Test(
        "may lack what is not needed, or have it in another form",
        arguments: [
            "", ", \"required_score\": \"x\"", ", \"symbols\": []", ", \"symbols\": { \"A\": [] }",
            ", \"messages\": []",
            ", \"messages\": { \"smtp_message\": 7 }", ", \"milter\": null", ", \"milter\": { \"add_headers\": [] }",
            ", \"milter\": { \"add_headers\": { \"X-A\": { \"order\": 1 } } }",
            ", \"milter\": { \"add_headers\": { \"X-A\": [[[[1]]]] } }",
        ])
    func lacks(rest: String) throws {
        let verdict = try Self.verdict("{ \"action\": \"no action\", \"score\": 1\(rest) }")
        #expect(verdict.threshold == nil && verdict.replyText.isEmpty && verdict.fields.isEmpty)
    }

    @Test(
        "is none otherwise",
        arguments: [
            "", "{}", "[]", "null", "\"reject\"", "{ \"action\": \"reject\" }", "{ \"score\": 1 }",
            "{ \"action\": 1, \"score\": 1 }", "{ \"action\": \"\", \"score\": 1 }",
            "{ \"action\": \"reject\", \"score\": \"1\" }", "{ \"action\": \"reject\", \"score\": 1e999 }",
            "{ \"action\": \"reject\", \"score\": 1", "{ \"action\": \"reject\", \"score\": NaN }", "<html></html>",
            String(repeating: "[", count: 10_000),
        ])
    func garbage(text: String) {
        #expect(throws: (any Error).self) { try Self.verdict(text) }
    }

    @Test("is bounded in all that is kept of it")
    func bounds() throws {
        let long = String(repeating: "a", count: 5_000)
        let symbols = (0..<200).map { "\"S\($0)\(long)\": { \"score\": \($0) }" }.joined(separator: ",")
        let fields = (0..<200).map { "\"X-\($0)\": \"\(long)\"" }.joined(separator: ",")
        let list = Array(repeating: "\"b\"", count: 200).joined(separator: ",")
        let verdict = try Self.verdict(
            """
            {
              "action": "\(long)", "score": 1, "symbols": { \(symbols) }, "messages": { "smtp_message": "\(long)" },
              "milter": { "add_headers": { "X-\(long)": "c", "X-0a": [\(list)], \(fields) } }
            }
            """)
        #expect(verdict.action.word.utf8.count == SpamVerdict.longestName)
        #expect(verdict.symbols.count == SpamVerdict.maximumSymbolCount)
        #expect(verdict.symbols.allSatisfy { $0.utf8.count == SpamVerdict.longestName })
        #expect(verdict.symbols.first?.hasPrefix("S199") == true)
        #expect(verdict.replyText.utf8.count == SpamVerdict.maximumReplyLength)
        #expect(verdict.fields.count == SpamVerdict.maximumFieldCount)
        #expect(verdict.fields.allSatisfy { $0.value.utf8.count <= SpamVerdict.maximumFieldLength })
    }

    @Test("says nothing that could be taken for more than one line")
    func hostile() throws {
        let verdict = try Self.verdict(
            """
            {
              "action": "reject", "score": 1, "symbols": { "A\\r\\nB\\u202e": {} },
              "messages": { "smtp_message": "a\\r\\n250 2.0.0 OK\\u0000\\u001b[2J\\u202eä" },
              "milter": { "add_headers": { "X-A\\r\\nFrom": "b", "X-B": "c\\r\\nFrom: d\\r\\n\\r\\ne" } }
            }
            """)
        #expect(verdict.replyText == "a 250 2.0.0 OK [2J??")
        #expect(verdict.symbols == ["A B?"])
        #expect(verdict.fields == [SpamVerdict.Field(name: "X-B", value: "c From: d e")])
    }
}
