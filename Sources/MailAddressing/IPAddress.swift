/// An IPv4 or IPv6 address as its octets.
///
/// The text form that is printed is the canonical one (RFC 5952 for IPv6).
public struct IPAddress: Hashable, Sendable {
    /// The family of an address; complete, as there are two.
    public enum Family: Hashable, Sendable {
        /// IPv4: four octets.
        case v4
        /// IPv6: sixteen octets.
        case v6
    }

    /// The family.
    public let family: Family
    /// The address as a number; IPv4 uses the lowest 32 bits.
    let high: UInt64
    let low: UInt64

    init(family: Family, high: UInt64, low: UInt64) {
        self.family = family
        self.high = high
        self.low = low
    }

    /// Makes an address from its octets in network order.
    ///
    /// - Parameter octets: 4 octets for IPv4 or 16 for IPv6; nil is returned for any other number.
    public init?(octets: some Collection<UInt8>) {
        switch octets.count {
        case 4: self.init(family: .v4, high: 0, low: octets.reduce(0) { $0 << 8 | UInt64($1) })
        case 16:
            self.init(
                family: .v6, high: octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                low: octets.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
        default: return nil
        }
    }

    /// The octets in network order: 4 or 16 of them.
    public var octets: [UInt8] {
        func bytes(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) } }
        return family == .v4 ? Array(bytes(low).suffix(4)) : bytes(high) + bytes(low)
    }

    /// The IPv4 address inside an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2), else the address itself.
    public var unmapped: IPAddress {
        guard family == .v6, high == 0, low >> 32 == 0xFFFF else { return self }
        return IPAddress(family: .v4, high: 0, low: low & 0xFFFF_FFFF)
    }
}

extension IPAddress {
    /// Whether the address is on this host (127.0.0.0/8, ::1).
    public var isLoopback: Bool { IPNetwork.loopback.contains { $0.contains(unmapped) } }

    /// Whether the address is no public unicast address: loopback, private, link-local, shared, multicast or reserved.
    ///
    /// The list is that of the IANA special-purpose registries (RFC 6890) as far as an address in it is never a
    /// stranger's mail host.
    public var isSpecialPurpose: Bool { IPNetwork.specialPurpose.contains { $0.contains(unmapped) } }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text: dotted decimal, or RFC 5952.
    public var description: String {
        family == .v4 ? octets.map(String.init).joined(separator: ".") : descriptionV6
    }

    private var descriptionV6: String {
        let groups = (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - 16 * (index % 4)))
        }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > best.count, end - start > 1 { best = start..<end }
            start = max(end, start + 1)
        }
        // An IPv4-mapped address keeps its dotted form (RFC 5952, section 5).
        let mapped = unmapped
        if mapped.family == .v4 { return "::ffff:\(mapped)" }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !best.isEmpty else { return text(groups[...]) }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }
}
