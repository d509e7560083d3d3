internal import Logging
internal import MailCryptography

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The thread that drives c-ares, and the queue of what it shall send.
///
/// The thread holds a reference to the loop while it runs and nothing of its owner, so the owner's end stops it.
final class ResolverLoop: Sendable {
    private struct Inbox: Sendable {
        var queries: [PendingQuery] = []
        var isStopped = false
    }

    private let configuration: CAresResolver.Configuration
    private let logger: Logger
    private let waker: Waker
    private let inbox = LockedBox(Inbox())

    /// Makes a loop and starts its thread; whatever c-ares does not accept in the configuration is found here.
    init(configuration: CAresResolver.Configuration, logger: Logger) throws(ResolverSetupError) {
        self.configuration = configuration
        self.logger = logger
        waker = try Waker()
        _ = try ResolverChannel(configuration: configuration)
        try startThread()
    }

    /// Hands a query to the thread; after `stop` it ends at once.
    func submit(_ query: PendingQuery) {
        let (isAccepted, isFirst) = inbox.withLock { inbox -> (Bool, Bool) in
            guard !inbox.isStopped else { return (false, false) }
            inbox.queries.append(query)
            return (true, inbox.queries.count == 1)
        }
        if !isAccepted { query.finish(.failure(.cancelled)) }
        // Who finds the queue empty wakes the thread; it empties the pipe before it empties the queue.
        if isFirst { waker.wake() }
    }

    /// Lets the thread end every query and then itself.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        waker.wake()
    }

    private func startThread() throws(ResolverSetupError) {
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let loop = unsafe Unmanaged<ResolverLoop>.fromOpaque(argument).takeRetainedValue()
                loop.run()
                return nil
            }, argument)
        guard status == 0 else {
            unsafe Unmanaged<ResolverLoop>.fromOpaque(argument).release()
            throw .system(code: status)
        }
        pthread_detach(thread)
    }

    /// What the thread does.
    private func run() {
        // c-ares writes to TCP connections without asking that a closed one be an error and not a signal.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        var driver = ResolverDriver(configuration: configuration, logger: logger)
        while true {
            let work = inbox.withLock { inbox -> Inbox in
                defer { inbox.queries = [] }
                return inbox
            }
            guard !work.isStopped else {
                for query in work.queries { query.finish(.failure(.cancelled)) }
                driver.cancelAll()
                return
            }
            for query in work.queries where !query.isFinished { driver.send(query) }
            driver.waitAndProcess(waker)
        }
    }
}
