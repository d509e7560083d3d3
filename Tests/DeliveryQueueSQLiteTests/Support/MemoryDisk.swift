import DeliveryQueue

@testable import DeliveryQueueSQLite

/// A disk in memory that counts what is asked of it and fails when told to.
final class MemoryDisk: StoreDisk {
    /// What a test tells the disk and learns from it.
    struct Controls: Sendable {
        /// The error of each of the next writes.
        var failingWrites: [QueueStoreError] = []
        /// The error of each of the next file syncs.
        var failingSyncs: [QueueStoreError] = []
        /// The error of each of the next directory syncs.
        var failingDirectorySyncs: [QueueStoreError] = []
        /// The error of each of the next removals.
        var failingRemovals: [QueueStoreError] = []
        /// The error of each of the next reads.
        var failingReads: [QueueStoreError] = []
        /// The error of each of the next openings.
        var failingOpens: [QueueStoreError] = []
        /// Done once, in the midst of the next file sync.
        var duringSync: (@Sendable () -> Void)?
        /// Done once, in the midst of the next opening.
        var duringOpen: (@Sendable () -> Void)?
        /// Done once, in the midst of the next write.
        var duringWrite: (@Sendable () -> Void)?
        /// How many octets are free; nil where nobody knows.
        var free: Int?
        /// How many file syncs succeeded.
        var syncs = 0
        /// How many directory syncs succeeded.
        var directorySyncs = 0
        /// How many files were opened.
        var opens = 0
    }

    /// A file's octets, which outlive its name while it is open.
    final class Node: Sendable {
        let octets = Locked<[UInt8]>([])
    }

    let controls = Locked(Controls())
    private let files = Locked<[String: Node]>([:])

    /// A failing disk's error.
    static let broken = QueueStoreError(.failed, "The disk is broken")
    /// A full disk's error.
    static let full = QueueStoreError(.full, "The disk is full")

    func open(_ path: String, creating: Bool) throws(QueueStoreError) -> any StoreFile {
        takeOnce(\.duringOpen)?()
        try fail(\.failingOpens)
        controls.withLock { $0.opens += 1 }
        let node = files.withLock { files in
            if creating, files[path] == nil { files[path] = Node() }
            return files[path]
        }
        guard let node else { throw QueueStoreError(.inaccessible, "There is no \(path)") }
        return MemoryFile(node: node, disk: self)
    }

    func rename(_ path: String, to name: String) throws(QueueStoreError) {
        files.withLock { $0[name] = $0.removeValue(forKey: path) }
    }

    func remove(_ path: String) throws(QueueStoreError) {
        try fail(\.failingRemovals)
        files.withLock { $0[path] = nil }
    }

    func makeDirectory(_ path: String) throws(QueueStoreError) {}

    func names(in directory: String) throws(QueueStoreError) -> [String] {
        files.withLock { files in
            files.keys.filter { $0.hasPrefix(directory + "/") }.map { String($0.dropFirst(directory.count + 1)) }
        }
    }

    func size(of path: String) throws(QueueStoreError) -> Int? {
        files.withLock { $0[path] }?.octets.withLock { $0.count }
    }

    func syncDirectory(_ path: String) throws(QueueStoreError) {
        try fail(\.failingDirectorySyncs)
        controls.withLock { $0.directorySyncs += 1 }
    }

    func freeSpace(at path: String) -> Int? { controls.withLock { $0.free } }

    /// The octets of a file, to be looked at or damaged; nothing is done where there is none.
    func change(_ path: String, _ body: @Sendable (inout [UInt8]) -> Void) {
        files.withLock { $0[path] }?.octets.withLock { body(&$0) }
    }

    /// Makes a file.
    func put(_ path: String, _ octets: [UInt8]) {
        let node = Node()
        node.octets.withLock { $0 = octets }
        files.withLock { $0[path] = node }
    }

    fileprivate func fail(
        _ list: WritableKeyPath<Controls, [QueueStoreError]>
    ) throws(QueueStoreError) {
        let error = controls.withLock { $0[keyPath: list].isEmpty ? nil : $0[keyPath: list].removeFirst() }
        if let error { throw error }
    }

    fileprivate func takeOnce(
        _ hook: WritableKeyPath<Controls, (@Sendable () -> Void)?>
    ) -> (@Sendable () -> Void)? {
        controls.withLock { controls in
            defer { controls[keyPath: hook] = nil }
            return controls[keyPath: hook]
        }
    }
}

/// An open file of a `MemoryDisk`.
private struct MemoryFile: StoreFile {
    let node: MemoryDisk.Node
    let disk: MemoryDisk

    func write(_ octets: [UInt8], at offset: Int) throws(QueueStoreError) {
        disk.takeOnce(\.duringWrite)?()
        try disk.fail(\.failingWrites)
        node.octets.withLock { file in
            let missing = offset + octets.count - file.count
            if missing > 0 { file += [UInt8](repeating: 0, count: missing) }
            file.replaceSubrange(offset..<(offset + octets.count), with: octets)
        }
    }

    func read(_ count: Int, at offset: Int) throws(QueueStoreError) -> [UInt8] {
        try disk.fail(\.failingReads)
        return node.octets.withLock { Array($0.dropFirst(offset).prefix(count)) }
    }

    func sync() throws(QueueStoreError) {
        disk.takeOnce(\.duringSync)?()
        try disk.fail(\.failingSyncs)
        disk.controls.withLock { $0.syncs += 1 }
    }
}
