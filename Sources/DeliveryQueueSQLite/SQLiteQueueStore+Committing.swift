public import DeliveryQueue
import GRDB

/// Recording.
extension SQLiteQueueStore {
    /// A change whose content has its place.
    private enum PlacedChange: Sendable {
        case accept(QueuedMessage, QueueRows.PlacedContent, InjectionKey?)
        case event(MessageID, [Int], RecipientEvent)
    }

    /// Records changes together; see the contract of `QueueStore`.
    public func commit(_ changes: [QueueChange]) async throws(QueueStoreError) {
        let isKeyed = changes.contains { if case .accept(_, _, .some) = $0 { true } else { false } }
        let beginning = isKeyed ? movedKeys.withLock { $0.begin() } : nil
        defer { if let beginning { movedKeys.withLock { $0.end(beginning) } } }
        // A report that is queued with a failure belongs to mail that is here already.
        let isAcceptance = !changes.isEmpty && changes.allSatisfy { if case .accept = $0 { true } else { false } }
        var placed: [PlacedChange] = []
        var pins: [SegmentPin] = []
        var extents: [ContentExtent] = []
        for change in changes {
            switch change {
            case .event(let id, let recipients, let event): placed.append(.event(id, recipients, event))
            case .accept(let message, let content, let key):
                if let key, let first = try history.readNow({ try HistoryRows.message(for: key, in: $0) }) {
                    throw QueueStoreError(.alreadyAccepted(first), "A message with this key was accepted as \(first)")
                }
                let (rows, pin) = try place(content, needsRoom: isAcceptance)
                if let pin { pins.append(pin) }
                extents += rows.extents
                placed.append(.accept(message, rows, key))
            }
        }
        let freed = Locked<[ContentExtent]>([])
        let moved = movedKeys
        let job = GroupCommitWriter.Job(
            work: { [placed] database in
                var released: [ContentExtent] = []
                for change in placed { released += try Self.apply(change, to: database, besides: moved) }
                freed.withLock { $0 = released }
                return 0
            }, segments: Set(extents.map(\.segment)), isAcceptance: isAcceptance)
        do throws(QueueStoreError) {
            _ = try await writer.perform(job)
        } catch {
            throw error.kind == .damaged ? await putAside(placed, because: error.reason) : error
        }
        spool.adopt(extents)
        for pin in pins { pin.release() }
        spool.release(freed.withLock { $0 })
    }

    /// Applies a change in the writer's transaction.
    ///
    /// - Returns: the extents that nobody needs any more.
    private static func apply(
        _ change: PlacedChange, to database: Database, besides moved: Locked<MovedKeys>
    ) throws -> [ContentExtent] {
        switch change {
        case .event(let id, let recipients, let event):
            return try QueueRows.append(event, to: recipients, of: id, in: database)
        case .accept(let message, let content, let key):
            if let key, let first = moved.withLock({ $0.message(for: key) }) {
                throw QueueStoreError(.alreadyAccepted(first), "A message with this key was accepted as \(first)")
            }
            try QueueRows.insert(message, content, key: key, into: database)
            return []
        }
    }

    /// Puts the messages aside whose events cannot be recorded as their rows are damaged.
    private func putAside(_ changes: [PlacedChange], because reason: String) async -> QueueStoreError {
        var result = QueueStoreError(.damaged, reason)
        for change in changes {
            if case .event(let id, _, _) = change { result = await putAside(id, because: reason) }
        }
        return result
    }

    /// Gives a content its place: in the database, or in segments that are not synced yet.
    private func place(
        _ content: QueueContent, needsRoom: Bool
    ) throws(QueueStoreError) -> (QueueRows.PlacedContent, SegmentPin?) {
        switch content {
        case .octets(let octets) where octets.count <= options.spoolThreshold:
            return (QueueRows.PlacedContent(octets: octets, checksum: ContentChecksum.of(octets)), nil)
        case .octets(let octets):
            _ = try queue.current()
            if needsRoom { try room.demand() }
            let pin = spool.makePin()
            var extents: [ContentExtent] = []
            var rest = octets[...]
            while !rest.isEmpty {
                extents.append(try spool.append(Array(rest.prefix(SegmentContentSpool.pieceSize)), pin: pin))
                rest = rest.dropFirst(SegmentContentSpool.pieceSize)
            }
            return (QueueRows.PlacedContent(octets: [], checksum: ContentChecksum.of([]), extents: extents), pin)
        case .spooled(let head, let spooled):
            guard let place = spooled.place as? SpooledPlace else {
                throw QueueStoreError(.misuse, "The content was spooled by another store")
            }
            return (
                QueueRows.PlacedContent(
                    octets: head, checksum: ContentChecksum.of(head), extents: place.extents), place.pin
            )
        }
    }

    /// Writes and removes state; see the contract of `StateStore`.
    public func write(_ changes: [String: [UInt8]?], in space: StateSpace) async throws(QueueStoreError) {
        try StateRows.check(changes, in: space)
        _ = try await writer.perform(
            GroupCommitWriter.Job(work: { database in
                try StateRows.write(changes, in: space, to: database)
                return changes.count
            }))
    }

    /// Reads a value; see the contract of `StateStore`.
    public func value(of key: String, in space: StateSpace) async throws(QueueStoreError) -> [UInt8]? {
        try queue.readNow { try StateRows.value(of: key, in: space, from: $0) }
    }

    /// Reads a page of keys and values; see the contract of `StateStore`.
    public func values(
        in space: StateSpace, after: String?, limit: Int
    ) async throws(QueueStoreError) -> [(key: String, value: [UInt8])] {
        try await queue.read { try StateRows.values(in: space, after: after, limit: limit, from: $0) }
    }
}
