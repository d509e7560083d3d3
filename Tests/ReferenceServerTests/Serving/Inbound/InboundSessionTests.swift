import DeliveryQueue
import InternetMessage
import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A message on its way in", .timeLimit(.minutes(15)))
struct InboundSessionTests {
    @Test("stays in memory while it is small, and arrives whole", arguments: [0, 500, 60_000])
    func small(size: Int) async throws {
        let fixture = try await InboundFixture()
        let message = InboundFixture.message(size)
        try fixture.begin()
        await fixture.send(message)
        #expect(fixture.memory.left == fixture.memory.limit - message.count)
        #expect(await fixture.end()?.code == 250)
        #expect(fixture.memory.left == fixture.memory.limit)
        #expect(fixture.store.script.withLockedValue { $0.made } == 0)
        #expect(try await stored(fixture).suffix(message.count) == message[...])
    }

    @Test(
        "goes to the spool in large pieces once it has grown, and arrives whole", arguments: [1, 999, 10_000, 200_000])
    func large(pieces: Int) async throws {
        let fixture = try await InboundFixture()
        let message = InboundFixture.message(300_000)
        try fixture.begin()
        await fixture.send(message, inPiecesOf: pieces)
        // What is written is given back; the header and what waits for the next piece are kept.
        #expect(fixture.memory.left > fixture.memory.limit - InboundContent.pieceSize - 100)
        #expect(await fixture.end()?.code == 250)
        #expect(fixture.memory.left == fixture.memory.limit)
        let script = fixture.store.script.withLockedValue { $0 }
        #expect(script.made == 1 && script.finished == 1 && script.discarded == 0)
        #expect(script.pieces.dropLast().allSatisfy { $0 >= InboundContent.pieceSize })
        // The header stays in memory, as it is judged at the end.
        let header = try MessageHeader(parsing: message)
        #expect(script.pieces.reduce(0, +) == message.count - header.bodyOffset)
        let content = try await stored(fixture)
        #expect(content.suffix(message.count) == message[...])
        #expect(content.starts(with: Array("Received: ".utf8)))
    }

    @Test("is not spooled where the store wants no pieces")
    func noThreshold() async throws {
        let fixture = try await InboundFixture(spoolThreshold: .max)
        try fixture.begin()
        await fixture.send(InboundFixture.message(300_000))
        #expect(await fixture.end()?.code == 250)
        #expect(fixture.store.script.withLockedValue { $0.made } == 0)
    }

    @Test("waits in memory until its header has ended")
    func longHeader() async throws {
        let fixture = try await InboundFixture()
        let line = "X-Filler: " + String(repeating: "x", count: 60) + "\r\n"
        let header = String(repeating: line, count: 2_000)
        let message = InboundFixture.message(400_000, header: header)
        try fixture.begin()
        await fixture.send(Array(message.prefix(header.utf8.count)))
        #expect(fixture.store.script.withLockedValue { $0.made } == 0)
        await fixture.send(Array(message.dropFirst(header.utf8.count)))
        #expect(fixture.store.script.withLockedValue { $0.made } == 1)
        #expect(await fixture.end()?.code == 250)
        #expect(try await stored(fixture).suffix(message.count) == message[...])
        #expect(fixture.memory.left == fixture.memory.limit)
    }

    @Test("is judged by its header also when it lies in the spool")
    func loop() async throws {
        let fixture = try await InboundFixture()
        let header = String(repeating: "Received: from a by b\r\n", count: 101)
        try fixture.begin()
        await fixture.send(InboundFixture.message(200_000, header: header))
        #expect(await fixture.end()?.code == 554)
        #expect(await fixture.waits { $0.discarded == 1 })
        #expect(fixture.memory.left == fixture.memory.limit)
    }

    @Test("is refused when it outgrows the memory of all, and the rest is dropped")
    func crowdedOut() async throws {
        let fixture = try await InboundFixture(spoolThreshold: .max, memory: 100_000)
        try fixture.begin()
        await fixture.send(InboundFixture.message(300_000))
        #expect(fixture.memory.left == fixture.memory.limit)
        let reply = await fixture.end()
        #expect(reply?.code == 452 && reply?.enhancedStatusCode == .init(4, 3, 1))
    }

    @Test(
        "is given up with what was spooled of it when the client gives it up",
        arguments: ["reset", "hello", "mail", "refused", "gone"])
    func givenUp(how: String) async throws {
        let fixture = try await InboundFixture()
        try fixture.begin()
        await fixture.send(InboundFixture.message(200_000))
        switch how {
        case "reset": _ = fixture.session.reset()
        case "hello":
            _ = fixture.session.hello(
                name: "again.example", isExtended: true, SMTPConnection(remoteAddress: nil, remotePort: nil))
        case "mail": try fixture.begin()
        case "refused": fixture.session.messageRefused()
        default: fixture.session.disconnected()
        }
        #expect(await fixture.waits { $0.discarded == 1 })
        #expect(fixture.memory.left == fixture.memory.limit)
    }

    @Test("is given up after the piece that is being written when the client goes")
    func goneMeanwhile() async throws {
        let fixture = try await InboundFixture()
        try fixture.begin()
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (left, leave) = AsyncStream.makeStream(of: Void.self)
        fixture.store.script.withLockedValue {
            $0.pause = {
                enter.finish()
                for await _ in left {}
            }
        }
        var writing: Task<Void, Never>?
        for _ in 0..<20 where writing == nil {
            if case .later(let work) = fixture.session.receive(.init(bytes: InboundFixture.message(10_000))) {
                writing = Task { await work() }
            }
        }
        for await _ in entered {}
        fixture.session.disconnected()
        #expect(fixture.store.script.withLockedValue { $0.discarded } == 0)
        leave.finish()
        await writing?.value
        #expect(fixture.store.script.withLockedValue { $0.discarded } == 1)
        #expect(fixture.memory.left == fixture.memory.limit)
    }

    private func stored(_ fixture: InboundFixture) async throws -> [UInt8] {
        let id = try #require(await fixture.store.memory.newestMessage())
        return try #require(await fixture.store.memory.content(of: id))
    }
}
