import MailAddressing
import MailForwarding
import Testing

@testable import ReferenceServer

@Suite("The aliases and rules of the directory for people", .timeLimit(.minutes(15)))
struct ControlServiceAliasesTests {
    private let fixture: DirectoryServiceFixture

    init() async throws { fixture = try await DirectoryServiceFixture() }

    private func add(_ addresses: String...) async throws {
        for address in addresses {
            _ = try await fixture.answer(.addAlias(address, AliasEdit(targets: ["ada@example.net"])))
        }
    }

    @Test("have all that is said of them, and change")
    func aliases() async throws {
        var edit = AliasEdit(targets: ["ada@example.net", "bob@example.com"], owner: .value("Ada@example.net"))
        edit.whenDisabled = "discard"
        edit.lifetime = .value(86_400)
        edit.takesTags = false
        edit.author = "rewritten"
        edit.displayName = .value("Ada Lovelace")
        edit.note = "for shops"
        let added = try #require(try await fixture.answer(.addAlias("Shop@example.org", edit)).alias)
        #expect(added.address == "shop@example.org" && added.targets == ["ada@example.net", "bob@example.com"])
        #expect(added.owner == "ada@example.net" && added.whenDisabled == "discard" && added.state == "active")
        #expect(added.expires != nil && !added.takesTags && added.author == "rewritten")
        #expect(added.displayName == "Ada Lovelace" && added.note == "for shops")
        #expect(fixture.log.last == "An alias was added to the directory: alias=shop@example.org")
        fixture.directory.count(.alias(try Mailbox("shop@example.org"), .forwarded), by: 3)
        var other = AliasEdit(owner: .nothing, isEnabled: false, lifetime: .nothing, displayName: .nothing)
        other.author = "kept"
        let changed = try #require(try await fixture.answer(.changeAlias("SHOP@example.org", other)).alias)
        #expect(changed.targets == added.targets && changed.note == "for shops" && changed.state == "disabled")
        #expect(changed.owner == nil && changed.expires == nil && changed.displayName == nil)
        #expect(changed.author == "kept" && changed.forwarded == 3)
        #expect(try await fixture.answer(.alias("shop@example.org")).alias == changed)
    }

    @Test("stop at the end of time at the latest")
    func lifetimes() async throws {
        for lifetime in [Int64.max, .min, 0] {
            let edit = AliasEdit(targets: ["ada@example.net"], lifetime: .value(lifetime))
            let alias = try await fixture.answer(.addAlias("a@example.org", edit)).alias
            #expect(alias?.state == "active" && alias?.expires != nil)
            _ = try await fixture.answer(.removeAliases(["a@example.org"]))
        }
    }

    @Test("are refused with what is wrong and what is accepted")
    func mistakes() async throws {
        try await add("there@example.org")
        let targets = ["ada@example.net"]
        let cases: [(String, AliasEdit, DirectoryProblem.Kind, String)] = [
            ("shop", AliasEdit(targets: targets), .invalid, "the alias: shop is no address"),
            ("", AliasEdit(targets: targets), .invalid, "the alias: an empty text is no address"),
            ("There@example.org", AliasEdit(targets: targets), .duplicate, "There is an alias there@example.org"),
            ("a@a.example", AliasEdit(targets: targets), .unknown, "There is no domain a.example here"),
            ("a@example.org", AliasEdit(), .invalid, "There have to be 1 to 50 targets"),
            ("a@example.org", AliasEdit(targets: ["b"]), .invalid, "a target: b is no address"),
            ("a@example.org", AliasEdit(targets: ["\u{202E}@b"]), .invalid, "?@b is no target"),
            (
                "a@example.org", AliasEdit(targets: targets, whenDisabled: "drop"), .invalid,
                "what becomes of mail while the alias is not in use: drop is not known; accepted: refuse, defer, discard"
            ),
            (
                "a@example.org", AliasEdit(targets: targets, author: "x\ny"), .invalid,
                "how authors are shown: x?y is not known; accepted: automatic, kept, rewritten"
            ),
            ("a@example.org", AliasEdit(targets: targets, owner: .value("eve@b.example")), .unknown, "There is no acc"),
            ("a@example.org", AliasEdit(targets: targets, displayName: .value("")), .invalid, "A display name has"),
        ]
        for (address, edit, kind, reason) in cases {
            let problem = try await fixture.problem(.addAlias(address, edit))
            #expect(problem.kind == kind && problem.reason.hasPrefix(reason), "\(problem.reason)")
        }
        #expect(fixture.directory.aliases(as: .administrator).count == 1)
    }

