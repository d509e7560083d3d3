public import DeliveryQueue

/// What an application hears of its messages.
extension DeliveryService {
    /// Tells what happens to a message, from its acceptance on, until every recipient is settled.
    ///
    /// What happened before one asked is told first, and nothing twice or out of its order: every event is read from the
    /// ledger in the store. So it makes no difference when one asks, and any number may listen to one message, each for
    /// itself. A listener that is slow delays nobody and misses nothing; what waits for it is at most what one reading
    /// of the ledger brought.
    ///
    /// It ends when every recipient is settled; when the task that listens is cancelled, or `run` has ended; and when
    /// the message is damaged. Of a message that is unknown, or whose history is over, it tells nothing and ends at
    /// once. Before `run` it tells of the acceptance and waits.
    ///
    /// The ledger is read anew for each event that has not been told with an earlier one: with thousands of recipients
    /// in one message an observer costs less.
    ///
    /// - Parameter id: the message, as `submit` has named it.
    /// - Returns: the events, for one task to listen to.
    public func events(of id: MessageID) -> AsyncStream<DeliveryEvent> {
        let follower = LedgerFollower(of: id, in: store, clock: clock, signals: listeners.listen(to: id))
        return AsyncStream(unfolding: { await follower.next() })
    }
}
