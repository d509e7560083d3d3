import DeliveryQueue
import DeliveryQueueSQLite
import DeliveryQueueTesting

/// What tests do with a store.
extension SQLiteQueueStore {
    /// Accepts messages in one commit.
    ///
    /// - Parameters:
    ///   - numbers: their names.
    ///   - size: how many octets each has; they tell whose they are.
    ///   - recipients: how many recipients each has.
    ///   - isKeyed: whether each comes with an injection key that its number makes.
    func accept(
        _ numbers: some Sequence<Int64>, size: Int = 10, recipients: Int = 1, isKeyed: Bool = false
    ) async throws {
        var changes: [QueueChange] = []
        for number in numbers {
            changes.append(
                .accept(
                    try TrialMessages.message(number, recipients: recipients, size: size),
                    content: .octets(TrialMessages.octets(size, number: UInt64(number))),
                    key: isKeyed ? InjectionKey("key-\(number)") : nil))
        }
        try await commit(changes)
    }

    /// Begins an attempt at the first recipient of each message, in one commit.
    func attempt(_ numbers: some Sequence<Int64>) async throws {
        try await commit(numbers.map { Self.event(.attemptBegan, of: $0) })
    }

    /// Begins an attempt at the first recipient of each message and has it succeed, in one commit.
    func deliver(_ numbers: some Sequence<Int64>) async throws {
        try await commit(numbers.flatMap { [Self.event(.attemptBegan, of: $0), Self.event(.delivered, of: $0)] })
    }

    private static func event(_ kind: RecipientEvent.Kind, of number: Int64) -> QueueChange {
        .event(MessageID(number: number), recipients: [0], TrialMessages.event(kind))
    }

    /// Which of the messages are not there, finished or not.
    func missing(among numbers: some Sequence<Int64>) async throws -> [Int64] {
        var missing: [Int64] = []
        for number in numbers where try await message(MessageID(number: number)) == nil { missing.append(number) }
        return missing
    }

    /// Reads all recipients that are open, page by page, as whoever begins does.
    func openPlaces(by limit: Int) async throws -> [RecipientPlace] {
        var places: [RecipientPlace] = []
        while true {
            let page = try await openRecipients(after: places.last, limit: limit).map(\.place)
            places += page
            if page.count < limit { return places }
        }
    }
}
