public import DeliveryQueue
import GRDB

/// What is done now and then.
extension SQLiteQueueStore {
    /// How many messages are moved, or forgotten, at a time: so few that a commit between is not held up for long.
    private static let step = 200
    /// How many pages the history gives back to the disk at a time.
    private static let vacuumStep = 1_000

    /// Moves what is finished to the history, forgets and compacts; see the contract of `QueueStore`.
    ///
    /// A step that fails holds up none behind it, and is told at the end. While it goes on already, a second call does
    /// nothing.
    @discardableResult
    public func maintain(
        _ limits: HistoryLimits, at now: WallTime
    ) async throws(QueueStoreError) -> StoreMaintenance {
        let isFirst = isMaintaining.withLock { isMaintaining in
            defer { isMaintaining = true }
            return !isMaintaining
        }
        guard isFirst else { return StoreMaintenance() }
        defer { isMaintaining.withLock { $0 = false } }
        var report = StoreMaintenance()
        let isTight = room.lack() != nil
        var failures: [QueueStoreError] = []
        do throws(QueueStoreError) {
            // A move takes room before it gives any back; what refused messages have left in the segments is given back
            // first.
            if isTight { spool.startAnew() } else { try await moveFinished(&report) }
        } catch {
            failures.append(error)
        }
        do throws(QueueStoreError) {
            try await trimHistory(limits, at: now, &report)
        } catch {
            failures.append(error)
        }
        do throws(QueueStoreError) {
            try await compactSegments(&report, isTight: isTight)
        } catch {
            failures.append(error)
        }
        if let first = failures.first { throw first }
        return report
    }

    // MARK: The history

    /// Copies finished messages into the history, and removes them from the queue once they are durable there.
    private func moveFinished(_ report: inout StoreMaintenance) async throws(QueueStoreError) {
        while true {
            let (records, damaged) = try await finished()
            for damage in damaged { try await demandAside(damage.id, because: damage.reason) }
            guard !records.isEmpty else {
                if damaged.isEmpty { return }
                continue
            }
            movedKeys.withLock { keys in
                for record in records { if let key = record.key { keys.note(key, record.id) } }
            }
            try await writeHistory { try HistoryRows.insert(records, into: $0) }
            // It has to be on the disk there before it is gone from here.
            if options.durability == .relaxed { try history.syncLog() }
            let ids = records.map(\.id)
            report.moved += try await remove(ids)
        }
    }

    /// Reads the oldest finished messages, one by one where a page is damaged; those on it are put aside.
    private func finished() async throws(QueueStoreError) -> (records: [HistoryRecord], damaged: [MessageDamage]) {
        do throws(QueueStoreError) {
            return try await queue.read { try QueueRows.finished(limit: Self.step, in: $0) }
        } catch {
            guard error.kind == .damaged else { throw error }
        }
        var records: [HistoryRecord] = []
        var isAnyAside = false
        for id in try await queue.read({ try QueueRows.finishedIdentifiers(limit: Self.step, in: $0) }) {
            do throws(QueueStoreError) {
                if let record = try await undamaged(id, { try QueueRows.finishedRecord(of: id, in: $0) }) {
                    records.append(record)
                }
            } catch {
                guard error.kind == .quarantined else { throw error }
                isAnyAside = true
            }
        }
        // Whoever was put aside is not met again: others come in their place.
        return records.isEmpty && isAnyAside ? try await finished() : (records, [])
    }

    /// Removes messages from the queue, one by one where a page is damaged; those on it are put aside.
    private func remove(_ ids: [MessageID]) async throws(QueueStoreError) -> Int {
        do throws(QueueStoreError) {
            return try await writer.perform(GroupCommitWriter.Job(work: { try QueueRows.remove(ids, from: $0) }))
        } catch {
            guard error.kind == .damaged else { throw error }
            guard ids.count > 1 else {
                for id in ids { try await demandAside(id, because: error.reason) }
                return 0
            }
        }
        var count = 0
        for id in ids { count += try await remove([id]) }
        return count
    }

    /// Puts a message aside, or throws why it cannot be: it would be met again at once.
    private func demandAside(_ id: MessageID, because reason: String) async throws(QueueStoreError) {
        let result = await putAside(id, because: reason)
        guard result.kind == .quarantined else { throw result }
    }

