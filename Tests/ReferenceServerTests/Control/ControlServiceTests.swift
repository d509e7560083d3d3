import DeliveryQueue
import Foundation
import Testing

@testable import ReferenceServer

@Suite("Questions about the queue", .timeLimit(.minutes(15)))
struct ControlServiceTests {
    @Test(
        "go through JSON and come out as they were",
        arguments: [
            QueueRequest.summary(), .summary(domains: 3), .explain(), .explain(subject: "b.example"), .show(id: "x"),
            .suspend(SuspensionScope(site: "a", source: "b"), reason: "r", milliseconds: 5),
            .suspend(SuspensionScope(sender: ""), reason: "", milliseconds: nil), .resume(SuspensionScope(source: "s")),
            .suspensions, .list(MessageFilter(includesSettled: true, sender: "@a.example", state: .held)),
            .trace(id: "x"), .statistics(from: 1, until: 2), .change(QueueOperation(kind: .retry), .names(["a", "b"])),
            .tlsReport(TLSReportRequest(day: "2026-11-27", after: "a.example", limit: 5)),
            .change(QueueOperation(kind: .hold, reason: "r"), .all(MessageFilter(from: 5))), .backup(to: "/b"), .check,
        ])
    func coding(request: QueueRequest) throws {
        let octets = try JSONEncoder().encode(request)
        #expect(try JSONDecoder().decode(QueueRequest.self, from: octets) == request)
    }

    @Test("have messages held, released, tried again and cancelled")
    func operations() async throws {
        let fixture = try await ControlFixture()
        let named = QueueSelection.names([fixture.ids[1].description])
        let steps: [(QueueOperation.Kind, RecipientState)] = [
            (.hold, .held), (.release, .queued), (.retry, .queued), (.hold, .held), (.cancel, .cancelled),
        ]
        for (kind, state) in steps {
            let change = await fixture.service.answer(.change(QueueOperation(kind: kind, reason: "why"), named)).change
            #expect(change?.messages == [.init(id: fixture.ids[1].description, recipients: 2)])
            #expect(change?.isSuccess == true)
            #expect(await fixture.states(1) == [state, state])
        }
        #expect(await fixture.states(0) == [.queued])
        let trace = await fixture.service.answer(.trace(id: fixture.ids[1].description)).trace
        #expect(trace?.events.last?.kind == "cancelled" && trace?.events.last?.detail == "why")
    }

    @Test("name what is unknown, and what was not changed")
    func unknown() async throws {
        let fixture = try await ControlFixture()
        let names = [fixture.ids[0].description, "nonsense", "0000000000001"]
        let release = QueueRequest.change(QueueOperation(kind: .release), .names(names))
        let change = await fixture.service.answer(release).change
        #expect(change?.messages == [.init(id: names[0], recipients: 0)])
        #expect(change?.unknown == ["nonsense", "0000000000001"])
        #expect(change?.isSuccess == false)
        let text = change?.text(.release) ?? ""
        #expect(text.contains("\(names[0])  nothing changed: no recipient is held"))
        #expect(text.contains("nonsense  there is no such message"))
    }

    @Test("end an attempt that was cut off, where no queue delivers")
    func abandoned() async throws {
        let fixture = try await ControlFixture()
        try await fixture.record(.attemptBegan, 0)
        let hold = QueueRequest.change(
            QueueOperation(kind: .hold, reason: "why"), .names([fixture.ids[0].description]))
        let change = await fixture.service.answer(hold).change
        #expect(change?.isSuccess == true)
        #expect(await fixture.states(0) == [.held])
        let trace = await fixture.service.answer(.trace(id: fixture.ids[0].description)).trace
        #expect(trace?.events.map(\.kind) == ["accepted", "attemptBegan", "interrupted", "held"])
        #expect(trace?.events.map(\.ambiguous) == [nil, nil, true, nil])
        #expect(trace.map(TraceText.text)?.contains("ambiguous: it may have been delivered") == true)
        let summary = await fixture.service.answer(.summary()).summary
        #expect(summary?.ambiguous == 1 && summary?.recipients["held"] == 1)
    }

    @Test("find all messages that a filter has, also more than a page")
    func filtered() async throws {
        let fixture = try await ControlFixture((0..<2_500).map { ["u\($0)@b.example"] } + [["cleo@c.example"]])
        var filter = MessageFilter()
        filter.recipient = "@b.example"
        let hold = QueueRequest.change(QueueOperation(kind: .hold, reason: "why"), .all(filter))
        let change = await fixture.service.answer(hold).change
        #expect(change?.messages.count == 2_500)
        #expect(await fixture.service.answer(.summary()).summary?.recipients["held"] == 2_500)
        #expect(await fixture.states(2_500) == [.queued])
    }

    @Test("give statistics by domain, the largest first")
    func statistics() async throws {
        let fixture = try await ControlFixture([["a@z.example", "b@z.example"], ["c@b.example"], ["d@a.example"]])
        let statistics = await fixture.service.answer(.statistics(from: 0, until: .max)).statistics
        #expect(statistics?.map(\.domain) == ["z.example", "a.example", "b.example"])
        #expect(statistics?.first?.recipients["queued"] == 2)
        #expect(statistics.map(DomainView.table)?.contains("z.example  2") == true)
    }

    @Test("about files are refused where messages are in memory only")
    func noFiles() async throws {
        let fixture = try await ControlFixture()
        for request in [QueueRequest.check, .backup(to: "/nowhere/else")] {
            let response = await fixture.service.answer(request)
            #expect(response.failure?.contains("in memory") == true)
        }
    }

    @Test("hold everything of a restored queue, attempts that were cut off among it")
    func holdAll() async throws {
        let fixture = try await ControlFixture()
        try await fixture.record(.attemptBegan, 0)
        let now = SystemQueueClock().now()
        #expect(try await AbandonedAttempts.holdAll(in: fixture.store, because: "restored", at: now) == 3)
        #expect(await fixture.states(0) == [.held])
        #expect(await fixture.states(1) == [.held, .held])
        #expect(try await AbandonedAttempts.holdAll(in: fixture.store, because: "restored", at: now) == 0)
    }
}
