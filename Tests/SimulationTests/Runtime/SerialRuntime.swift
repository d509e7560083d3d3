import DeliveryQueueTesting

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs every job of every task and actor of this process on one thread, in an order that a seed chooses.
///
/// The concurrency runtime hands whatever may run to a hook; nothing but `run` and `drain` runs it. Which of several
/// jobs comes first is nobody's promise, so that every order is one that may happen. Waiting in real time is none that
/// a run could repeat: it is counted, and whoever waits goes on at once.
enum SerialRuntime {
    private typealias Original = @convention(thin) (UnownedJob) -> Void
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void
    private typealias DelayOriginal = @convention(thin) (UInt64, UnownedJob) -> Void
    private typealias DelayHook = @convention(thin) (UInt64, UnownedJob, DelayOriginal) -> Void
    private typealias DeadlineOriginal = @convention(thin) (Int64, Int64, Int64, Int64, Int32, UnownedJob) -> Void
    private typealias DeadlineHook =
        @convention(thin) (
            Int64, Int64, Int64, Int64, Int32, UnownedJob, DeadlineOriginal
        ) -> Void

    // Unsafe: touched by the one thread that everything runs on.
    nonisolated(unsafe) private static var jobs: [UnownedJob] = []
    nonisolated(unsafe) private static var hasHooks = false
    nonisolated(unsafe) private static var thread = pthread_self()
    /// How often somebody wanted to wait in real time.
    nonisolated(unsafe) private(set) static var realWaits = 0

    /// The executor of jobs that belong to no other: what the runtime's own threads run them on.
    private static let anywhere = unsafeBitCast((0, 0), to: UnownedSerialExecutor.self)

    /// Takes over from the runtime's own threads; before any task is made.
    ///
    /// - Returns: false where this runtime has no such hooks.
    static func install() -> Bool {
        guard !hasHooks else { return true }
        guard let global = symbol("swift_task_enqueueGlobal_hook"),
            let delay = symbol("swift_task_enqueueGlobalWithDelay_hook"),
            let deadline = symbol("swift_task_enqueueGlobalWithDeadline_hook"),
            MemoryLayout<UnownedSerialExecutor>.size == MemoryLayout<(Int, Int)>.size
        else { return false }
        global.assumingMemoryBound(to: Hook?.self).pointee = { job, _ in SerialRuntime.take(job) }
        delay.assumingMemoryBound(to: DelayHook?.self).pointee = { _, job, _ in SerialRuntime.takeWaiting(job) }
        deadline.assumingMemoryBound(to: DeadlineHook?.self).pointee = { _, _, _, _, _, job, _ in
            SerialRuntime.takeWaiting(job)
        }
        hasHooks = true
        thread = pthread_self()
        return true
    }

    private static func symbol(_ name: String) -> UnsafeMutableRawPointer? {
        guard let handle = dlopen(nil, RTLD_NOW) else { return nil }
        return dlsym(handle, name)
    }

    private static func take(_ job: UnownedJob) {
        // What comes from another thread went past the hooks before, and nothing can be repeated any more.
        guard pthread_equal(pthread_self(), thread) != 0 else { abort() }
        jobs.append(job)
    }

    private static func takeWaiting(_ job: UnownedJob) {
        realWaits += 1
        take(job)
    }

    /// Whether nothing may run.
    static var isIdle: Bool { jobs.isEmpty }

    /// Runs one of the jobs that may run.
    ///
    /// - Parameter random: chooses it.
    static func run(using random: inout SeededGenerator) {
        guard !jobs.isEmpty else { return }
        let index = jobs.count == 1 ? 0 : Int(random.next() % UInt64(jobs.count))
        jobs.swapAt(index, jobs.count - 1)
        jobs.removeLast().runSynchronously(on: anywhere)
    }

    /// Runs until nothing may run any more.
    ///
    /// - Parameters:
    ///   - random: chooses the order.
    ///   - limit: how many jobs are run at most.
    /// - Returns: whether nothing may run; otherwise what is left is forgotten and never runs.
    static func drain(using random: inout SeededGenerator, limit: Int) -> Bool {
        for _ in 0..<limit where !jobs.isEmpty { run(using: &random) }
        defer { jobs.removeAll() }
        return jobs.isEmpty
    }
}
