import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("Why mail waits", .timeLimit(.minutes(15)))
struct ControlExplainTests {
    @Test("is told of all domains where no daemon runs, from what is stored")
    func overviewOnFiles() async throws {
        let fixture = try await ControlFixture([["a@b.example", "b@b.example"], ["c@c.example"]])
        _ = await fixture.service.answer(.suspend(SuspensionScope(site: "c.example"), reason: "why", milliseconds: nil))
        let overview = try #require(await fixture.service.answer(.explain()).overview)
        #expect(!overview.limitsKnown)
        #expect(overview.sites.map(\.site) == ["b.example", "c.example"])
        #expect(overview.sites.map(\.ready) == [2, 1])
        #expect(overview.suspensions.map(\.scope) == [SuspensionScope(site: "c.example")])
        let lines = overview.text.split(separator: "\n")
        #expect(lines.first == "DOMAIN     READY  WAITING")
        #expect(lines.contains("No daemon runs: limits are known to a running one only; this is what is stored."))
        #expect(lines.contains { $0.hasPrefix("c.example  20") && $0.hasSuffix("resumed  a person  why") })
    }

    @Test("is told of a site, also where nothing is known but what is stored")
    func siteOnFiles() async throws {
        let fixture = try await ControlFixture()
        _ = await fixture.service.answer(.suspend(SuspensionScope(site: "b.example"), reason: "why", milliseconds: nil))
        let site = try #require(await fixture.service.answer(.explain(subject: "B.example.")).site)
        #expect(site.site == "b.example" && site.ready == 1 && !site.limitsKnown)
        let all = site.limits + site.paths.flatMap(\.limits)
        #expect(Set(all.map(\.kind)) == ["suspension"])
        #expect(site.text.hasSuffix("this is what is stored."))
    }

