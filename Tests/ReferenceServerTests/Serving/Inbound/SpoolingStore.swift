import DeliveryQueue
import DeliveryQueueTesting
import NIOConcurrencyHelpers

/// A store in memory that wants larger messages in pieces, notes what becomes of them, and fails as it is told.
final class SpoolingStore: QueueStoreDecorator {
    /// What is to go wrong, and what was noted.
    struct Script: Sendable {
        /// Why no spool is made; nil makes it.
        var spoolRefusal: QueueStoreError?
        /// After how many octets a spool fails, and why; nil never.
        var spoolFailure: (octets: Int, error: QueueStoreError)?
        /// For how many octets of new mail there is room; nil for any.
        var room: Int?
        /// Why what is queued cannot be read; nil reads it.
        var readingRefusal: QueueStoreError?
        /// Why commits are refused; nil takes them.
        var commitRefusal: QueueStoreError?
        /// The sizes of the pieces that came, over all spools.
        var pieces: [Int] = []
        /// How many spools were made, ended and given up.
        var (made, finished, discarded) = (0, 0, 0)
        /// Waits inside of the next piece, so that something can happen meanwhile.
        var pause: (@Sendable () async -> Void)?
    }

    let script = NIOLockedValueBox(Script())
    let spoolThreshold: Int
    let memory = MemoryQueueStore()
    var base: any QueueStore { memory }
    /// An event whenever a spool was given up; the last one is kept for who looks later.
    let discards: AsyncStream<Void>
    private let discarded: AsyncStream<Void>.Continuation

    init(spoolThreshold: Int) {
        self.spoolThreshold = spoolThreshold
        (discards, discarded) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func makeSpool() async throws(QueueStoreError) -> any ContentSpool {
        if let refusal = script.withLockedValue({ $0.spoolRefusal }) { throw refusal }
        script.withLockedValue { $0.made += 1 }
        return Spool(script: script, discarded: discarded)
    }

    func demandRoom(for octets: Int) throws(QueueStoreError) {
        let room = script.withLockedValue { $0.room }
        if let room, room < max(1, octets) { throw QueueStoreError(.full, "there is room for \(room) octets") }
    }

    func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        if let refusal = script.withLockedValue({ $0.commitRefusal }) { throw refusal }
        let whole = changes.map { change in
            guard case .accept(let message, .spooled(let head, let spooled), let key) = change,
                let octets = spooled.place as? [UInt8]
            else { return change }
            return .accept(message, content: .octets(head + octets), key: key)
        }
        try await memory.commit(whole)
    }

    func openRecipients(after: RecipientPlace?, limit: Int) async throws(QueueStoreError) -> [OpenRecipient] {
        if let refusal = script.withLockedValue({ $0.readingRefusal }) { throw refusal }
        return await memory.openRecipients(after: after, limit: limit)
    }
}

/// A spool that notes what becomes of it.
private actor Spool: ContentSpool {
    private let script: NIOLockedValueBox<SpoolingStore.Script>
    private var octets: [UInt8] = []

    private let discarded: AsyncStream<Void>.Continuation

    init(script: NIOLockedValueBox<SpoolingStore.Script>, discarded: AsyncStream<Void>.Continuation) {
        self.script = script
        self.discarded = discarded
    }

    func append(_ octets: [UInt8]) async throws(QueueStoreError) {
        script.withLockedValue { $0.pieces.append(octets.count) }
        if let pause = script.withLockedValue({ $0.pause.take() }) { await pause() }
        self.octets += octets
        if let failure = script.withLockedValue({ $0.spoolFailure }), self.octets.count > failure.octets {
            throw failure.error
        }
    }

    func finish() async throws(QueueStoreError) -> SpooledContent {
        script.withLockedValue { $0.finished += 1 }
        return SpooledContent(size: octets.count, isEightBit: octets.contains { $0 > 127 }, place: octets)
    }

    func discard() async {
        script.withLockedValue { $0.discarded += 1 }
        discarded.yield()
    }
}
