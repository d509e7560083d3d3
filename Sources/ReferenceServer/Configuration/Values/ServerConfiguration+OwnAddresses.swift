import MailAddressing

extension ServerConfiguration {
    /// The addresses at which mail hosts are this host: those of listeners at port 25.
    ///
    /// None unless mail goes to port 25 of mail hosts, as at another port somebody else may listen. A listener on every
    /// address (`0.0.0.0`, `::`) says nothing of which there are, and loopback is every host's own; a mail host at a
    /// public address that leads here, as by a translator, is recognized by its name alone. IPv4-mapped addresses are
    /// IPv4.
    var ownAddresses: Set<IPAddress> {
        guard delivery.port == Self.mailPort else { return [] }
        let addresses = listeners.map(\.endpoint).filter { $0.port == Self.mailPort }.map(\.address.unmapped)
        return Set(addresses.filter { !$0.isLoopback && !$0.octets.allSatisfy { $0 == 0 } })
    }

    /// The port of mail hosts (RFC 5321, section 4.5.4.2).
    private static let mailPort = 25
}
