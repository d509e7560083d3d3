/// Is told of the TLS of sessions with mail hosts, to report on it to their domains (RFC 8460).
public protocol TLSReportObserver: Sendable {
    /// What came of TLS when a new session was begun: once for each session, and not for each message of it.
    ///
    /// It is awaited before the session goes on, so that it should not take long; it cannot fail, as the mail does not
    /// depend on it.
    ///
    /// - Parameter result: what came of it.
    func established(_ result: TLSSessionResult) async
}
