import DeliveryQueue
import MailAddressing
import SMTPTransport

extension ServerConfiguration {
    /// How mail leaves.
    struct Delivery: Hashable, Sendable {
        /// The ways out; complete, as these are the four modes.
        enum Mode: String, CaseIterable, Hashable, Sendable {
            /// To the hosts that the recipient's domain names.
            case direct
            /// All through one relay.
            case relay
            /// To the hosts that the recipient's domain names; through the relay what these refuse or do not answer, for
            /// a reason that another way can cure.
            case hybrid
            /// As hybrid, and each site's mail goes first by the way that has done better of late.
            case smart

            /// Whether a relay takes in the same attempt what the recipients' own hosts do not.
            var fallsBack: Bool { self == .hybrid || self == .smart }
        }

        /// What to do with mail hosts on loopback or private addresses; complete.
        enum PrivateAddresses: String, CaseIterable, Hashable, Sendable {
            /// Never connect there: a stranger's DNS must not make us talk to our own network.
            case refuse
            /// Connect as to any other. For tests and closed networks.
            case allow
        }

        /// What to do with 8-bit mail for a host that takes 7 bits only; complete.
        enum EightBit: String, CaseIterable, Hashable, Sendable {
            /// Tell the sender: nothing is changed.
            case refuse
            /// Convert to quoted-printable and base64, before signing. Signatures of others break.
            case convert
        }

        /// The way out.
        var mode = Mode.direct
        /// The port of remote mail hosts: 25; tests change it.
        var port = 25
        /// What to do with mail hosts on inside addresses.
        var privateAddresses = PrivateAddresses.refuse
        /// Whether authenticated TLSA records of mail hosts count (DANE).
        var usesDANE = true
        /// Whether the MTA-STS policies of recipients' domains count.
        var usesStrictTransport = true
        /// The relays; at least one where `mode` is another one than direct.
        ///
        /// While `mode` is direct they take what sources in their warm-up may not send themselves, where they say so.
        var relay: [Relay] = []
        /// Mail that goes a way of its own, the first rule that fits before the others.
        var routes: [Route] = []
        /// How mode smart chooses a way.
        var smart = WayChoiceRules()
        /// How many deliveries are under way at once over all sites.
        var deliveries = SchedulerConfiguration().overall
        /// The addresses to send from; empty means the system's choice.
        var sources: [DeliverySource] = []
        /// How much is asked of each site.
        var shaping = Shaping()
        /// The file with rules of one's own on what servers say, which go before the standard ones; nil for none.
        var bounceRules: String?
        /// What to do with 8-bit mail for a host that takes 7 bits only.
        var eightBit = EightBit.refuse
        /// How many connections there are, and how long they are kept.
        var pool = Pool()
        /// How long other hosts may take at each stage.
        var timeouts = SMTPClientTimeouts()
        /// When to try again, when to tell the sender of a delay, and when to give up.
        var retry = RetryRules()
        /// What to do when nobody knows whether an attempt has delivered the message.
        var ambiguous = AmbiguousAttemptPolicy.resend
    }

    /// A host that takes all our mail.
    struct Relay: Hashable, Sendable {
        /// How a relay is named; complete.
        enum Host: Hashable, Sendable {
            /// By name; its addresses come from the DNS.
            case name(DomainName)
            /// By address.
            case address(IPAddress)
        }

        /// How the connection is protected; complete, as these are the four ways.
        enum Security: String, CaseIterable, Hashable, Sendable {
            /// Plain text.
            case none
            /// STARTTLS when it is offered; nothing is checked.
            case opportunistic
            /// STARTTLS or no delivery; certificate and name are checked.
            case required
            /// TLS from the first byte; certificate and name are checked.
            case implicit
        }

        /// The name for logging in, and where the password is.
        struct Login: Hashable, Sendable {
            /// Where a password is; complete.
            enum Password: Hashable, Sendable {
                /// In a file.
                case file(String)
                /// In a variable of the environment that the server is started with.
                case environment(String)
            }

            /// The name.
            let username: String
            /// Where the password is.
            let password: Password
        }

        /// The host.
        let host: Host
        /// The port: 1 to 65535.
        let port: Int
        /// The protection; required, as a relay that we chose has a certificate that can be checked.
        var security = Security.required
        /// Which of several is tried first: the lowest.
        var priority = 10
        /// How to log in; nil means not at all.
        var login: Login?

        /// The priorities that may be written.
        static let priorities = 0...1_000
    }
}

extension ServerConfiguration.Relay.Host: CustomStringConvertible {
    /// The name or the address, without brackets.
    var description: String {
        switch self {
        case .name(let name): name.text
        case .address(let address): address.description
        }
    }
}
