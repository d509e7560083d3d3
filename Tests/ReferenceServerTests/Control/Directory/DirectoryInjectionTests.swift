import Foundation
import MailForwarding
import Testing

@testable import ReferenceServer

@Suite("What strangers may write into the directory", .timeLimit(.minutes(15)))
struct DirectoryInjectionTests {
    static let texts = [
        "\u{0}", "a\r\nBcc: eve@example.com", "\u{1B}[2J", "\u{202E}gro.elpmaxe", "\u{2028}",
        "\"; DROP TABLE alias; --", "a\"b\\c", "\",\"kind\":\"store", "a@example.org\u{0}", "a@\u{0}example.org",
        "../../etc/passwd", "\u{202E}@example.org", "%00", "é\u{301}",
        String(repeating: "x", count: 100_000), String(repeating: "\u{301}", count: 20_000),
        String(repeating: "a.", count: 5_000), String(repeating: "@", count: 1_000),
    ]

    @Test("is refused in few words or harmless, in every field", arguments: texts)
    func fields(text: String) async throws {
        let fixture = try await DirectoryServiceFixture()
        _ = try await fixture.answer(.addAlias("shop@example.org", AliasEdit(targets: ["ada@example.net"])))
        let rule = RuleDraft(scope: "shop@example.org", condition: "always", action: "block")
        _ = try await fixture.answer(.addRule(rule))
        for request in Self.requests(text) {
            let response = await fixture.ask(request)
            let reason = response.notFound ?? response.directory?.problem?.reason ?? response.failure ?? ""
            #expect(reason.utf8.count < 2_000, "\(request)")
            #expect(Console.printable(reason) == reason)
            #expect(response.failure == nil)
            // It comes back from the socket as it was sent.
            let octets = try JSONEncoder().encode(QueueRequest.directory(request))
            #expect(try JSONDecoder().decode(QueueRequest.self, from: octets) == .directory(request))
            #expect(!octets.contains(UInt8(ascii: "\n")))
        }
        for line in fixture.log { #expect(Console.printable(line) == line) }
        let domains = try await fixture.answer(.domains).domains ?? []
        let aliases = try await fixture.answer(.aliases(domain: nil, after: nil, limit: 100)).aliases?.entries ?? []
        let rules = try await fixture.answer(.rules(domain: nil, after: nil)).rules?.entries ?? []
        let accounts = try await fixture.answer(.accounts).accounts ?? []
        let shown =
            [ForwardingDomainView.table(domains), AliasView.table(aliases), RuleView.table(rules)]
            + [AccountView.table(accounts)] + domains.map(\.text) + aliases.map(\.text) + rules.map(\.text)
            + accounts.map(\.text)
        for text in shown {
            for line in text.split(separator: "\n") { #expect(Console.printable(String(line)) == line) }
            #expect(text.utf8.count < 20_000)
        }
        #expect(!(try await fixture.shown()).contains("PRIVATE KEY"))
    }

    /// Requests that have a text in one field each; none of them makes an RSA key.
    private static func requests(_ text: String) -> [DirectoryRequest] {
        let targets = ["ada@example.net"]
        func alias(_ change: (inout AliasEdit) -> Void) -> DirectoryRequest {
            var edit = AliasEdit()
            change(&edit)
            return .changeAlias("shop@example.org", edit)
        }
        func domain(_ change: (inout DomainEdit) -> Void) -> DirectoryRequest {
            var edit = DomainEdit()
            change(&edit)
            return .changeDomain("example.org", edit)
        }
        func rule(_ change: (inout RuleEdit) -> Void) -> DirectoryRequest {
            var edit = RuleEdit()
            change(&edit)
            return .changeRule("r1", edit)
        }
        return [
            .domain(text), .domainRecords(text, mailHost: nil), .domainRecords("example.org", mailHost: text),
            .noteVerification(text), .removeDomain(text, withAliases: true),
            .addDomain(DomainDraft(name: "example.org", selectorPrefix: text)),
            .addDomain(DomainDraft(name: "example.org", mailHost: text)),
            domain { $0.note = text }, domain { $0.owner = .value(text) }, domain { $0.catchAll = .value([text]) },
            .alias(text), .addAlias(text, AliasEdit(targets: targets)), .removeAliases([text]),
            .aliases(domain: text, after: nil, limit: 1), .aliases(domain: nil, after: text, limit: 1),
            alias { $0.targets = [text] }, alias { $0.owner = .value(text) }, alias { $0.note = text },
            alias { $0.displayName = .value(text) }, alias { $0.author = text }, alias { $0.whenDisabled = text },
            .addRule(RuleDraft(scope: text, condition: "always", action: "block")),
            rule { $0.condition = text }, rule { $0.condition = "subject contains \(text)" },
            rule { $0.action = text }, rule { $0.action = "block \(text)" }, rule { $0.note = text },
            .changeRule(text, RuleEdit(isEnabled: false)), .removeRules([text]), .rules(domain: text, after: nil),
            .rules(domain: nil, after: text), .account(text), .addAccount(text, AccountEdit()), .removeAccounts([text]),
            .addAccount("eve@example.com", AccountEdit(role: text)),
            .addAccount("eve@example.com", AccountEdit(password: .value(RedactedText(text)))),
        ]
    }

    @Test("never brings a private key out")
    func keys() async throws {
        let fixture = try await DirectoryServiceFixture()
        let added = try await fixture.answer(.addDomain(DomainDraft(name: "a.example")))
        let keys = fixture.directory.domains(as: .administrator).flatMap(\.keys)
        let answers = try DirectoryServiceFixture.json(added) + (try await fixture.shown())
        #expect(keys.count == 3)
        for key in keys {
            let secret = key.privateKeyPEM.split(separator: "\n").dropFirst().first.map(String.init) ?? ""
            #expect(secret.count > 20 && !answers.contains(secret))
        }
        #expect(!answers.contains("PRIVATE KEY"))
    }
}
