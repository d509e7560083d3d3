import DeliveryQueue
import MailAddressing
import MailForwarding
import Testing

@testable import ReferenceServer

@Suite("The domains of the directory for people", .timeLimit(.minutes(15)))
struct ControlServiceDomainsTests {
    @Test("get two keys, selectors that tell the day, and records with the daemon's name")
    func additions() async throws {
        let fixture = try await DirectoryServiceFixture()
        let before = fixture.service.directoryTime
        let draft = DomainDraft(
            name: "Bücher.Example", owner: "ADA@example.net", note: "for shops", selectorPrefix: "Wax-")
        let answer = try await fixture.answer(.addDomain(draft))
        let domain = try #require(answer.domain)
        #expect(domain.name == "xn--bcher-kva.example" && domain.state == "pending" && domain.note == "for shops")
        #expect(domain.owner == "ada@example.net")
        let days = [before, fixture.service.directoryTime].map { time in
            DateText.text(WallTime(seconds: time)).filter { $0 != "-" }
        }
        #expect(days.contains { ["wax-r\($0)", "wax-e\($0)"] == domain.keys.map(\.selector) })
        #expect(domain.keys.map(\.algorithm) == ["rsa", "ed25519"])
        let plan = try #require(answer.plan)
        #expect(plan.mailHost == "mx.example.net" && !plan.isMailHostGuessed && plan.notice == nil)
        let records = try plan.records()
        #expect(records.map(\.type) == ["MX", "TXT", "TXT", "TXT", "TXT", "TXT"])
        #expect(records.map(\.required) == [true, true, true, true, false, false])
        #expect(records.first?.value == "10 mx.example.net")
        #expect(fixture.log.last == "A domain was added to the directory: domain=xn--bcher-kva.example")
    }

    @Test("have records that name the host that is said, else the daemon's, else this machine")
    func mailHosts() async throws {
        let fixture = try await DirectoryServiceFixture()
        let request = DirectoryRequest.domainRecords("example.org", mailHost: nil)
        #expect(try await fixture.answer(request).plan?.mailHost == "mx.example.net")
        let said = try await fixture.answer(.domainRecords("example.org", mailHost: "MX2.example.net")).plan
        #expect(said?.mailHost == "mx2.example.net" && said?.notice == nil)
        let guessed = try #require(try await DirectoryServiceFixture(mailHost: nil).answer(request).plan)
        #expect(guessed.mailHost == (try ServeSetup.machineName).text)
        #expect(guessed.notice?.contains("--mail-host names another") == true)
    }

    @Test("are refused with what is wrong and what is accepted, and nothing is added then")
    func mistakes() async throws {
        let fixture = try await DirectoryServiceFixture()
        let long = String(repeating: "x", count: 501)
        let drafts: [(DomainDraft, DirectoryProblem.Kind, String)] = [
            (DomainDraft(name: ""), .invalid, "the domain: an empty text is no domain"),
            (DomainDraft(name: "a b"), .invalid, "the domain: a b is no domain"),
            (DomainDraft(name: "ada@example.com"), .invalid, "the domain: ada@example.com is no domain"),
            (DomainDraft(name: "a\u{0}.example"), .invalid, "the domain: a?.example is no domain"),
            (DomainDraft(name: "localhost"), .invalid, "localhost is no domain that mail can be addressed to"),
            (DomainDraft(name: "Example.org"), .duplicate, "The domain example.org is here already"),
            (DomainDraft(name: "a.example", owner: "ada"), .invalid, "the owner: ada is no address: there is no @"),
            (DomainDraft(name: "a.example", owner: "eve@a.example"), .unknown, "There is no account eve@a.example"),
            (DomainDraft(name: "a.example", note: long), .invalid, "A note has at most 500 octets"),
            (DomainDraft(name: "a.example", note: "a\r\nb"), .invalid, "A note has at most 500 octets"),
            (DomainDraft(name: "a.example", mailHost: "a b"), .invalid, "the mail host: a b is no domain"),
            (DomainDraft(name: "a.example", mailHost: "_a.example"), .invalid, "no DNS records can be written"),
            (DomainDraft(name: "a.example", selectorPrefix: "-a"), .invalid, "the beginning of the selectors: -a is"),
            (DomainDraft(name: "a.example", selectorPrefix: "a b"), .invalid, "the beginning of the selectors: a b"),
            (DomainDraft(name: "a.example", selectorPrefix: long), .invalid, "the beginning of the selectors: xxx"),
        ]
        for (draft, kind, reason) in drafts {
            let problem = try await fixture.problem(.addDomain(draft))
            #expect(problem.kind == kind && problem.reason.hasPrefix(reason), "\(problem.reason)")
        }
        #expect(try await fixture.answer(.domains).domains?.map(\.name) == ["example.org"])
        #expect(fixture.log.isEmpty)
    }

