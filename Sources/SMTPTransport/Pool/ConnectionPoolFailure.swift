import SMTPProtocol

/// Why a waiter gets no connection from a pool; complete.
enum ConnectionPoolFailure: Hashable, Sendable {
    /// As many wait as may.
    case tooManyWaiters
    /// The pool is being closed.
    case shuttingDown
    /// The last connection that could have become free was not to be had, for this reason.
    case openFailed(SMTPClientFailure)
    /// The waiter itself gave up.
    case cancelled
}
