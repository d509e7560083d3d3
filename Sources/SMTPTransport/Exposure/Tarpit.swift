/// How long a reply to an error is held back, so that a client which makes many gets little done.
public struct Tarpit: Hashable, Sendable {
    /// How many errors of a session are answered at once.
    ///
    /// Default 10: a client that asks for a few recipients who are gone, or for an extension that is not there, makes
    /// some.
    public var freeErrors = 10
    /// How much longer each further error waits than the one before.
    ///
    /// Default 1 second: a dictionary of names becomes slow, and a client with one error more does not notice.
    public var step: Duration = .seconds(1)
    /// The longest that a reply is held back.
    ///
    /// Default 10 seconds: far below the 5 minutes that a client waits for a reply (RFC 5321, section 4.5.3.2).
    public var maximum: Duration = .seconds(10)

    /// Makes the default tarpit.
    public init() {}

    /// How long the reply to an error is held back.
    ///
    /// - Parameter errors: the number of errors of the session, this one among them.
    /// - Returns: zero to `maximum`.
    public func delay(afterErrors errors: Int) -> Duration {
        guard errors > freeErrors else { return .zero }
        // The number is bounded so that no setting of the step overflows.
        let (excess, isOverflow) = errors.subtractingReportingOverflow(freeErrors)
        return min(step * (isOverflow ? Self.most : min(excess, Self.most)), maximum)
    }

    private static let most = 1_000_000
}
