import MailAddressing

extension ServerConfiguration {
    /// An address and a port of a host, as in `127.0.0.1:2525` or `[::1]:2525`.
    struct Endpoint: Hashable, Sendable {
        /// The address.
        let address: IPAddress
        /// The port: 0 to 65535, where 0 asks the system for a free one.
        let port: Int
    }

    /// One socket on which the daemon listens.
    struct Listener: Hashable, Sendable {
        /// The kinds of listener; complete.
        enum Kind: String, CaseIterable, Hashable, Sendable {
            /// Mail from other hosts, as at port 25.
            case mx
            /// Mail of those who log in, with STARTTLS, as at port 587.
            case submission
            /// Mail of those who log in, with TLS from the first octet, as at port 465.
            case submissions
            /// Mail from hosts of ours, a reply for each recipient.
            case lmtp
        }

        /// Where to listen.
        let endpoint: Endpoint
        /// What is spoken there.
        var kind = Kind.mx
        /// The networks whose hosts may relay without logging in; default: nobody.
        var relayFrom: [IPNetwork] = []
        /// The networks whose connections begin with a header of the PROXY protocol.
        var proxyFrom: [IPNetwork] = []
        /// The networks that may use XCLIENT.
        var xclientFrom: [IPNetwork] = []
        /// How long a client waits for the greeting; zero is not at all.
        var greetingDelay = Duration.zero
        /// Whether people log in without TLS, as to a listener on loopback behind something that does TLS.
        var dangerousAuthWithoutTLS = false
    }
}

extension ServerConfiguration.Listener {
    /// Delays of greetings: clients wait five minutes at most (RFC 5321, section 4.5.3.2.1).
    static let greetingDelayRange = Duration.zero...Duration.seconds(120)

    /// Whether mail is handed in here by those whom it belongs to, who may say when it goes and how urgent it is.
    ///
    /// Those are people who log in, and hosts that may relay; nobody else can send anything through such a listener.
    var takesSubmissions: Bool { isSubmission || kind == .mx && !relayFrom.isEmpty }

    /// Whether everybody has to log in here.
    var isSubmission: Bool { kind == .submission || kind == .submissions }

    /// The listener of a file that has no `listeners`: 127.0.0.1, port 2525, and nobody may relay.
    ///
    /// Loopback, as nothing may be reachable from outside that is not written down; a port that needs no privilege.
    static var standard: [ServerConfiguration.Listener] {
        guard let loopback = IPAddress(octets: [127, 0, 0, 1]) else { return [] }
        return [ServerConfiguration.Listener(endpoint: ServerConfiguration.Endpoint(address: loopback, port: 2525))]
    }
}

extension ServerConfiguration.Endpoint: CustomStringConvertible {
    /// The text as it stands in the file: `127.0.0.1:2525` or `[::1]:2525`.
    var description: String { address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)" }
}

extension ServerConfiguration {
    /// Whether somebody may log in: those of `accounts`, those of the directory, and those whose tokens are checked.
    var takesLogins: Bool { listeners.contains { $0.isSubmission } }
}
