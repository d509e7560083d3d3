/// Keeps the segments of contents that nobody has accepted yet from being removed, until it is released or given up.
final class SegmentPin: Sendable {
    private let number: Int
    private let state: Locked<SpoolState>

    /// Makes the handle of a pin that the state knows.
    ///
    /// - Parameters:
    ///   - number: the pin's number in the state.
    ///   - state: the spool's state.
    init(number: Int, state: Locked<SpoolState>) {
        self.number = number
        self.state = state
    }

    deinit { release() }

    /// The pin's number in the spool's state.
    var name: Int { number }

    /// The segments that it keeps; none once it was released.
    var segments: Set<Int64> { state.withLock { $0.pins[number] ?? [] } }

    /// Lets go of the segments: the contents were adopted, or given up.
    ///
    /// Once more does nothing.
    func release() { state.withLock { $0.releasePin(number) } }
}
