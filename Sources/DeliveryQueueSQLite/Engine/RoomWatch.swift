import DeliveryQueue

/// Knows whether there is room for new mail: enough has to be left on the disk to record what becomes of the old.
final class RoomWatch: Sendable {
    private let path: String
    private let disk: any StoreDisk
    private let minimum: Int
    private let events: @Sendable (QueueStoreEvent) -> Void
    /// Why the disk counts as full; nil while it does not.
    private let cause = Locked<Cause?>(nil)

    private enum Cause: Sendable {
        /// Less is left than is kept.
        case little
        /// A write found no room, whatever is said to be left.
        case failedWrite
    }

    /// Makes a watch.
    ///
    /// - Parameters:
    ///   - path: a directory on the disk.
    ///   - disk: the disk.
    ///   - minimum: how many octets have to be left.
    ///   - events: is told when the disk becomes full, and when there is room again.
    init(path: String, disk: any StoreDisk, minimum: Int, events: @escaping @Sendable (QueueStoreEvent) -> Void) {
        self.path = path
        self.disk = disk
        self.minimum = minimum
        self.events = events
    }

    /// Why new mail has to be refused, or nil where there is room.
    ///
    /// - Parameter octets: the size of the mail as far as it is known, 0 or more.
    func lack(for octets: Int = 0) -> QueueStoreError? {
        guard minimum > 0 || octets > 0, let free = disk.freeSpace(at: path) else { return nil }
        guard free < minimum else {
            if case .little = cause.withLock({ $0 }) { becameRoomy() }
            // The disk is not full for others.
            guard octets > free - minimum else { return nil }
            return QueueStoreError(
                .full, "\(octets) octets are announced, and the disk of \(path) has room for \(free - minimum)")
        }
        let reason =
            "\(free) octets are left on the disk of \(path), and \(minimum) are kept for mail that is here already"
        note(.little, reason)
        return QueueStoreError(.full, reason)
    }

    /// Whether room was lacking when it was last looked for.
    var isTight: Bool { cause.withLock { $0 != nil } }

    /// Refuses octets for which there is no room.
    ///
    /// - Parameter octets: how many, as far as it is known, 0 or more.
    func demand(for octets: Int = 0) throws(QueueStoreError) {
        if let lack = lack(for: octets) { throw lack }
    }

    /// Notes that a write found no room.
    func becameFull(_ reason: String) { note(.failedWrite, reason) }

    private func note(_ new: Cause, _ reason: String) {
        let isNew = cause.withLock { cause in
            defer { cause = cause ?? new }
            return cause == nil
        }
        if isNew { events(.full(reason)) }
    }

    /// Notes that new mail found room.
    func becameRoomy() {
        let wasFull = cause.withLock { cause in
            defer { cause = nil }
            return cause != nil
        }
        if wasFull { events(.hasRoom) }
    }
}
