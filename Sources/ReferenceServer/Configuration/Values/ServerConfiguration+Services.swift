import DeliveryAgent
import MailAddressing

extension ServerConfiguration {
    /// Whom to ask for names.
    struct DNS: Hashable, Sendable {
        /// From which servers the authenticated (AD) flag is believed; complete.
        enum TrustAuthenticated: String, CaseIterable, Hashable, Sendable {
            /// From servers on loopback only: nobody between us and them can forge it.
            case loopback
            /// From every server.
            case always
            /// From none: DANE is off.
            case never
        }

        /// The servers to ask, in this order; empty means the system's.
        var servers: [Endpoint] = []
        /// From whom the AD flag is believed.
        var trustAuthenticated = TrustAuthenticated.loopback
    }

    /// How outgoing mail is signed: the section `dkim`.
    struct Signing: Hashable, Sendable {
        /// One DKIM key.
        struct Key: Hashable, Sendable {
            /// The domain that signs (`d=`).
            let domain: DomainName
            /// The selector (`s=`): one or more labels.
            let selector: DomainName
            /// The path of the private key, PEM.
            let keyFile: String
        }

        /// Whether mail is signed for which there is a key; on, as unsigned mail is refused by large providers.
        var isEnabled = true
        /// What follows where a message has to be signed and cannot be.
        var unsignable = UnsignablePolicy.hold
        /// The keys; several of one domain all sign.
        var keys: [Key] = []
    }

    /// How long finished messages are remembered, and in how much room.
    struct History: Hashable, Sendable {
        /// The time a finished message is kept for the trace: 30 days, the time in which people still ask.
        var retention = Duration.seconds(30 * 86_400)
        /// The most room that the history takes on the disk, in bytes: 1 GiB, some two million messages.
        ///
        /// The oldest are forgotten first.
        var maximumSize = 1_073_741_824
    }

    /// Where health and metrics are shown.
    struct HTTP: Hashable, Sendable {
        /// The address, or nil for nowhere; default: 127.0.0.1, port 8025, for this host only.
        var endpoint = IPAddress(octets: [127, 0, 0, 1]).map { Endpoint(address: $0, port: 8025) }
        /// Whether the file names none, so that a server does without where the address is taken.
        var isUsual = true

        /// The word for nowhere.
        static let nowhere = "none"
    }

    /// The retention times that the file may name: a second, so that tests can wait for it, to ten years.
    static let retentionRange = Duration.seconds(1)...Duration.seconds(3_650 * 86_400)
    /// The sizes of the history that the file may name: 1 MiB, below which hardly a day fits, to 1 TiB.
    static let historySizeRange = 1_048_576...1_099_511_627_776
}
