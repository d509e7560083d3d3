import BounceClassification
import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("Forwards that are tried while the sender waits")
struct CutThroughTests {
    @Test("What the target refuses is refused with its status and without its words, and nobody gets a report")
    func refused() async throws {
        let fixture = try await ForwardingFixture(
            outcome: Self.failure, cutThrough: .seconds(60))
        let reply = try await send(fixture)
        #expect(reply?.code == 550)
        #expect(reply?.enhancedStatusCode == .init(5, 2, 2))
        #expect(reply?.description.contains("elsewhere") == false)
        let left = try await fixture.queued()
        #expect(left.allSatisfy { $0.message.reversePath != ReversePath.null })
    }

    @Test("What it takes, or puts off, is accepted")
    func accepted() async throws {
        for (outcome, words) in [
            (DeliveryOutcome(.delivered, reply: SMTPReply(250, nil, "ok"), isRemoteReply: true), "delivered as"),
            (
                DeliveryOutcome(.deferred, reply: SMTPReply(450, .init(4, 2, 0), "later"), isRemoteReply: true),
                "queued as"
            ),
        ] {
            let fixture = try await ForwardingFixture(outcome: outcome, cutThrough: .seconds(60))
            let reply = try await send(fixture)
            #expect(reply?.code == 250)
            #expect(reply?.description.contains(words) == true)
        }
    }

    @Test("Without it a refusal is a report's matter")
    func without() async throws {
        let fixture = try await ForwardingFixture(
            outcome: Self.failure, cutThrough: .zero)
        #expect(try await send(fixture)?.code == 250)
        await fixture.queue.drain()
        let reports = try await fixture.queued().filter { $0.message.reversePath == ReversePath.null }
        #expect(reports.map(\.message.origin) == ["a report"])
    }

    private static let failure = DeliveryOutcome(
        .failed, reply: SMTPReply(552, .init(5, 2, 2), "ada@elsewhere.example is full"), isRemoteReply: true)

    private func send(_ fixture: ForwardingFixture) async throws -> SMTPReply? {
        try await fixture.alias("info@example.org", to: "ada@elsewhere.example")
        try fixture.mail(from: "bob@b.example")
        #expect(try await fixture.recipient("info@example.org") == nil)
        return await fixture.send("From: bob@b.example\r\nSubject: s\r\n\r\nb\r\n")
    }
}
