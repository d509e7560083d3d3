package import DeliveryQueue

/// The files that a store makes besides what SQLite makes for itself, so that a test can put a disk of its own below.
///
/// Guarantees of every implementation: what `write` wrote is durable once `sync` of that file returned; that a name
/// exists, is gone or was changed is durable once `syncDirectory` of its directory returned. Nothing else is promised.
package protocol StoreDisk: Sendable {
    /// Opens a file to read and write it.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - creating: whether it is made, for its owner only, where it is absent; what is there is kept.
    func open(_ path: String, creating: Bool) throws(QueueStoreError) -> any StoreFile

    /// Gives a file another name, in place of what had that name.
    func rename(_ path: String, to name: String) throws(QueueStoreError)

    /// Removes a file; that it is absent is no error.
    func remove(_ path: String) throws(QueueStoreError)

    /// Makes a directory for its owner only; that it is there is no error.
    func makeDirectory(_ path: String) throws(QueueStoreError)

    /// The names in a directory, in no order, without `.` and `..`.
    func names(in directory: String) throws(QueueStoreError) -> [String]

    /// The size of a file in octets, or nil where there is none.
    func size(of path: String) throws(QueueStoreError) -> Int?

    /// Makes durable which names a directory has.
    func syncDirectory(_ path: String) throws(QueueStoreError)

    /// How many octets can still be written for us, or nil where nobody knows.
    func freeSpace(at path: String) -> Int?
}

/// An open file of a `StoreDisk`, closed when it is given up.
///
/// Different ranges may be read and written by several threads.
package protocol StoreFile: Sendable {
    /// Writes octets at an offset; all of them or it throws.
    ///
    /// - Throws: `QueueStoreError`: `full` when there is no room (also over a quota), `failed` for anything else.
    func write(_ octets: [UInt8], at offset: Int) throws(QueueStoreError)

    /// Reads octets from an offset; fewer than asked for only at the end of the file.
    func read(_ count: Int, at offset: Int) throws(QueueStoreError) -> [UInt8]

    /// Makes durable what was written to the file, and its size.
    ///
    /// After it threw nothing that was written since the last time it returned may be relied upon, whatever a later one
    /// says.
    func sync() throws(QueueStoreError)
}
