import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing

/// The hosts that take the mail of some domains: how they behave, and what they remember.
final class SimulatedSite: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// What a host says at the beginning of a session; complete.
    enum Greeting {
        /// The session goes on.
        case welcome
        /// Nobody answers.
        case silence(after: Int64)
        /// Everything is refused, whoever it is for.
        case blocked
        /// There is too much from this address.
        case throttled(retryAfter: Duration?, reply: String)
    }

    /// What a host says of a recipient; complete.
    enum Verdict {
        case accepted
        case unknown
        case mailboxFull
        case greylisted
    }

    /// The site's name, as a resolver of routes writes it.
    let name: String
    /// How it behaves.
    var behaviour: SiteBehaviour
    private let seed: UInt64
    private var sessions: [String: Int] = [:]
    private var taken: [String: [Int64]] = [:]
    private var firstSeen: [String: Int64] = [:]

    /// Makes a site.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - behaviour: how it behaves.
    ///   - seed: decides which recipients exist.
    init(name: String, behaviour: SiteBehaviour, seed: UInt64) {
        self.name = name
        self.behaviour = behaviour
        self.seed = seed
    }

    /// Begins a session, unless it is refused.
    ///
    /// - Parameters:
    ///   - address: who connects.
    ///   - now: the time.
    func begin(from address: String, at now: Int64) -> Greeting {
        if behaviour.outages.contains(where: { $0.contains(now) }) {
            return .silence(after: behaviour.refusesConnections ? 5 : 30_000)
        }
        if behaviour.blocks.contains(where: { $0.contains(now) }) { return .blocked }
        if let throttle = behaviour.throttle {
            let recent = (taken[address] ?? []).filter { $0 > now - throttle.span }
            taken[address] = recent
            if sessions[address] ?? 0 >= throttle.sessions {
                return .throttled(retryAfter: throttle.saysWhen ? .seconds(30) : nil, reply: throttle.reply)
            }
            if recent.count >= throttle.messages {
                let left = (recent.first ?? now) + throttle.span - now
                return .throttled(
                    retryAfter: throttle.saysWhen ? .milliseconds(left) : nil, reply: throttle.reply)
            }
        }
        sessions[address, default: 0] += 1
        return .welcome
    }

    /// Ends a session.
    func end(from address: String) { sessions[address, default: 1] -= 1 }

    /// Judges a recipient.
    func judge(_ recipient: Mailbox, from sender: ReversePath, by address: String, at now: Int64) -> Verdict {
        var random = SeededGenerator(
            seed: recipient.description.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        let (first, second) = (Int(random.next() % 1_000), Int(random.next() % 1_000))
        if first < behaviour.unknownRecipients { return .unknown }
        if second < behaviour.fullMailboxes { return .mailboxFull }
        guard let wait = behaviour.greylisting else { return .accepted }
        let triple = "\(address) \(sender) \(recipient)"
        let seen = firstSeen[triple] ?? now
        firstSeen[triple] = seen
        return now - seen >= wait ? .accepted : .greylisted
    }

    /// Counts a message that was taken.
    func count(from address: String, at now: Int64) {
        guard behaviour.throttle != nil else { return }
        taken[address, default: []].append(now)
    }
}
