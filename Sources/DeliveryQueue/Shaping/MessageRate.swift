/// How many messages may go in a span of time.
public struct MessageRate: Hashable, Sendable {
    /// How many messages, at least 1.
    public var count: Int
    /// In how long, more than zero.
    public var span: Duration

    /// Makes a rate.
    ///
    /// - Parameters:
    ///   - count: how many messages, at least 1.
    ///   - span: in how long, at least a millisecond.
    public init(_ count: Int, per span: Duration) {
        self.count = max(1, count)
        self.span = max(span, .milliseconds(1))
    }
}
