import MailAddressing
import MailForwarding
import Testing

@Suite struct RuleBookTests {
    /// Makes a book of rules written as `r1 SCOPE PRIORITY CONDITION => ACTION`; a `!` before it switches one off.
    static func book(_ lines: [String]) throws -> RuleBook {
        RuleBook(
            try lines.map { line in
                let isEnabled = !line.hasPrefix("!")
                let halves = try #require(Self.halves(of: isEnabled ? line : String(line.dropFirst())))
                let words = halves.0.split(separator: " ", maxSplits: 3)
                try #require(words.count == 4)
                return try ForwardingRule(
                    identifier: RuleIdentifier(words[0]), scope: RuleScope(words[1]),
                    priority: try #require(Int32(words[2])), condition: RuleCondition(words[3]),
                    action: RuleAction(halves.1), isEnabled: isEnabled)
            })
    }

    private static func halves(of line: String) -> (String, String)? {
        let parts = line.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[1].hasPrefix("> ") else { return nil }
        return (String(parts[0]), String(parts[1].dropFirst(2)))
    }

    static func facts(subject: String = "hello", size: Int = 100, hasAttachments: Bool? = nil) throws -> MessageFacts {
        MessageFacts(
            reversePath: try ReversePath("ada@a.test"), authors: ["ada@a.test"], subject: subject, size: size,
            hasAttachments: hasAttachments)
    }

    static func judge(
        _ lines: [String], _ facts: MessageFacts? = nil, recipient: String = "shop@x.test", domain: String = "x.test"
    ) throws -> RuleVerdict {
        try book(lines).judge(facts ?? Self.facts(), recipient: Mailbox(recipient), domain: DomainName(domain))
    }

    static func mailboxes(_ texts: String...) throws -> [Mailbox] { try texts.map { try Mailbox($0) } }

    @Test func withoutRulesNothingIsAdded() throws {
        let verdict = try Self.judge([])
        #expect(verdict.outcome == .forward(additional: []))
        #expect(verdict.matched.isEmpty)
        #expect(verdict.explanation.isEmpty)
    }

    @Test func rulesHaveTheirTurnsByPriorityAndIdentifier() throws {
        let book = try Self.book([
            "r3 x.test 0 always => discard", "r10 shop@x.test -5 always => discard", "r2 x.test 0 always => discard",
            "r1 x.test 9 always => discard", "!r4 SHOP@x.test 0 always => discard", "r5 y.test 0 always => discard",
            "r6 other@x.test 0 always => discard",
        ])
        let (recipient, domain) = (try Mailbox("Shop@x.test"), try DomainName("x.test"))
        let order = book.rules(for: recipient, domain: domain).map(\.identifier.number)
        #expect(order == [10, 2, 3, 4, 1])
        #expect(book.rules.map(\.identifier.number) == [10, 2, 3, 4, 5, 6, 1])
        #expect(RuleBook(book.rules.reversed()) == book)
    }

    @Test func aRuleHoldsForItsScopeAlone() throws {
        let rules = ["r1 x.test 0 always => forward to a@t.test", "r2 shop@x.test 0 always => forward to b@t.test"]
        let cases: [(String, String, [Int64])] = [
            ("shop@x.test", "x.test", [1, 2]), ("SHOP@X.test", "x.test", [1, 2]), ("other@x.test", "x.test", [1]),
            ("shop@y.test", "y.test", []), ("shop@sub.x.test", "sub.x.test", []), ("shop@x.test", "y.test", [2]),
            ("shop@sub.x.test", "x.test", [1]), ("\"sho p\"@x.test", "x.test", [1]),
        ]
        for (recipient, domain, matched) in cases {
            let verdict = try Self.judge(rules, recipient: recipient, domain: domain)
            #expect(verdict.matched.map(\.number) == matched, "\(recipient) in \(domain)")
        }
    }