    private func trimHistory(
        _ limits: HistoryLimits, at now: WallTime, _ report: inout StoreMaintenance
    ) async throws(QueueStoreError) {
        let oldest = now + (.zero - limits.retention)
        var forgotten = Self.step
        while forgotten == Self.step {
            forgotten = try await writeHistory { try HistoryRows.forget(before: oldest, limit: Self.step, in: $0) }
            report.forgotten += forgotten
        }
        forgotten = Self.step
        while forgotten == Self.step {
            forgotten = try await writeHistory {
                try HistoryRows.shrink(to: limits.maximumSize, limit: Self.step, in: $0)
            }
            report.forgotten += forgotten
        }
        var freed = 1
        while freed > 0 {
            freed = try await writeHistory { database in
                // A few free pages are kept for what comes next.
                let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
                guard free > Self.vacuumStep else { return 0 }
                return try HistoryRows.vacuum(pages: Self.vacuumStep, in: database)
            }
            report.freedOctets += freed
        }
    }

    /// Writes to the history, which only maintenance does; it is begun anew when that fails.
    @discardableResult
    private func writeHistory(
        _ work: @escaping @Sendable (Database) throws -> Int
    ) async throws(QueueStoreError) -> Int {
        let (history, events, step) = (history, events, options.logLimits.step)
        let result: Result<Int, QueueStoreError> = await OwnThread.run {
            do {
                let value = try history.write(work)
                let frames = try history.current().frames.value
                if frames >= step { try Self.ignoringDelay { try history.checkpoint(.restart) } }
                return .success(value)
            } catch {
                let translated = QueueStoreError(translating: error)
                switch translated.kind {
                case .full, .inUse, .misuse, .stopped: return .failure(translated)
                default: break
                }
                events(.note("The history could not be written: \(translated.reason)"))
                history.distrust()
                do throws(QueueStoreError) {
                    events(.note("The history was begun anew: \(try history.startAnew())"))
                } catch {
                    events(.note("The history could not be begun anew yet: \(error.reason)"))
                }
                return .failure(translated)
            }
        }
        return try result.get()
    }

    /// Does what can as well be done the next time, when somebody reads or there is no room.
    private static func ignoringDelay(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch  where [.inUse, .full].contains(QueueStoreError(translating: error).kind) {}
    }

    // MARK: Segments

    /// Removes segments that nobody needs, and moves what is needed out of those that are nearly empty.
    private func compactSegments(_ report: inout StoreMaintenance, isTight: Bool) async throws(QueueStoreError) {
        // Room is given back before any is taken.
        try await removeDeadSegments(&report)
        var failure: QueueStoreError?
        for segment in isTight ? [] : spool.sparseSegments() {
            do throws(QueueStoreError) {
                let messages = try await queue.read { try QueueRows.messages(inSegment: segment, in: $0) }
                for id in messages { report.copiedOctets += try await move(id) }
            } catch {
                // It cannot be emptied then, and holds up no other; what can still be read is not put aside for that.
                guard [.damaged, .failed].contains(error.kind) else { throw error }
                failure = error
            }
        }
        try await removeDeadSegments(&report)
        if let failure { throw failure }
    }

    private func removeDeadSegments(_ report: inout StoreMaintenance) async throws(QueueStoreError) {
        guard !spool.deadSegments().isEmpty else { return }
        // That a message is settled has to be on the disk before its content is gone from it.
        if options.durability == .relaxed { try queue.syncLog() }
        report.freedOctets += try spool.removeDead()
    }

    /// Moves the content of a message to the active segment.
    ///
    /// A message is put aside where it cannot be read in which segments it lies.
    ///
    /// - Returns: how many octets were copied; 0 when the message is gone or was put aside, or when its octets are
    ///   damaged, which its next attempt finds.
    private func move(_ id: MessageID) async throws(QueueStoreError) -> Int {
        let hold = spool.hold()
        defer { hold.release() }
        let old: [ContentExtent]
        do throws(QueueStoreError) {
            old = try await undamaged(id, { try QueueRows.extents(of: id, in: $0) }) ?? []
        } catch {
            guard error.kind == .quarantined else { throw error }
            return 0
        }
        let pin = spool.makePin()
        defer { pin.release() }
        var new: [ContentExtent] = []
        for extent in old {
            do {
                new.append(try spool.append(try spool.read([extent]), pin: pin))
            } catch let error as SpoolReadError {
                guard case .failed(let error) = error else { return 0 }
                throw error
            } catch {
                throw QueueStoreError(translating: error)
            }
        }
        guard !old.isEmpty else { return 0 }
        let placed = new
        let moved = try await writer.perform(
            GroupCommitWriter.Job(
                work: { try QueueRows.replace(old, with: placed, of: id, in: $0) },
                segments: Set(new.map(\.segment))))
        guard moved > 0 else { return 0 }
        spool.adopt(new)
        spool.release(old)
        return new.reduce(0) { $0 + $1.length }
    }
}
