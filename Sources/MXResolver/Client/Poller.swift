internal import CCAres

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Waits for many sockets at once, and for another thread's call (epoll and an eventfd).
///
/// `wake` may be called from any thread; everything else belongs to the thread that waits. The descriptors are closed
/// with the last reference, so that nobody can write to one that is another's by then.
final class Poller: Sendable {
    /// What is ready.
    struct Event {
        /// The number that the socket was watched with.
        let number: UInt32
        /// The socket.
        let descriptor: Int32
        /// Whether there is something to read, an error too.
        let isReadable: Bool
        /// Whether there is room to write.
        let isWritable: Bool
    }

    private let epoll: Int32
    private let wakeUp: Int32

    /// The most events that one call takes; what else is ready is found by the next.
    private static let capacity = 64
    /// The tag of the descriptor that wakes; no socket has it, as a descriptor is not negative.
    private static let wakeTag = UInt64.max

    /// Makes a poller that watches nothing.
    init() throws(ResolverSetupError) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .system(code: errno) }
        let wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeUp >= 0 else {
            let code = errno
            close(epoll)
            throw .system(code: code)
        }
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue
        unsafe event.data.u64 = Self.wakeTag
        guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, wakeUp, &event) == 0 else {
            let code = errno
            close(wakeUp)
            close(epoll)
            throw .system(code: code)
        }
        self.epoll = epoll
        self.wakeUp = wakeUp
    }

    deinit {
        close(wakeUp)
        close(epoll)
    }

    /// Lets `wait` return soon, or the next one at once.
    func wake() { _ = eventfd_write(wakeUp, 1) }

    /// Begins to watch a socket, or watches it for something else from now on.
    ///
    /// - Parameters:
    ///   - descriptor: the socket.
    ///   - number: is given back with its events.
    ///   - isNew: whether it is not watched yet.
    ///   - readable: whether to wait for something to read.
    ///   - writable: whether to wait for room to write.
    func watch(_ descriptor: Int32, number: UInt32, isNew: Bool, readable: Bool, writable: Bool) {
        var event = unsafe epoll_event()
        unsafe event.events = (readable ? EPOLLIN.rawValue : 0) | (writable ? EPOLLOUT.rawValue : 0)
        unsafe event.data.u64 = UInt64(number) << 32 | UInt64(UInt32(bitPattern: descriptor))
        // It fails only without memory in the system; the query then ends by its time-out.
        _ = unsafe epoll_ctl(epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event)
    }

    /// Watches a socket no longer.
    func forget(_ descriptor: Int32) {
        var unused = unsafe epoll_event()
        _ = unsafe epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &unused)
    }

    /// Sleeps until something is ready, somebody calls `wake` or the time is up.
    ///
    /// - Parameters:
    ///   - milliseconds: how long to sleep at most; negative for without end.
    ///   - handle: is called for each socket that is ready.
    func wait(milliseconds: Int32, _ handle: (Event) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.capacity) { events in
            let count = unsafe epoll_wait(epoll, events.baseAddress, Int32(Self.capacity), milliseconds)
            guard count > 0 else { return }
            for place in 0..<min(Int(count), events.count) {
                let (ready, tag) = unsafe (events[place].events, events[place].data.u64)
                guard tag != Self.wakeTag else {
                    var ignored: eventfd_t = 0
                    _ = unsafe eventfd_read(wakeUp, &ignored)
                    continue
                }
                // An error is read like data: c-ares finds it and gives the query up.
                handle(
                    Event(
                        number: UInt32(tag >> 32), descriptor: Int32(bitPattern: UInt32(truncatingIfNeeded: tag)),
                        isReadable: ready & ~EPOLLOUT.rawValue != 0, isWritable: ready & EPOLLOUT.rawValue != 0))
            }
        }
    }
}
