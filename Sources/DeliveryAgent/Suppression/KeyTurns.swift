import NIOConcurrencyHelpers

/// Turns at keys: one holds a key at a time, and the others wait for it in the order in which they came.
///
/// A turn that ends is handed to the first who waits, so that nobody starves, and nothing is kept of a key that nobody
/// holds. Who waits does so whether or not its task is cancelled: turns are short, and whoever has one gives it back.
///
/// To hold several keys, ask for them in one order that all share; else two would wait for each other for ever.
final class KeyTurns<Key: Hashable & Sendable>: Sendable {
    /// Who waits for each key that is held.
    private let waiting = NIOLockedValueBox<[Key: [CheckedContinuation<Void, Never>]]>([:])

    /// How many keys are held.
    var heldCount: Int { waiting.withLockedValue { $0.count } }

    /// How many wait for a key.
    func waitingCount(for key: Key) -> Int { waiting.withLockedValue { $0[key]?.count ?? 0 } }

    /// Waits for the turn at a key; `end` must follow.
    func begin(_ key: Key) async {
        guard !take(key) else { return }
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLockedValue { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Gives the turn to the next who waits, or the key back.
    func end(_ key: Key) {
        let next = waiting.withLockedValue { waiting -> CheckedContinuation<Void, Never>? in
            guard waiting[key]?.isEmpty == false else {
                waiting[key] = nil
                return nil
            }
            return waiting[key]?.removeFirst()
        }
        next?.resume()
    }

    /// Takes a key that nobody holds.
    private func take(_ key: Key) -> Bool {
        waiting.withLockedValue { waiting in
            guard waiting[key] == nil else { return false }
            waiting[key] = []
            return true
        }
    }
}
