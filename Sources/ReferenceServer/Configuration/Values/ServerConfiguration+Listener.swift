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
        /// The kinds of listener that this version has.
        ///
        /// The file format also knows `submission`, `submissions` and `lmtp`, which are refused.
        enum Kind: String, CaseIterable, Hashable, Sendable {
            /// Mail from other hosts, as at port 25.
            case mx
        }

        /// The names of kinds that the file format has and this version has not.
        static let unsupportedKinds = ["submission", "submissions", "lmtp"]

        /// Where to listen.
        let endpoint: Endpoint
        /// What is spoken there.
        var kind = Kind.mx
        /// The networks whose hosts may relay without logging in; default: nobody.
        var relayFrom: [IPNetwork] = []
        /// The networks that may speak the PROXY protocol; always empty in this version.
        var proxyFrom: [IPNetwork] = []
        /// The networks that may use XCLIENT; always empty in this version.
        var xclientFrom: [IPNetwork] = []
    }
}

extension ServerConfiguration.Listener {
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
