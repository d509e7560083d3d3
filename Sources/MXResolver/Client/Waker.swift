#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Wakes a thread that waits in `poll`: a pipe whose reading end that thread watches.
///
/// Both ends are closed with the last reference, so that nobody can write to a descriptor that is another's by then.
final class Waker: Sendable {
    /// The descriptor that becomes readable.
    let readEnd: Int32
    private let writeEnd: Int32

    /// Makes a pipe.
    init() throws(ResolverSetupError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .system(code: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Makes the reading end readable.
    ///
    /// A full pipe is as good: it is readable already.
    func wake() {
        var octet: UInt8 = 0
        _ = unsafe write(writeEnd, &octet, 1)
    }

    /// Takes what lies in the pipe, so that it is no longer readable.
    func drain() {
        let room = 64
        var octets = [UInt8](repeating: 0, count: room)
        while unsafe read(readEnd, &octets, room) == room {}
    }
}
