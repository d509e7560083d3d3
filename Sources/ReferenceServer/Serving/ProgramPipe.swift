import Foundation

/// A pipe to or from a program, whose ends no other program inherits and on which this process never waits long.
final class ProgramPipe {
    /// The end that is read from.
    private(set) var reading: CInt
    /// The end that is written to.
    private(set) var writing: CInt

    /// Makes a pipe; nil where there are no descriptors left.
    init?() {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        closeReading()
        closeWriting()
    }

    /// Closes the end that is read from.
    func closeReading() { Self.close(&reading) }

    /// Closes the end that is written to.
    func closeWriting() { Self.close(&writing) }

    /// Writes what fits.
    ///
    /// - Parameters:
    ///   - octets: what to write.
    ///   - patience: how long to wait for room, in milliseconds.
    /// - Returns: how many octets were written; nil where nobody reads any more.
    func write(_ octets: ArraySlice<UInt8>, waitingFor patience: Int32) -> Int? {
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        var room = pollfd(fd: writing, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, patience) > 0 else { return 0 }
        let count = octets.withUnsafeBytes { Glibc.write(writing, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Reads what is there, and does not wait for more.
    ///
    /// - Parameter limit: how many octets at most.
    func readAvailable(atMost limit: Int) -> [UInt8] {
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        var octets = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = octets.withUnsafeMutableBytes { buffer in
                Glibc.read(reading, buffer.baseAddress.map { $0 + filled }, limit - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            filled += count
        }
        return Array(octets.prefix(filled))
    }

    private static func close(_ end: inout CInt) {
        guard end >= 0 else { return }
        Glibc.close(end)
        end = -1
    }
}
