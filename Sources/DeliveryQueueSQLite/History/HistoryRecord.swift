import DeliveryQueue

/// A finished message with its whole life, as the history keeps it.
struct HistoryRecord: Hashable, Sendable {
    /// The message and where its recipients ended.
    var stored: StoredMessage
    /// The ledger, in the order of the commits.
    var events: [LedgerEntry]
    /// When the last recipient was settled.
    var settledAt: WallTime
    /// The sender's own name for the message, if there is one.
    var key: InjectionKey?

    /// The queue's name for the message.
    var id: MessageID { stored.message.id }

    /// What of a record stands in columns of its own; its BLOB is read together with them.
    ///
    /// The checksum of the BLOB covers them too, so that damage to either is found.
    struct Columns: Hashable, Sendable {
        /// The message.
        var id: MessageID
        /// When it was accepted.
        var acceptedAt: WallTime
        /// When its last recipient was settled.
        var settledAt: WallTime
        /// Its size in octets.
        var size: Int
        /// Its injection key.
        var key: InjectionKey?
    }

    /// The part of the record that stands in columns of its own.
    var columns: Columns {
        let message = stored.message
        return Columns(
            id: message.id, acceptedAt: message.acceptedAt, settledAt: settledAt, size: message.size, key: key)
    }
}