    @Test("change where something is said, and stay as they are where nothing is")
    func changes() async throws {
        let fixture = try await DirectoryServiceFixture()
        func change(_ edit: DomainEdit) async throws -> ForwardingDomainView {
            try #require(try await fixture.answer(.changeDomain("example.org", edit)).domain)
        }
        let targets = ["ada@example.net", "bob@example.com"]
        var domain = try await change(
            DomainEdit(
                catchAll: .value(targets), takesSubdomains: true, isShared: true, owner: .value("ada@example.net"),
                note: "a note"))
        #expect(domain.catchAll == targets && domain.takesSubdomains && domain.isShared && domain.note == "a note")
        #expect(domain.owner == "ada@example.net" && domain.state == "pending")
        #expect(try await change(DomainEdit()) == domain)
        #expect(try await change(DomainEdit(isEnabled: false)).state == "disabled")
        #expect(try await change(DomainEdit(isEnabled: true)).state == "pending")
        #expect(try await fixture.answer(.noteVerification("example.org")).domain?.state == "verified")
        #expect(try await change(DomainEdit(isEnabled: false)).state == "disabled")
        #expect(try await fixture.answer(.noteVerification("example.org")).domain?.state == "disabled")
        domain = try await change(DomainEdit(isEnabled: true, catchAll: .nothing, owner: .nothing, note: ""))
        #expect(domain.state == "verified" && domain.catchAll == nil && domain.owner == nil && domain.note.isEmpty)
        let bad = try await fixture.problem(.changeDomain("example.org", DomainEdit(catchAll: .value([]))))
        #expect(bad.kind == .invalid)
        #expect(try await fixture.problem(.changeDomain("a.example", DomainEdit(isShared: true))).kind == .unknown)
    }

    @Test("are removed with their aliases only where that is said")
    func removals() async throws {
        let fixture = try await DirectoryServiceFixture()
        for name in ["a", "b"] {
            let edit = AliasEdit(targets: ["ada@example.net"])
            _ = try await fixture.answer(.addAlias("\(name)@example.org", edit))
        }
        let refused = try await fixture.problem(.removeDomain("example.org", withAliases: false))
        #expect(refused.kind == .notAllowed && refused.commandFailure.status == 1)
        #expect(refused.reason.hasPrefix("2 aliases go with example.org") && refused.reason.hasSuffix("add --yes"))
        let removal = try await fixture.answer(.removeDomain("example.org", withAliases: true)).removal
        #expect(removal == DirectoryRemovalView(removed: ["example.org"], aliases: 2))
        #expect(removal?.text == "example.org  removed, and 2 aliases with it")
        #expect(try await fixture.problem(.removeDomain("example.org", withAliases: true)).kind == .unknown)
    }

    @Test("are not there where the server has no directory")
    func absence() async throws {
        var service = try await DirectoryServiceFixture().service
        service.directory = nil
        let problem = await service.answer(.directory(.domains)).directory?.problem
        #expect(problem?.kind == .store && problem?.commandFailure.status == 3)
    }
}
