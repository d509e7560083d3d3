import CForgetfulDisk
import DeliveryQueue
import DeliveryQueueSQLite
import Foundation

extension ForgetfulDisk: StoreDisk {
    func open(_ path: String, creating: Bool) throws(QueueStoreError) -> any StoreFile {
        var problem: Int32 = 0
        let file = fd_open(model, path, creating ? O_CREAT : 0, &problem)
        // That a file is absent the real disk says better.
        guard file != nil || problem == 0 || problem == ENOENT else { throw Self.error(problem, path) }
        do throws(QueueStoreError) {
            let real = try SystemDisk().open(path, creating: creating)
            guard let file else { return real }
            return ForgetfulFile(file: file, real: real, path: path, disk: self)
        } catch {
            if let file { fd_close(file) }
            throw error
        }
    }

    func rename(_ path: String, to name: String) throws(QueueStoreError) {
        try Self.check(fd_rename(model, path, name), path)
        try SystemDisk().rename(path, to: name)
    }

    func remove(_ path: String) throws(QueueStoreError) {
        try Self.check(fd_remove(model, path), path)
        try SystemDisk().remove(path)
    }

    func makeDirectory(_ path: String) throws(QueueStoreError) {
        try Self.check(fd_make_directory(model, path), path)
        try SystemDisk().makeDirectory(path)
    }

    func names(in directory: String) throws(QueueStoreError) -> [String] {
        try Self.check(fd_check(model), directory)
        return try SystemDisk().names(in: directory)
    }

    func size(of path: String) throws(QueueStoreError) -> Int? {
        try Self.check(fd_check(model), path)
        return try SystemDisk().size(of: path)
    }

    func syncDirectory(_ path: String) throws(QueueStoreError) {
        try Self.check(fd_sync_directory(model, path), path)
    }

    /// Nobody knows: whoever writes finds out.
    func freeSpace(at path: String) -> Int? { nil }

    static func check(_ problem: Int32, _ path: String) throws(QueueStoreError) {
        guard problem == 0 else { throw error(problem, path) }
    }

    private static func error(_ problem: Int32, _ path: String) -> QueueStoreError {
        QueueStoreError(problem == ENOSPC ? .full : .failed, "\(path): \(String(cString: strerror(problem)))")
    }
}

/// An open file of a `ForgetfulDisk`.
private final class ForgetfulFile: StoreFile {
    // The model has a lock of its own.
    nonisolated(unsafe) private let file: OpaquePointer
    private let real: any StoreFile
    private let path: String
    // The directory stays while a file in it is open.
    private let disk: ForgetfulDisk

    init(file: OpaquePointer, real: any StoreFile, path: String, disk: ForgetfulDisk) {
        self.file = file
        self.real = real
        self.path = path
        self.disk = disk
    }

    deinit { fd_close(file) }

    func write(_ octets: [UInt8], at offset: Int) throws(QueueStoreError) {
        try ForgetfulDisk.check(fd_write(file, octets, Int64(octets.count), Int64(offset)), path)
        try real.write(octets, at: offset)
    }

    func read(_ count: Int, at offset: Int) throws(QueueStoreError) -> [UInt8] {
        try ForgetfulDisk.check(fd_read(file), path)
        return try real.read(count, at: offset)
    }

    func sync() throws(QueueStoreError) {
        var rewriter = fd_rewriter(
            context: Unmanaged.passUnretained(self).toOpaque(),
            write: { context, octets, count, offset in
                ForgetfulFile.behind(context)?.rewrite(octets, Int(count), at: Int(offset)) ?? EIO
            },
            resize: { context, size in
                truncate(ForgetfulFile.behind(context)?.path ?? "", off_t(size)) == 0 ? 0 : EIO
            })
        try ForgetfulDisk.check(fd_sync(file, &rewriter), path)
    }

    private static func behind(_ context: UnsafeMutableRawPointer?) -> ForgetfulFile? {
        context.map { Unmanaged<ForgetfulFile>.fromOpaque($0).takeUnretainedValue() }
    }

    private func rewrite(_ octets: UnsafeRawPointer?, _ count: Int, at offset: Int) -> Int32 {
        let octets = [UInt8](UnsafeRawBufferPointer(start: octets, count: count))
        return (try? real.write(octets, at: offset)) == nil ? EIO : 0
    }
}
