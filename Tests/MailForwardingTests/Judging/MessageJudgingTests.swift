import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct MessageJudgingTests {
    private static func facts(
        from: String = "eve@example.com", subject: String = "Hello", size: Int = 1_000
    ) throws -> MessageFacts {
        let header = try MessageHeader(parsing: Array("From: \(from)\r\nSubject: \(subject)\r\n\r\n".utf8))
        return MessageFacts(
            header: header, reversePath: try ReversePath(from), size: size, hasAttachments: false)
    }

    private static func match(_ text: String, in fixture: DirectoryFixture) throws -> RecipientMatch {
        guard case .accepted(let match) = try fixture.judge(text) else {
            throw DirectoryError(.unknown, "\(text) was not accepted")
        }
        return match
    }

    @Test func rulesAreAskedByPriorityAndTheFirstThatEndsIt() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        let shop = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test").address
        let domain = try DomainName("example.org")
        let last = try await directory.addRule(
            for: .domain(domain), priority: 30, when: .always, do: .discard, as: .administrator)
        let copy = try await directory.addRule(
            for: .alias(shop), priority: 10, when: try RuleCondition("subject contains HELLO"),
            do: try RuleAction("forward to copy@elsewhere.test"), as: .administrator)
        let redirect = try await directory.addRule(
            for: .domain(domain), priority: 20, when: try RuleCondition("size over 500"),
            do: try RuleAction("redirect to big@elsewhere.test"), as: .administrator)
        let match = try Self.match("shop@example.org", in: fixture)
        let verdict = directory.judge(try Self.facts(), for: match, at: DirectoryFixture.noon)
        #expect(verdict.rules == [copy.identifier, redirect.identifier])
        guard case .forward(let targets) = verdict.outcome else {
            Issue.record("not forwarded: \(verdict)")
            return
        }
        #expect(targets.contains(DirectoryFixture.address("big@elsewhere.test")))
        #expect(!targets.contains(DirectoryFixture.address("ada@elsewhere.test")))
        try await directory.changeRule(redirect.identifier, as: .administrator, isEnabled: false)
        let dropped = directory.judge(try Self.facts(), for: match, at: DirectoryFixture.noon)
        #expect(dropped.outcome == .discard && dropped.rules == [copy.identifier, last.identifier])
        #expect(!dropped.explanation.isEmpty)
    }

    @Test func withoutARuleTheMailGoesToTheTargets() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        let match = try Self.match("shop@example.org", in: fixture)
        let verdict = fixture.directory.judge(try Self.facts(), for: match, at: 0)
        #expect(verdict.outcome == .forward([DirectoryFixture.address("ada@elsewhere.test")]))
        #expect(verdict.rules.isEmpty)
        #expect(!fixture.directory.mayRefuse(match))
    }

    @Test func aBlockedMessageIsRefusedAndCountedOnce() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        let shop = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test").address
        let rule = try await directory.addRule(
            for: .alias(shop), when: try RuleCondition("sender domain example.com"),
            do: try RuleAction("block \"no thanks\""), as: .administrator)
        let match = try Self.match("shop@example.org", in: fixture)
        #expect(directory.mayRefuse(match))
        let verdict = directory.judge(try Self.facts(), for: match, at: 0)
        #expect(verdict.outcome == .refuse(text: "no thanks"))
        for rule in verdict.rules { directory.count(.rule(rule)) }
        #expect(directory.count(of: .rule(rule.identifier)) == 1)
        try await directory.keepCounts()
        #expect(directory.count(of: .rule(rule.identifier)) == 1)
        let reopened = try await MailDirectory.open(fixture.store)
        #expect(reopened.count(of: .rule(rule.identifier)) == 1)
        let other = directory.judge(try Self.facts(from: "a@example.net"), for: match, at: 0)
        #expect(other.rules.isEmpty)
    }

    @Test func noRuleStopsMailToThePostmaster() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.directory.addRule(
            for: .domain(try DomainName("example.org")), when: .always, do: .discard, as: .administrator)
        let match = try Self.match("postmaster@example.org", in: fixture)
        let verdict = fixture.directory.judge(try Self.facts(), for: match, at: 0)
        #expect(verdict.outcome == .forward([DirectoryFixture.address("root@example.net")]))
    }

    @Test func numbersOfRulesAreNeverGivenTwice() async throws {
        let fixture = try await DirectoryFixture()
        let domain = try DomainName("example.org")
        let first = try await fixture.directory.addRule(
            for: .domain(domain), when: .always, do: .discard, as: .administrator)
        try await fixture.directory.removeRule(first.identifier, as: .administrator)
        let reopened = try await MailDirectory.open(fixture.store)
        let second = try await reopened.addRule(
            for: .domain(domain), when: .always, do: .discard, as: .administrator)
        #expect(second.identifier > first.identifier)
    }

    @Test func rulesOfAnAliasGoWithIt() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        let shop = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test").address
        try await directory.addRule(for: .alias(shop), when: .always, do: .discard, as: .administrator)
        try await directory.removeAlias(shop, as: .administrator)
        #expect(directory.rules(as: .administrator).isEmpty)
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        let match = try Self.match("shop@example.org", in: fixture)
        #expect(directory.judge(try Self.facts(), for: match, at: 0).rules.isEmpty)
    }
}
