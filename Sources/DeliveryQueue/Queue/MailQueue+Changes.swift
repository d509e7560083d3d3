import Logging

/// Recipients of a message to which the same happens.
struct Chosen {
    /// The envelope.
    let message: QueuedMessage
    /// The recipients' indices.
    let recipients: [Int]
}

/// What became of a change; complete.
enum Change {
    /// It is recorded, and followed in memory.
    case recorded
    /// It cannot happen any more; where the recipients stand was read anew.
    case readAnew
}

extension MailQueue {
    /// Records that the same happens to recipients of many messages, which the caller uses: together, and each message
    /// for itself where one of them is damaged or was changed by somebody else.
    ///
    /// - Parameters:
    ///   - chosen: the recipients, at most one entry for each message.
    ///   - events: what happens to them, in this order.
    /// - Returns: what became of the change of each message; those that are damaged are absent.
    /// - Throws: `QueueStoreError` when the store cannot be written, whatever the message. What was recorded before is
    ///   followed in memory.
    func recordForAll(
        _ chosen: [Chosen], _ events: [RecipientEvent]
    ) async throws(QueueStoreError) -> [MessageID: Change] {
        do throws(QueueStoreError) {
            try await store.commit(chosen.flatMap { changes($0, events) })
            for one in chosen { follow(events, one) }
            return Dictionary(chosen.map { ($0.message.id, .recorded) }) { first, _ in first }
        } catch {
            guard error.mayConcernOneMessage else { throw error }
        }
        var done: [MessageID: Change] = [:]
        for one in chosen { done[one.message.id] = try await recordAlone(one, events) }
        return done
    }

    private func recordAlone(_ one: Chosen, _ events: [RecipientEvent]) async throws(QueueStoreError) -> Change? {
        do throws(QueueStoreError) {
            try await store.commit(changes(one, events))
            follow(events, one)
            return .recorded
        } catch {
            let about: Logger.Metadata = ["id": "\(one.message.id)", "reason": "\(error)"]
            guard error.kind == .conflict else {
                guard error.isOfDamage else { throw error }
                logger.error("A message is damaged", metadata: about)
                return nil
            }
            logger.notice("A message was changed by somebody else", metadata: about)
        }
        do throws(QueueStoreError) {
            try await readAnew(one.recipients, of: one.message.id)
        } catch {
            guard error.isOfDamage else { throw error }
            return nil
        }
        return .readAnew
    }

    private func changes(_ one: Chosen, _ events: [RecipientEvent]) -> [QueueChange] {
        events.map { .event(one.message.id, recipients: one.recipients, $0) }
    }

    private func follow(_ events: [RecipientEvent], _ one: Chosen) {
        for event in events { follow(event, of: one.message, recipients: one.recipients) }
    }
}
