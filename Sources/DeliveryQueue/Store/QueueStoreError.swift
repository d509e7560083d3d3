/// Why a store did not do what it was asked.
public struct QueueStoreError: Error, Hashable, Sendable {
    /// The kinds of failure; complete, as callers treat each one differently.
    public enum Kind: Hashable, Sendable {
        /// Another process owns the data directory.
        case inUse
        /// The directory or a file cannot be made, read or written.
        case inaccessible
        /// The disk or the store's memory is full; what is tried later may succeed.
        case full
        /// The queue holds as many messages or recipients as its limit allows; what is tried later may succeed.
        case queueFull
        /// The data are damaged or of a later version.
        case damaged
        /// What was asked makes no sense to the store, such as an event of an unknown message: our bug.
        case misuse
        /// What was asked cannot happen in the state that the recipient is in, such as an attempt at one that is held or
        /// is attempted already: whoever asked was late.
        case conflict
        /// A message with the same injection key was accepted before, under this name: nothing was recorded anew.
        case alreadyAccepted(MessageID)
        /// The message is damaged on the disk and has been put aside; others are not concerned.
        case quarantined
        /// A write or sync failed, and the store is being built anew from what was synced before; what is tried later may
        /// succeed.
        case recovering
        /// The store was closed.
        case stopped
        /// Anything else of the disk or the database.
        case failed
    }

    /// The kind.
    public let kind: Kind
    /// What happened, for people.
    public let reason: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - reason: what happened, for people.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

extension QueueStoreError {
    /// Whether the same may succeed later without anybody doing anything: the disk or the queue is full, or the disk
    /// fails or is being repaired.
    public var isTemporary: Bool {
        switch kind {
        case .full, .queueFull, .recovering, .failed, .inUse: true
        case .inaccessible, .damaged, .misuse, .conflict, .alreadyAccepted, .quarantined, .stopped: false
        }
    }
}

extension QueueStoreError: CustomStringConvertible {
    /// What happened, for people.
    public var description: String { reason }
}
