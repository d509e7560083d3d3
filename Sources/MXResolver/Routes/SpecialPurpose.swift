package import MailAddressing

extension MailExchangeResolver.PrivateAddresses {
    /// The block for whose sake an address is refused, or nil for one that may be connected to.
    package func refusal(of address: IPAddress) -> IPNetwork? {
        self == .refuse ? address.specialPurposeBlock : nil
    }
}

extension IPAddress {
    /// The block for whose sake the address is refused: one in which no public mail host is; nil for a public address.
    ///
    /// Addresses that a translator or tunnel turns into IPv4 are as private as the IPv4 address inside: those with the
    /// well-known prefix of RFC 6052, section 3.1, and the deprecated ones of RFC 4291, section 2.5.5.1.
    var specialPurposeBlock: IPNetwork? {
        let address = unmapped
        if let block = IPNetwork.specialPurpose.first(where: { $0.contains(address) }) { return block }
        if let compatible = IPNetwork.compatible, compatible.contains(address) { return compatible }
        guard let translated = IPNetwork.translated, translated.contains(address),
            let inside = IPAddress(octets: address.octets.suffix(4))
        else { return nil }
        return inside.specialPurposeBlock
    }
}

extension DomainName {
    /// Whether the name is `localhost` or lies below it, which is never looked up (RFC 6761, section 6.3).
    var isLocalhost: Bool { text == "localhost" || text.hasSuffix(".localhost") }
}

extension IPNetwork {
    /// The IPv4-compatible addresses (RFC 4291, section 2.5.5.1), deprecated.
    static let compatible = IPNetwork("::/96")
    /// The addresses that a translator turns into IPv4 (RFC 6052, section 2.1).
    static let translated = IPNetwork("64:ff9b::/96")

    /// What the block is for, in words that stand behind "which is".
    var purpose: String { Self.purposes["\(self)"] ?? "for special purposes" }

    /// The words for the blocks of the registries of special-purpose addresses (RFC 6890).
    private static let purposes: [String: String] = [
        "0.0.0.0/8": "this network and no host",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "shared by the customers of a carrier",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "for protocols",
        "192.0.2.0/24": "for documentation",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "for benchmarks",
        "198.51.100.0/24": "for documentation",
        "203.0.113.0/24": "for documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
        "::/96": "IPv4 in a form that is out of use",
        "::/128": "no address",
        "::1/128": "loopback",
        "64:ff9b:1::/48": "for local translation",
        "100::/64": "discarded",
        "2001:2::/48": "for benchmarks",
        "2001:db8::/32": "for documentation",
        "2002::/16": "a tunnel (6to4) that is out of use",
        "3fff::/20": "for documentation",
        "5f00::/16": "for segment routing",
        "fc00::/7": "private",
        "fe80::/10": "link-local",
        "fec0::/10": "site-local",
        "ff00::/8": "multicast",
    ]
}
