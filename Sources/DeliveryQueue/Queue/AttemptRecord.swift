/// The record that an attempt has begun: written at most once, when somebody first needs it.
///
/// A deliverer asks for it some time before the final dot, best when a session is open: then the disk's sync goes on
/// while the envelope is sent. An attempt that ends before anybody has asked, as where no host is found, needs no record of
/// its own: its beginning is then recorded together with its outcome, which spares a commit.
actor AttemptRecord {
    /// What became of the record; complete.
    enum Outcome: Equatable, Sendable {
        /// It is on disk.
        case written
        /// It could not be written; the attempt may be made later.
        case failed
        /// Somebody else attempts delivery, or the recipient does not wait any more: this attempt is none.
        case late
        /// The message is damaged and was put aside.
        case quarantined
        /// The store was closed.
        case stopped
    }

    private let write: @Sendable () async -> Outcome
    private var writing: Task<Outcome, Never>?
    private var isClosed = false

    /// Makes a record that is not written yet.
    ///
    /// - Parameter write: writes it, and says what became of that.
    init(write: @escaping @Sendable () async -> Outcome) { self.write = write }

    /// Ends the attempt: from now on nothing is written any more, as the outcome follows.
    ///
    /// - Returns: what became of the record, or nil when nobody needed it.
    func close() async -> Outcome? {
        isClosed = true
        return await writing?.value
    }

    /// Writes the record if nobody has, and waits for it.
    ///
    /// - Returns: whether it is on disk.
    func value() async -> Bool {
        if let writing { return await writing.value == .written }
        if isClosed { return false }
        let write = write
        let task = Task { await write() }
        writing = task
        return await task.value == .written
    }
}
