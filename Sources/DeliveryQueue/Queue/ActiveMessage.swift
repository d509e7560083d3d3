/// A message in memory: a fresh one, or one with an attempt or an operation under way.
struct ActiveMessage: Sendable {
    /// The envelope.
    let message: QueuedMessage
    /// Where each recipient stands, as far as it is recorded.
    private(set) var recipients: [StoredRecipient]
    /// How many recipients are not settled.
    private(set) var openCount: Int
    /// The octets, while they are kept in memory for the first attempts.
    private(set) var content: [UInt8]?
    /// The recipients that an attempt or an operation is concerned with; all others leave them alone.
    private(set) var busy: Set<Int> = []
    /// Busy recipients whose delivery came meanwhile and has left them alone: it must come again.
    private var missed: Set<Int> = []

    /// What a message takes in memory beside its octets, and a recipient of it: roughly, as a bound needs no more.
    private static let (messageOverhead, recipientOverhead) = (1_024, 256)

    /// Takes a message that the store has.
    init(_ stored: StoredMessage) {
        message = stored.message
        recipients = stored.recipients
        openCount = recipients.count { !$0.state.isSettled }
    }

    /// Takes a message that was just accepted.
    init(fresh message: QueuedMessage, content: [UInt8]) {
        self.message = message
        recipients = message.recipients.map { _ in .accepted(at: message.firstAttempt) }
        openCount = recipients.count
        self.content = content
    }

    /// Roughly how many octets of memory the fresh message takes.
    var size: Int {
        Self.messageOverhead + Self.recipientOverhead * recipients.count + (content?.count ?? 0)
    }

    /// Whether every recipient had its first attempt or needs none now, so that the octets need not be kept.
    var isTried: Bool {
        recipients.indices.allSatisfy { index in
            let recipient = recipients[index]
            return !busy.contains(index) && (recipient.state != .queued || recipient.attempts > 0)
        }
    }

    /// The recipients of a delivery for whom it is time: not those who do not wait any more, whom somebody else
    /// attempts, or whose attempt was moved to a later time, for which there is another delivery.
    ///
    /// Those who are somebody else's concern are noted: the delivery has come for them and will not come again by
    /// itself.
    mutating func takeDue(of item: DeliveryScheduler.Item) -> [Int] {
        let due = item.recipients.filter { index in
            guard recipients.indices.contains(index) else { return false }
            return recipients[index].state == .queued && recipients[index].nextAttempt <= item.due
        }
        missed.formUnion(due.filter { busy.contains($0) })
        return due.filter { !busy.contains($0) }
    }

    /// Marks recipients as somebody's concern.
    mutating func setBusy(_ indices: [Int]) { busy.formUnion(indices) }

    /// Marks recipients as nobody's concern any more.
    ///
    /// - Returns: those whose delivery came meanwhile.
    @discardableResult
    mutating func setFree(_ indices: [Int]) -> [Int] {
        let came = indices.filter { missed.contains($0) }
        busy.subtract(indices)
        missed.subtract(indices)
        return came
    }

    /// Takes over where recipients stand in the store, for those that the caller is concerned with.
    mutating func replace(_ indices: [Int], from stored: StoredMessage) {
        for index in indices where recipients.indices.contains(index) && stored.recipients.indices.contains(index) {
            put(stored.recipients[index], at: index)
        }
    }

    /// Follows an event that was recorded; recipients to whom it cannot happen are left as they are.
    mutating func apply(_ event: RecipientEvent, to indices: [Int]) {
        for index in indices where recipients.indices.contains(index) {
            if let next = recipients[index].after(event) { put(next, at: index) }
        }
    }

    private mutating func put(_ recipient: StoredRecipient, at index: Int) {
        openCount += (recipient.state.isSettled ? 0 : 1) - (recipients[index].state.isSettled ? 0 : 1)
        recipients[index] = recipient
    }

    /// Forgets the octets.
    mutating func dropContent() { content = nil }
}
