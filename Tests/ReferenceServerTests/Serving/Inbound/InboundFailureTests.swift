import DeliveryQueue
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A store that does not take a message", .timeLimit(.minutes(15)))
struct InboundFailureTests {
    /// What a store says, and what the client hears.
    static let cases: [(kind: QueueStoreError.Kind, code: UInt16, status: EnhancedStatusCode)] = [
        (.full, 452, .init(4, 3, 1)), (.queueFull, 452, .init(4, 3, 1)), (.recovering, 452, .init(4, 3, 1)),
        (.failed, 452, .init(4, 3, 1)),
        (.stopped, 451, .init(4, 3, 0)), (.misuse, 451, .init(4, 3, 0)), (.inaccessible, 451, .init(4, 3, 0)),
    ]

    @Test("makes the client try again, with the reply that fits", arguments: cases)
    func refusedCommit(kind: QueueStoreError.Kind, code: UInt16, status: EnhancedStatusCode) async throws {
        for size in [500, 200_000] {
            let fixture = try await InboundFixture()
            fixture.store.script.withLockedValue { $0.commitRefusal = QueueStoreError(kind, "for a test") }
            try fixture.begin()
            await fixture.send(InboundFixture.message(size))
            let reply = await fixture.end()
            #expect(reply?.code == code && reply?.enhancedStatusCode == status)
            #expect(await fixture.waits { $0.discarded == $0.made })
            #expect(fixture.memory.left == fixture.memory.limit)
        }
    }

    @Test(
        "says by its kind alone what is full",
        arguments: [(.full, "disk"), (.queueFull, "queue")] as [(QueueStoreError.Kind, String)])
    func whatIsFull(kind: QueueStoreError.Kind, what: String) {
        for reason in ["for a test", "The queue holds 2 messages, its limit", "The disk is full"] {
            let reply = SMTPReply(refusing: QueueStoreError(kind, reason))
            #expect(reply.code == 452)
            #expect(reply.lines == ["The \(what) of this server is full; try again later"])
        }
    }

    @Test(
        "for want of room refuses MAIL, or one that announces too much, until there is room again",
        arguments: [
            (room: 0, size: nil, isTaken: false), (room: 0, size: 0, isTaken: false),
            (room: 1_000, size: nil, isTaken: true), (room: 1_000, size: 1_000, isTaken: true),
            (room: 1_000, size: 1_001, isTaken: false), (room: 1_000, size: .max, isTaken: false),
        ] as [(room: Int, size: Int?, isTaken: Bool)])
    func noRoom(room: Int, size: Int?, isTaken: Bool) async throws {
        let fixture = try await InboundFixture()
        fixture.store.script.withLockedValue { $0.room = room }
        let refusal = try await fixture.refusal(ofSize: size)
        #expect(isTaken ? refusal == nil : refusal?.code == 452 && refusal?.enhancedStatusCode == .init(4, 3, 1))
        fixture.store.script.withLockedValue { $0.room = nil }
        #expect(try await fixture.refusal(ofSize: size) == nil)
        try fixture.begin()
        await fixture.send(InboundFixture.message(500))
        #expect(await fixture.end()?.code == 250)
    }

    @Test("while it comes in lets the rest be read and dropped, and is told at the end")
    func failedSpool() async throws {
        for failsAtOnce in [true, false] {
            let fixture = try await InboundFixture()
            let full = QueueStoreError(.full, "The disk is full")
            fixture.store.script.withLockedValue {
                if failsAtOnce { $0.spoolRefusal = full } else { $0.spoolFailure = (100_000, full) }
            }
            try fixture.begin()
            await fixture.send(InboundFixture.message(1_000_000))
            #expect(fixture.store.script.withLockedValue { $0.pieces.count } <= 2)
            let reply = await fixture.end()
            #expect(reply?.code == 452 && reply?.enhancedStatusCode == .init(4, 3, 1))
            #expect(fixture.store.script.withLockedValue { $0.discarded == $0.made && $0.finished == 0 })
            #expect(fixture.memory.left == fixture.memory.limit)
            // The next message finds room again.
            fixture.store.script.withLockedValue { ($0.spoolRefusal, $0.spoolFailure) = (nil, nil) }
            try fixture.begin()
            await fixture.send(InboundFixture.message(200_000))
            #expect(await fixture.end()?.code == 250)
        }
    }
}
