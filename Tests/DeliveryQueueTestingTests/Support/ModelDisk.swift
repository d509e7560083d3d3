import DeliveryQueue
import Foundation

@testable import DeliveryQueueTesting

/// What a model store can do wrong, one at a time.
enum Breakage: String, CaseIterable, Sendable {
    /// It acknowledges commits before they are synced.
    case acknowledgesEarly
    /// It forgets a commit now and then, though it acknowledges it.
    case forgetsCommit
    /// Of a commit of several changes that is under way when the power is cut only the first survives.
    case tearsCommit
    /// What failed to be synced comes back later.
    case keepsRefused
    /// It loses the end of octets that came in pieces, when it is opened again.
    case losesExtent
    /// An octet of large contents changes.
    case altersOctets
    /// Two events of a ledger are told in the wrong order.
    case reordersLedger
    /// It does not come back after a failed sync or a full disk.
    case neverRecovers
    /// State is not synced.
    case losesState
    /// Marks of ambiguous attempts are lost when it is opened again.
    case losesAmbiguity
    /// Held recipients are not among the open ones.
    case losesHeld
    /// It takes what cannot happen, and does nothing.
    case takesNonsense
    /// It accepts a message again under a key that was used.
    case forgetsKeys
    /// It forgets finished messages before their time is over.
    case forgetsTooMuch
    /// It loses which report a failure names, when it is opened again.
    case losesReports
}

/// The disk below model stores: what is durable, what the process sees, and what lies between.
///
/// A write and a sync are an operation each, as for any bench.
final class ModelDisk: @unchecked Sendable {
    // Unchecked: all state is touched under `lock` only.

    /// What a store holds.
    struct Contents: Sendable {
        var queue = QueueModel()
        var state: [StateSpace: [String: [UInt8]]] = [:]

        /// Records a transaction.
        mutating func apply(_ transaction: Transaction) throws(QueueStoreError) {
            switch transaction {
            case .commit(let changes): try queue.commit(changes)
            case .state(let changes, let space):
                for (key, value) in changes { state[space, default: [:]][key] = value }
            case .maintenance(let limits, let now): _ = queue.forget(limits, at: now)
            }
        }
    }

    /// What is written at once.
    enum Transaction: Sendable {
        case commit([QueueModel.Change])
        case state([String: [UInt8]?], StateSpace)
        case maintenance(HistoryLimits, WallTime)
    }

    private let lock = NSLock()
    private let breakage: Breakage?
    private var durable = Contents()
    private var seen = Contents()
    private var pending: [Transaction] = []
    private var operationsLeft: Int?
    private var syncsLeft: Int?
    private var room: Int?
    private var isOff = false
    private var isBroken = false
    private var count = 0

    init(breakage: Breakage? = nil) { self.breakage = breakage }

    var isCut: Bool { lock.withLock { isOff } }
    var contents: Contents { lock.withLock { seen } }

    func armCut(_ operations: Int) { lock.withLock { operationsLeft = operations } }
    func failSync(_ syncs: Int) { lock.withLock { syncsLeft = syncs } }
    func setFull(_ octets: Int?) { lock.withLock { room = octets } }

    private func operate() throws(QueueStoreError) {
        if let left = operationsLeft, !isOff {
            operationsLeft = left - 1
            isOff = left <= 1
        }
        if isOff { throw QueueStoreError(.failed, "the machine is off") }
    }

    /// Writes a transaction and makes it durable, as well as the breakage lets it.
    func write(_ transaction: Transaction) throws(QueueStoreError) {
        let outcome = lock.withLock { () -> QueueStoreError? in
            do throws(QueueStoreError) { try record(transaction) } catch { return error }
            return nil
        }
        if let outcome { throw outcome }
    }

    private func record(_ transaction: Transaction) throws(QueueStoreError) {
        if isBroken { throw QueueStoreError(.recovering, "the store does not come back") }
        count += 1
        if breakage == .forgetsCommit, count % 7 == 3, case .commit = transaction { return }
        let transaction = breakage == .forgetsKeys ? transaction.withoutKeys : transaction
        var next = seen
        do throws(QueueStoreError) {
            try next.apply(transaction)
        } catch {
            if breakage == .takesNonsense, error.kind == .conflict { return }
            throw error
        }
        if let left = room {
            guard left >= transaction.size else {
                isBroken = breakage == .neverRecovers
                throw QueueStoreError(.full, "the disk is full")
            }
            room = left - transaction.size
        }
        try operate()
        pending.append(transaction)
        if breakage == .acknowledgesEarly, count % 5 != 0 {
            seen = next
            return
        }
        if breakage == .losesState, case .state = transaction {
            seen = next
            return
        }
        try sync(next)
    }

    private func sync(_ next: Contents) throws(QueueStoreError) {
        try operate()
        if let left = syncsLeft {
            syncsLeft = left > 1 ? left - 1 : nil
            if left <= 1 {
                // What was not synced is gone, and the store starts from what was.
                if breakage != .keepsRefused { pending = [] }
                seen = durable
                isBroken = breakage == .neverRecovers
                throw QueueStoreError(.failed, "the sync failed")
            }
        }
        for transaction in pending { try? durable.apply(transaction) }
        pending = []
        seen = next
    }

    /// What is left after the power was cut.
    func cut(seed: UInt64) {
        lock.withLock {
            var generator = SeededGenerator(seed: seed)
            for transaction in pending.prefix(Int.random(in: 0...pending.count, using: &generator)) {
                if breakage == .losesState, case .state = transaction { continue }
                try? durable.apply(transaction.torn(breakage == .tearsCommit))
            }
            pending = []
            seen = durable
            operationsLeft = nil
            syncsLeft = nil
            room = nil
            isOff = false
        }
    }
}

extension ModelDisk.Transaction {
    /// How many octets it takes.
    fileprivate var size: Int {
        switch self {
        case .commit(let changes):
            changes.reduce(0) { sum, change in
                if case .accept(_, let octets, _) = change { sum + octets.count + 500 } else { sum + 100 }
            }
        case .state(let changes, _): changes.values.reduce(0) { $0 + ($1?.count ?? 0) + 50 }
        case .maintenance: 0
        }
    }

    /// The same without injection keys.
    fileprivate var withoutKeys: ModelDisk.Transaction {
        guard case .commit(let changes) = self else { return self }
        return .commit(
            changes.map { change in
                if case .accept(let message, let octets, _) = change { .accept(message, octets, nil) } else { change }
            })
    }

    /// The first change only, where it is to be torn.
    fileprivate func torn(_ isTorn: Bool) -> ModelDisk.Transaction {
        guard isTorn, case .commit(let changes) = self else { return self }
        return .commit(Array(changes.prefix(1)))
    }
}
