import MailAddressing
import MailForwarding
import Testing

@Suite struct ForwardingRuleTests {
    static func rule(
        _ condition: RuleCondition = .always, _ action: RuleAction = .discard, note: String = ""
    ) throws -> ForwardingRule {
        try ForwardingRule(
            identifier: RuleIdentifier("r1"), scope: RuleScope("example.test"), condition: condition, action: action,
            note: note)
    }

    static let mistakes: [(RuleCondition, ForwardingRuleError)] = [
        (.senderContains(""), .emptyText),
        (.subjectContains(String(repeating: "x", count: 257)), .textTooLong(limit: 256)),
        (.subjectEquals("a\nb"), .controlCharacter), (.senderContains("a\u{7F}"), .controlCharacter),
        (.sizeOver(-1), .negativeSize), (.sizeUnder(.min), .negativeSize), (.listIdentifier(""), .emptyText),
        (.listIdentifier("a."), .malformedListIdentifier), (.listIdentifier("<a>"), .malformedListIdentifier),
        (.listIdentifier(String(repeating: "a", count: 256)), .malformedListIdentifier),
    ]

    @Test(arguments: mistakes)
    func aConditionBeyondItsBoundsIsRefused(_ condition: RuleCondition, _ error: ForwardingRuleError) {
        #expect(throws: error) { try Self.rule(condition) }
    }

    @Test func anActionBeyondItsBoundsIsRefused() throws {
        let ada = try Mailbox("ada@b.test")
        let many = try (1...21).map { try Mailbox("a\($0)@b.test") }
        let mistakes: [(RuleAction, ForwardingRuleError)] = [
            (.forward([]), .noAddress), (.redirect([]), .noAddress), (.forward(many), .tooManyAddresses(limit: 20)),
            (.redirect([ada, ada]), .repeatedAddress), (.block(text: ""), .emptyText),
            (.block(text: "a\r\n250 ok"), .controlCharacter), (.block(text: "\u{E9}"), .reasonNotASCII),
        ]
        for (action, error) in mistakes {
            #expect(throws: error) { try Self.rule(.always, action) }
        }
        #expect(throws: ForwardingRuleError.noteTooLong(limit: 500)) {
            try Self.rule(note: String(repeating: "x", count: 501))
        }
        #expect(throws: ForwardingRuleError.controlCharacter) { try Self.rule(note: "a\nb") }
        #expect(try Self.rule(note: String(repeating: "x", count: 500)).note.utf8.count == 500)
    }

    @Test func aRuleShowsItselfInOneLine() throws {
        var rule = try Self.rule(.sizeOver(5_242_880), .block(text: "too large"))
        #expect(rule.description == "r1 for example.test: size over 5MiB: block \"too large\"")
        rule.isEnabled = false
        #expect(rule.description.hasSuffix(" (switched off)"))
    }

    @Test(arguments: [
        ("Example.TEST", "example.test"), ("Ada@Example.TEST", "ada@example.test"),
        ("b\u{FC}cher.example", "xn--bcher-kva.example"), ("a@[192.0.2.1]", "a@[192.0.2.1]"),
    ])
    func aScopeIsADomainOrAnAlias(_ text: String, _ written: String) throws {
        let scope = try RuleScope(text)
        #expect(scope.description == written)
        #expect(try RuleScope(written) == scope)
    }

    @Test func aScopeKnowsItsDomain() throws {
        let domain = try DomainName("example.test")
        #expect(try RuleScope("example.test").domain == domain)
        #expect(try RuleScope("ada@example.test").domain == domain)
        #expect(try RuleScope("ada@[192.0.2.1]").domain == nil)
        #expect(throws: AddressError.self) { try RuleScope("") }
        #expect(throws: AddressError.self) { try RuleScope("@example.test") }
    }

    @Test func anAliasIsKeptInLowerCase() throws {
        let rule = try ForwardingRule(
            identifier: RuleIdentifier("r1"), scope: .alias(Mailbox("Ada@example.test")), condition: .always,
            action: .discard)
        #expect(try rule.scope == .alias(Mailbox("ada@example.test")))
    }
}
