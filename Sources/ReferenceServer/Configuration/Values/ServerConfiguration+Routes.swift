import DeliveryAgent
import DeliveryQueue

extension ServerConfiguration {
    /// Mail that goes a way of its own: an entry of `delivery.routes`.
    struct Route: Hashable, Sendable {
        /// What a connection to a recipient's own mail host has to prove; complete.
        enum Demand: String, CaseIterable, Hashable, Sendable {
            /// TLS where it is offered; nothing is checked.
            case opportunistic
            /// TLS; nothing is checked.
            case encrypted
            /// TLS; certificate and name are checked.
            case required
        }

        /// Where it goes; complete.
        enum Way: Hashable, Sendable {
            /// To the hosts that the recipient's domain names.
            case direct(Demand)
            /// Through relays.
            case relay([Relay])
            /// To a mailbox server that speaks LMTP.
            case lmtp([Relay])
        }

        /// Its name in tables and traces.
        let name: String
        /// The recipients' domains; empty for all.
        let recipients: [DomainPattern]
        /// The domains of reverse paths; empty for all.
        let senders: [DomainPattern]
        /// The sizes in octets.
        let sizes: ClosedRange<Int>
        /// Where it goes.
        let way: Way
        /// Which keys sign it.
        let signatures: SignatureChoice

        /// The most rules: each message is held against them one after the other.
        static let most = 1_000
        /// The longest name in octets.
        static let longestName = 64
        /// What may be written as a size.
        static let sizeRange = 0...(1 << 40)
    }
}

extension WayChoiceRules {
    /// What may be written for each number of `delivery.smart`.
    enum Range {
        static let window: ClosedRange<Duration> = .seconds(60)...(.seconds(30 * 86_400))
        static let samples = 1...255
        static let margin = 0.05...1.0
        static let stay: ClosedRange<Duration> = .zero...(.seconds(30 * 86_400))
        static let exploring = 0.0...0.5
        static let cost: ClosedRange<Duration> = .zero...(.seconds(86_400))
    }
}
