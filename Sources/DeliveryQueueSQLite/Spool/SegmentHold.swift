/// Keeps every segment whose contents somebody may be about to read from being removed, until it is released or given
/// up.
///
/// It is taken before the rows that say where the contents lie are read. Segments that were dead before it was taken
/// may go all the same.
final class SegmentHold: Sendable {
    private let number: Int
    private let state: Locked<SpoolState>

    /// Makes the handle of a hold that the state knows.
    ///
    /// - Parameters:
    ///   - number: the hold's number in the state.
    ///   - state: the spool's state.
    init(number: Int, state: Locked<SpoolState>) {
        self.number = number
        self.state = state
    }

    deinit { release() }

    /// Lets segments be removed again.
    ///
    /// Once more does nothing.
    func release() { state.withLock { $0.releaseHold(number) } }
}
