/// The record that an attempt has begun: written at most once, when somebody first needs it.
///
/// An attempt that ends before its final dot needs no record of its own: its beginning is then recorded together with its
/// outcome, which spares the disk a sync for each connection that fails.
actor AttemptRecord {
    private let write: @Sendable () async -> Bool
    private var writing: Task<Bool, Never>?
    private var isClosed = false

    /// Makes a record that is not written yet.
    ///
    /// - Parameter write: writes it; false when it could not be written.
    init(write: @escaping @Sendable () async -> Bool) { self.write = write }

    /// Ends the attempt: from now on nothing is written any more, as the outcome follows.
    ///
    /// - Returns: whether the record was written or tried to be.
    func close() -> Bool {
        isClosed = true
        return writing != nil
    }

    /// Writes the record if nobody has, and waits for it.
    ///
    /// - Returns: whether it is on disk.
    func value() async -> Bool {
        if let writing { return await writing.value }
        if isClosed { return false }
        let write = write
        let task = Task { await write() }
        writing = task
        return await task.value
    }
}