    @Test func forwardingGoesOnAndAddsEachMailboxOnce() throws {
        let verdict = try Self.judge([
            "r1 x.test 0 always => forward to a@t.test,b@t.test", "r2 x.test 0 subject contains none => discard",
            "!r3 x.test 0 always => discard", "r4 x.test 0 always => forward to b@t.test,c@t.test",
        ])
        let additional = try Self.mailboxes("a@t.test", "b@t.test", "c@t.test")
        #expect(verdict.outcome == .forward(additional: additional))
        #expect(verdict.matched.map(\.number) == [1, 4])
        #expect(
            verdict.explanation == [
                "r1: always: matches: forward to a@t.test,b@t.test", "r2: subject contains none: no match",
                "r3: always: switched off", "r4: always: matches: forward to b@t.test,c@t.test",
            ])
    }

    @Test func theFirstThatDoesNotForwardEndsTheJudging() throws {
        let first = "r1 x.test 0 always => forward to a@t.test"
        let last = "r3 x.test 0 always => forward to z@t.test"
        let outcomes: [(String, RuleVerdict.Outcome)] = [
            ("redirect to b@t.test,a@t.test", .redirect(try Self.mailboxes("b@t.test", "a@t.test"))),
            ("redirect to b@t.test", .redirect(try Self.mailboxes("b@t.test", "a@t.test"))),
            ("block", .block(text: nil)), ("block \"go away\"", .block(text: "go away")), ("discard", .discard),
        ]
        for (action, outcome) in outcomes {
            let verdict = try Self.judge([first, "r2 x.test 0 size over 50 => \(action)", last])
            #expect(verdict.outcome == outcome, "\(action)")
            #expect(verdict.matched.map(\.number) == [1, 2])
            #expect(verdict.explanation.count == 2)
            #expect(verdict.explanation.last == "r2: size over 50: matches: \(action)")
        }
    }

    @Test func attachmentsThatAreNotKnownAreToldAsThat() throws {
        let rules = ["r1 x.test 0 has attachments => discard"]
        let unknown = try Self.judge(rules)
        #expect(unknown.outcome == .forward(additional: []))
        #expect(unknown.explanation == ["r1: has attachments: not known, so no match"])
        let without = try Self.judge(rules, Self.facts(hasAttachments: false))
        #expect(without.explanation == ["r1: has attachments: no match"])
        #expect(try Self.judge(rules, Self.facts(hasAttachments: true)).outcome == .discard)
    }

    @Test func whatAServerMustKnowBeforehandIsTold() throws {
        let book = try Self.book([
            "r1 x.test 0 has attachments => forward to a@t.test", "r2 shop@x.test 0 always => block",
            "!r3 y.test 0 has attachments => block", "r4 z.test 0 always => discard",
        ])
        let cases = [
            ("shop@x.test", "x.test", true, true), ("Shop@x.test", "x.test", true, true),
            ("other@x.test", "x.test", false, true), ("shop@y.test", "y.test", false, false),
            ("shop@z.test", "z.test", false, false), ("shop@w.test", "w.test", false, false),
        ]
        for (address, name, mayRefuse, looksAtAttachments) in cases {
            let (recipient, domain) = (try Mailbox(address), try DomainName(name))
            #expect(book.mayRefuse(recipient: recipient, domain: domain) == mayRefuse, "\(address)")
            #expect(book.looksAtAttachments(recipient: recipient, domain: domain) == looksAtAttachments, "\(address)")
        }
    }

    @Test func anExplanationIsBounded() throws {
        let address = String(repeating: "a", count: 60)
        let targets = (1...20).map { "\(address)\($0)@t.test" }.joined(separator: ",")
        var rules = (1...150).map { "r\($0) x.test 0 always => forward to \(targets)" }
        var verdict = try Self.judge(rules)
        #expect(verdict.matched.count == 150)
        #expect(verdict.explanation.count == RuleVerdict.maximumExplanationCount + 1)
        #expect(verdict.explanation.last == "50 more rules were looked at")
        #expect(verdict.explanation.allSatisfy { $0.unicodeScalars.count <= RuleVerdict.maximumLineLength })
        #expect(verdict.explanation.first?.hasSuffix("...") == true)
        let additional = try targets.split(separator: ",").map { try Mailbox($0) }
        #expect(verdict.outcome == .forward(additional: additional))
        rules.append("r151 x.test 0 always => discard")
        verdict = try Self.judge(rules)
        #expect(verdict.explanation.count == RuleVerdict.maximumExplanationCount + 2)
        #expect(verdict.explanation.last == "r151: always: matches: discard")
    }

    @Test func aLongSubjectIsComparedOverItsBeginning() throws {
        let text = String(repeating: "a", count: 255) + "b"
        let rules = (1...5).map { "r\($0) x.test 0 subject contains \(text) => discard" }
        for letter in ["a", "A"] {
            let verdict = try Self.judge(rules, Self.facts(subject: String(repeating: letter, count: 10_000)))
            #expect(verdict.outcome == .forward(additional: []))
        }
    }
}
