public import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// Messages, events and octets for checks and trials.
public enum TrialMessages {
    /// When the first of them was accepted.
    public static let start = WallTime(milliseconds: 1_800_000_000_000)

    /// A message of three octets.
    ///
    /// - Parameters:
    ///   - number: the identifier's number.
    ///   - recipients: how many recipients, at least one; each in a domain of its own.
    ///   - size: how many octets it says that it has.
    ///   - time: when it was accepted.
    public static func message(
        _ number: Int64, recipients: Int = 1, size: Int = 3, at time: WallTime = start
    ) throws -> QueuedMessage {
        try message(
            number, from: "sender@example.test", to: (0..<recipients).map { "\"a b\($0)\"@example\($0).test" },
            size: size, at: time)
    }

    /// A message; who speaks for its sender goes by its number.
    ///
    /// - Parameters:
    ///   - number: the identifier's number.
    ///   - sender: the reverse path.
    ///   - recipients: at least one mailbox.
    ///   - size: how many octets it says that it has.
    ///   - priority: how urgent it is, -9 to 9, or nil.
    ///   - time: when it was accepted.
    ///   - release: when its first attempts are due; nil for at once.
    /// - Throws: `AddressError` for addresses that are none.
    public static func message(
        _ number: Int64, from sender: String, to recipients: [String], size: Int = 3, priority: Int? = nil,
        at time: WallTime = start, releaseAt release: WallTime? = nil
    ) throws -> QueuedMessage {
        var options = MailOptions()
        options.priority = priority.flatMap { MessagePriority($0) }
        return QueuedMessage(
            id: MessageID(number: number), reversePath: try ReversePath(sender),
            recipients: try recipients.map { try Mailbox($0) }, options: options, acceptedAt: time, releaseAt: release,
            expiresAt: time + .seconds(86_400), size: size, isEightBit: true, origin: "a check",
            senderProof: SenderProof.allCases[Int(number.magnitude % UInt64(SenderProof.allCases.count))])
    }

    /// The kinds of event that bring a new recipient into a state.
    ///
    /// - Parameter state: where to.
    public static func path(to state: RecipientState) -> [RecipientEvent.Kind] {
        switch state {
        case .queued: []
        case .attempting: [.attemptBegan]
        case .held: [.held]
        case .delivered: [.attemptBegan, .delivered]
        case .bounced: [.attemptBegan, .bounced]
        case .expired: [.expired]
        case .cancelled: [.cancelled]
        }
    }

    /// An event with all that its kind asks for.
    ///
    /// - Parameters:
    ///   - kind: what happened.
    ///   - time: when.
    ///   - detail: what tells it from others.
    ///   - report: the message that tells the sender of it.
    public static func event(
        _ kind: RecipientEvent.Kind, at time: WallTime = start, detail: String? = nil, report: MessageID? = nil
    ) -> RecipientEvent {
        let waits = [.deferred, .rescheduled, .released, .interrupted].contains(kind)
        return RecipientEvent(
            kind, at: time, reply: reply(for: kind), host: kind == .delivered ? "mx.test[192.0.2.1]" : nil,
            detail: detail, nextAttempt: waits ? time + .seconds(60) : nil, isAmbiguous: kind == .interrupted,
            report: report)
    }

    private static func reply(for kind: RecipientEvent.Kind) -> SMTPReply? {
        switch kind {
        case .delivered: SMTPReply(250, .init(2, 0, 0), "taken")
        case .deferred: SMTPReply(451, .init(4, 7, 1), "later")
        case .bounced: SMTPReply(550, .init(5, 1, 1), "nobody here")
        default: nil
        }
    }

    /// Octets that depend on a number, and look like no other number's.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - number: any number.
    public static func octets(_ count: Int, number: UInt64) -> [UInt8] {
        // A piece of one random block, with the number written over its beginning: cheap, and a piece that lands at the
        // wrong place is seen, as the block does not repeat.
        let offset = Int(number % UInt64(block.count / 2))
        var octets: [UInt8] = []
        octets.reserveCapacity(count)
        while octets.count < count {
            octets += block[offset...].prefix(count - octets.count)
        }
        for index in 0..<min(8, count) { octets[index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index)) }
        return octets
    }

    private static let block: [UInt8] = {
        var generator = SeededGenerator(seed: 0x57A9)
        var block: [UInt8] = []
        block.reserveCapacity(1 << 18)
        for _ in 0..<(1 << 15) {
            let number = generator.next()
            for shift in 0..<UInt64(8) { block.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
        }
        return block
    }()
}