    @Test("are listed page by page, also behind one that is gone")
    func pages() async throws {
        try await add("b@example.org", "a@example.org", "c@example.org", "d@example.org")
        func page(after: String?, limit: Int) async throws -> AliasPageView {
            let request = DirectoryRequest.aliases(domain: "example.org", after: after, limit: limit)
            return try #require(try await fixture.answer(request).aliases)
        }
        let first = try await page(after: nil, limit: 2)
        #expect(first.entries.map(\.address) == ["a@example.org", "b@example.org"] && first.next == "b@example.org")
        _ = try await fixture.answer(.removeAliases(["b@example.org"]))
        let second = try await page(after: first.next, limit: 2)
        #expect(second.entries.map(\.address) == ["c@example.org", "d@example.org"] && second.next == nil)
        #expect(try await page(after: nil, limit: .min).entries.count == 1)
        #expect(try await page(after: nil, limit: .max).entries.count == 3)
        let absent = try await fixture.problem(.aliases(domain: "a.example", after: nil, limit: 1))
        #expect(absent.kind == .unknown)
    }

    @Test("are removed, and those that are not there are named")
    func removals() async throws {
        try await add("a@example.org", "b@example.org")
        let names = ["A@example.org", "x@example.org", "b@example.org", "x@example.org"]
        let removal = try #require(try await fixture.answer(.removeAliases(names)).removal)
        #expect(removal.unknown == ["x@example.org"] && removal.removed.count == 2 && removal.problem == nil)
        #expect(removal.text.contains("x@example.org  is not there"))
        #expect(fixture.log.last?.hasPrefix("Aliases were removed from the directory: count=2") == true)
        try await add("a@example.org")
        #expect(try await fixture.problem(.removeAliases(["a@example.org", "b b"])).kind == .invalid)
        #expect(fixture.directory.aliases(as: .administrator).count == 1)
    }

    @Test("have rules, in the order in which they are asked")
    func rules() async throws {
        try await add("shop@example.org")
        _ = try await fixture.answer(.addDomain(DomainDraft(name: "a.example")))
        let drafts = [
            RuleDraft(scope: "example.org", condition: "size over 5MiB", action: "block \"Too large\"", note: "large"),
            RuleDraft(
                scope: "Shop@example.org", condition: "sender domain spam.example", action: "discard", priority: -5),
            RuleDraft(scope: "a.example", condition: "always", action: "forward to bob@example.com"),
        ]
        for draft in drafts { _ = try await fixture.answer(.addRule(draft)) }
        let rules = try #require(try await fixture.answer(.rules(domain: nil, after: nil)).rules)
        #expect(rules.entries.map(\.rule) == ["r3", "r2", "r1"] && rules.next == nil)
        #expect(rules.entries.map(\.scope) == ["a.example", "shop@example.org", "example.org"])
        let behind = try await fixture.answer(.rules(domain: nil, after: "a.example")).rules
        #expect(behind?.entries.map(\.rule) == ["r2", "r1"])
        #expect(try await fixture.answer(.rules(domain: "a.example", after: nil)).rules?.entries.count == 1)
        let edit = RuleEdit(condition: "has attachments", priority: -9, isEnabled: false)
        let changed = try #require(try await fixture.answer(.changeRule("R1", edit)).rule)
        #expect(changed.condition == "has attachments" && changed.action == "block \"Too large\"")
        #expect(!changed.isEnabled && changed.priority == -9 && changed.note == "large")
        let removal = try await fixture.answer(.removeRules(["r1", "r99", "2"])).removal
        #expect(removal?.removed == ["r1", "r2"] && removal?.unknown == ["r99"])
    }

    @Test("have no rules that make no sense, and it is said what is accepted")
    func badRules() async throws {
        let cases: [(RuleDraft, DirectoryProblem.Kind, String)] = [
            (RuleDraft(scope: "a b", condition: "always", action: "block"), .invalid, "accepted: example.org, shop@ex"),
            (RuleDraft(scope: "a.example", condition: "always", action: "block"), .unknown, "There is no domain a.e"),
            (
                RuleDraft(scope: "x@example.org", condition: "always", action: "block"), .unknown,
                "There is no alias x@example.org here"
            ),
            (
                RuleDraft(scope: "example.org", condition: "subject contain x", action: "block"), .invalid,
                "accepted is subject contains TEXT or subject equals TEXT"
            ),
            (RuleDraft(scope: "example.org", condition: "", action: "block"), .invalid, "the condition: an empty text"),
            (
                RuleDraft(scope: "example.org", condition: "always", action: "bounce"), .invalid,
                "accepted is forward to ADDRESS"
            ),
            (
                RuleDraft(scope: "example.org", condition: "always", action: "forward to a"), .invalid,
                "the action: forward to a cannot be read"
            ),
        ]
        for (draft, kind, reason) in cases {
            let problem = try await fixture.problem(.addRule(draft))
            #expect(problem.kind == kind && problem.reason.contains(reason), "\(problem.reason)")
        }
        for text in ["", "r", "r0", "rule", "r99999999999999999999"] {
            #expect(try await fixture.problem(.changeRule(text, RuleEdit(isEnabled: true))).kind == .invalid)
        }
        #expect(try await fixture.problem(.changeRule("r1", RuleEdit(isEnabled: true))).kind == .unknown)
    }
}
