import DeliveryQueue

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A lock and the waiting for a change of what it guards.
///
/// Unchecked: both pointers are constant and lead to what is made for several threads.
final class StoreCondition: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs work under the lock.
    func withLock<Value>(_ work: () -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return work()
    }

    /// Wakes who waits; under the lock or not.
    func signal() { pthread_cond_broadcast(condition) }

    /// Waits for a signal; called under the lock, which is free meanwhile.
    func wait() { pthread_cond_wait(condition, mutex) }

    /// Waits for a signal, or until so many seconds are over; called under the lock.
    func wait(seconds: Double) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let end = Double(now.tv_nsec) / 1e9 + seconds
        let whole = end.rounded(.down)
        var until = timespec(tv_sec: now.tv_sec + Int(whole), tv_nsec: Int((end - whole) * 1e9))
        pthread_cond_timedwait(condition, mutex, &until)
    }
}

/// A thread that runs one function to its end.
struct StoreThread: @unchecked Sendable {
    // Unchecked: a thread's name is a number or a pointer that nobody follows.
    private let thread: pthread_t

    /// Starts the thread, which has to be joined, or detached.
    ///
    /// - Throws: `QueueStoreError` of kind `failed` when the system gives none.
    init(_ body: @escaping @Sendable () -> Void) throws(QueueStoreError) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var started = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let status = pthread_create(
            &started, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw QueueStoreError(.failed, "The store's thread cannot be started")
        }
        thread = started
    }

    /// Waits until the thread has ended.
    func join() { pthread_join(thread, nil) }

    /// Lets the thread end by itself.
    func detach() { pthread_detach(thread) }
}
