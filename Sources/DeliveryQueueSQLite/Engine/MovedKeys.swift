import DeliveryQueue

/// Remembers the injection keys of messages that are moved to the history while somebody accepts a message with a key.
///
/// Whoever accepts one looks into the history before the writer's transaction, and into the queue within it. What is moved
/// between the two looks is in neither, and here. A key is forgotten once every acceptance has ended that had begun when
/// it was moved, so that there are never more than are moved during the longest acceptance.
struct MovedKeys: Sendable {
    private struct Move: Sendable {
        var moment: Int
        var key: InjectionKey
        var message: MessageID
    }

    private var moment = 0
    /// The moments at which acceptances began that have not ended.
    private var acceptances: Set<Int> = []
    /// In the order of their moments.
    private var moves: [Move] = []

    /// Notes that somebody is about to look into the history.
    ///
    /// - Returns: what `end` has to be given.
    mutating func begin() -> Int {
        moment += 1
        acceptances.insert(moment)
        return moment
    }

    /// Notes that an acceptance has come to its end.
    ///
    /// - Parameter beginning: what `begin` gave.
    mutating func end(_ beginning: Int) {
        acceptances.remove(beginning)
        let oldest = acceptances.min() ?? .max
        moves.removeFirst(moves.firstIndex { $0.moment > oldest } ?? moves.count)
    }

    /// Notes a key before its message is removed from the queue.
    mutating func note(_ key: InjectionKey, _ id: MessageID) {
        guard !acceptances.isEmpty else { return }
        moment += 1
        moves.append(Move(moment: moment, key: key, message: id))
    }

    /// The message of a key.
    func message(for key: InjectionKey) -> MessageID? { moves.last { $0.key == key }?.message }
}
