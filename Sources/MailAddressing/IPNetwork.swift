/// A block of addresses in CIDR form, such as `192.0.2.0/24` or `2001:db8::/32`.
///
/// Bits beyond the prefix are cleared, so equal blocks are equal values.
public struct IPNetwork: Hashable, Sendable {
    /// The first address of the block.
    public let base: IPAddress
    /// The number of leading bits that are fixed: 0 to 32, or 0 to 128.
    public let prefixLength: Int

    /// Makes a block.
    ///
    /// - Parameters:
    ///   - address: any address of the block.
    ///   - prefixLength: 0 to 32 for IPv4, 0 to 128 for IPv6; nil is returned outside that range.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard prefixLength >= 0, prefixLength <= (address.family == .v4 ? 32 : 128) else { return nil }
        base = address.masked(to: prefixLength)
        self.prefixLength = prefixLength
    }

    /// Parses `ADDRESS/BITS`, or an address alone, which is a block of one.
    ///
    /// - Parameter text: the block in CIDR form; nil is returned for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        guard parts.count == 2 else {
            self.init(address, prefixLength: address.family == .v4 ? 32 : 128)
            return
        }
        guard parts[1].count == 1 || parts[1].first != "0",
            parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let bits = Int(parts[1])
        else { return nil }
        self.init(address, prefixLength: bits)
    }

    /// Whether the address lies in the block; an IPv4-mapped IPv6 address counts as IPv4 for an IPv4 block.
    ///
    /// - Parameter address: the address to look for.
    public func contains(_ address: IPAddress) -> Bool {
        let candidate = base.family == .v4 ? address.unmapped : address
        return candidate.family == base.family && candidate.masked(to: prefixLength) == base
    }
}

extension IPNetwork: CustomStringConvertible {
    /// The block in CIDR form.
    public var description: String { "\(base)/\(prefixLength)" }
}

extension IPNetwork {
    /// The blocks of this host itself.
    public static let loopback: [IPNetwork] = ["127.0.0.0/8", "::1/128"].compactMap { IPNetwork($0) }

    /// The blocks in which no stranger's mail host lives (RFC 6890 and the registries that it began).
    public static let specialPurpose: [IPNetwork] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4", "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:db8::/32", "2002::/16",
        "3fff::/20",
        "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap { IPNetwork($0) }
}

extension IPAddress {
    /// The address with every bit after the first `bits` cleared.
    fileprivate func masked(to bits: Int) -> IPAddress {
        let position = family == .v4 ? bits + 96 : bits
        let highMask: UInt64 = position >= 64 ? .max : position <= 0 ? 0 : ~0 << UInt64(64 - position)
        let lowMask: UInt64 = position >= 128 ? .max : position <= 64 ? 0 : ~0 << UInt64(128 - position)
        return IPAddress(family: family, high: high & highMask, low: low & lowMask)
    }
}