    @Test("of a name that is slightly wrong: the right one is named")
    func nearName() async throws {
        let fixture = try await ControlFixture([["a@example.org"]])
        let answer = await fixture.service.answer(.explain(subject: "exmaple.org"))
        #expect(
            answer.notFound == "nothing waits for exmaple.org and nothing limits it; did you mean example.org?")
        let live = try await LiveControlFixture(
            TakingDeliverer(), .init(), [["a@example.org"]], suspended: ["example.org"])
        _ = await live.service.answer(.suspend(SuspensionScope(source: "default"), reason: "", milliseconds: nil))
        let again = await live.service.answer(.explain(subject: "exmaple.org"))
        #expect(again.notFound == answer.notFound)
    }

    @Test("of a site that nothing waits for: its limits are told all the same")
    func idleSite() async throws {
        let live = try await LiveControlFixture(TakingDeliverer(), .init(), [])
        let site = try #require(await live.service.answer(.explain(subject: "example.org")).site)
        #expect(site.limitsKnown && site.rule == "default" && site.ready == 0 && site.obstacles.isEmpty)
        #expect(site.text.hasSuffix("Nothing would hold up a delivery."))
    }

    @Test("of a suspended site by a running daemon, and of a message that waits for it")
    func suspended() async throws {
        let live = try await LiveControlFixture(TakingDeliverer(), suspended: ["b.example"])
        let site = try #require(await live.service.answer(.explain(subject: "b.example")).site)
        #expect(site.ready == 1)
        #expect(site.obstacles.contains { $0.limit.state == "suspended" })
        #expect(site.text.contains("No further delivery begins now: suspended"))
        let overview = try #require(await live.service.answer(.explain()).overview)
        #expect(overview.sites.first?.site == "b.example" && overview.sites.first?.state == ["suspended"])
        for request in [QueueRequest.show(id: live.ids[0].description), .explain(subject: live.ids[0].description)] {
            let report = try #require(await live.service.answer(request).report)
            let recipient = try #require(report.recipients.first)
            #expect(recipient.state == "queued" && recipient.site == "b.example" && recipient.attempts == 0)
            #expect(recipient.limits.map(\.kind) == ["suspension"])
            #expect(recipient.why.hasPrefix("it is held up: "))
            #expect(report.text(isWhole: true).contains("limit    suspension"))
        }
    }

    @Test("of a message to a receiver that blocks us: that it does, and that nobody can resume it")
    func blocked() async throws {
        let live = try await LiveControlFixture(BlockedDeliverer())
        let id = live.ids[0].description
        var report = try #require(await live.service.answer(.show(id: id)).report)
        while report.recipients.first?.limits.isEmpty != false {
            await Task.yield()
            report = try #require(await live.service.answer(.show(id: id)).report)
        }
        let recipient = try #require(report.recipients.first)
        #expect(recipient.limits.map(\.kind) == ["blocked"])
        #expect(
            recipient.why
                == "the receiver blocks it: the site refuses everything from here, once: 550 5.7.1 not from you")
        let text = report.text(isWhole: true)
        #expect(text.contains("limit    block (rule default): the site refuses everything from here"))
        #expect(text.contains("lifted by time, then a delivery that succeeds; it is no suspension to be resumed"))
        #expect(!text.contains("is suspended"))
    }

    @Test("of a message: each recipient's state, settled ones too")
    func message() async throws {
        let fixture = try await ControlFixture()
        let name = fixture.ids[1].description
        func change(_ kind: QueueOperation.Kind) -> QueueRequest {
            .change(QueueOperation(kind: kind, reason: "why"), .names([name]))
        }
        _ = await fixture.service.answer(change(.hold))
        let report = try #require(await fixture.service.answer(.show(id: name)).report)
        #expect(report.id == name && report.from == "ada@a.example" && !report.limitsKnown)
        #expect(report.recipients.map(\.state) == ["held", "held"])
        #expect(report.recipients.map(\.why) == Array(repeating: "somebody has held it", count: 2))
        #expect(report.recipients.map(\.expires) == [nil, nil])
        _ = await fixture.service.answer(change(.release))
        let released = try #require(await fixture.service.answer(.show(id: name)).report)
        #expect(released.recipients.map(\.why) == Array(repeating: "it was not tried yet", count: 2))
        _ = await fixture.service.answer(change(.cancel))
        let settled = try #require(await fixture.service.answer(.show(id: name)).report)
        #expect(settled.recipients.map(\.next) == [nil, nil])
        #expect(settled.recipients.map(\.why) == Array(repeating: "somebody has taken it back", count: 2))
        #expect(settled.text(isWhole: false).contains("2 recipients are settled"))
        let absent = await fixture.service.answer(.show(id: "0000000000001"))
        #expect(absent.notFound == "there is no message 0000000000001, or its history is over")
        #expect(await fixture.service.answer(.show(id: "x")).notFound?.contains("13 letters") == true)
    }

    @Test("is told by the summary: by destination and age, and how many suspensions there are")
    func summary() async throws {
        let fixture = try await ControlFixture([["a@z.example", "b@z.example"], ["c@b.example"], ["d@a.example"]])
        _ = await fixture.service.answer(.suspend(SuspensionScope(sender: ""), reason: "", milliseconds: nil))
        let summary = try #require(await fixture.service.answer(.summary(domains: 2)).summary)
        let shape = try #require(summary.shape)
        #expect(shape.total.total == 4 && shape.domains.map(\.domain) == ["z.example", "a.example"])
        #expect(shape.others?.total == 1 && shape.others?.domain == nil)
        #expect(summary.suspensions == 1 && summary.warmUps == nil)
        #expect(summary.text.contains("suspended        1; see `waxwing queue suspensions`"))
    }
}

/// Is refused whoever the mail is for.
private struct BlockedDeliverer: MessageDeliverer {
    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        _ = await attempt.awaitRecord()
        let reply = SMTPReply(550, .init(5, 7, 1), "not from you")
        let outcome = DeliveryOutcome(.deferred, reply: reply, isRemoteReply: true, errorClass: .blocked)
        return .settled(attempt.recipients.map { _ in outcome }, .blocked("550 5.7.1 not from you"))
    }
}
