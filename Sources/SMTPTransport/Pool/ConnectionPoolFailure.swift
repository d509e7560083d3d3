/// Why a waiter gets no connection from a pool; complete.
enum ConnectionPoolFailure: Hashable, Sendable {
    /// As many wait as may.
    case tooManyWaiters
    /// The pool is being closed.
    case shuttingDown
    /// The host refused the last connection that could have become free.
    case openFailed
    /// The waiter itself gave up.
    case cancelled
}
