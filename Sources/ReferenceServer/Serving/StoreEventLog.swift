import DeliveryQueue
import Logging

/// Logs what a store tells of itself, so that an operator knows what to do, if anything.
struct StoreEventLog: Sendable {
    /// Where it is logged.
    let logger: Logger

    /// Logs an event.
    ///
    /// - Parameter event: what the store tells.
    @Sendable func record(_ event: QueueStoreEvent) {
        switch event {
        case .failed(let reason):
            logger.error(
                "The disk failed: new mail is refused for now, and the store is read again from what was synced",
                metadata: ["reason": "\(reason)"])
        case .recovered(let reason):
            logger.notice(
                "The store is well again: nothing that was acknowledged is lost", metadata: ["reason": "\(reason)"])
        case .full(let reason):
            logger.error(
                "The disk is full: new mail is refused until there is room", metadata: ["reason": "\(reason)"])
        case .hasRoom: logger.notice("There is room on the disk again: new mail is taken")
        case .quarantined(let id, let reason):
            logger.error(
                "A message is damaged on the disk and was put aside; look with waxwing check",
                metadata: ["id": "\(id)", "reason": "\(reason)"])
        case .note(let text): logger.notice("The store has a note", metadata: ["note": "\(text)"])
        }
    }
}
