import MailAddressing
import Testing

@Suite("A block of addresses")
struct IPNetworkTests {
    @Test(
        "loses the bits beyond its prefix",
        arguments: [
            ("192.0.2.0/24", "192.0.2.0/24"), ("192.0.2.77/24", "192.0.2.0/24"), ("10.255.255.255/8", "10.0.0.0/8"),
            ("1.2.3.4/0", "0.0.0.0/0"), ("192.0.2.1/32", "192.0.2.1/32"), ("192.0.2.1", "192.0.2.1/32"),
            ("255.255.255.255/31", "255.255.255.254/31"), ("2001:db8:ffff::/32", "2001:db8::/32"),
            ("2001:db8::1", "2001:db8::1/128"), ("ffff::ffff/0", "::/0"), ("::ffff:ffff:ffff:ffff/64", "::/64"),
            ("1:2:3:4:ffff::/65", "1:2:3:4:8000::/65"), ("1:2:3:ffff::/63", "1:2:3:fffe::/63"),
        ] as [(String, String)])
    func accepted(given: String, printed: String) throws {
        let network = try #require(IPNetwork(given))
        #expect(network.description == printed)
        #expect(IPNetwork(printed) == network)
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", "/", "/8", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/+8", "1.2.3.4/ 8", "1.2.3.4/8 ",
            "1.2.3.4/8/8", "1.2.3/8", "1.2.3.4/255.0.0.0", "1.2.3.4/99999999999999999999", "::/129", "::/-0", ":/8",
            "[::]/8", "1.2.3.4/\u{668}",
        ])
    func refused(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test("takes no prefix out of range", arguments: [-1, 33, 129, Int.min, Int.max])
    func outOfRange(prefixLength: Int) throws {
        let short = try #require(IPAddress("192.0.2.1"))
        let long = try #require(IPAddress("2001:db8::1"))
        #expect(IPNetwork(short, prefixLength: prefixLength) == nil)
        #expect((IPNetwork(long, prefixLength: prefixLength) == nil) == (prefixLength != 33))
    }

    /// The address with one bit turned, counted from the first.
    private func turned(_ bit: Int, of address: IPAddress) -> IPAddress? {
        var octets = address.octets
        octets[bit / 8] ^= 0x80 >> UInt8(bit % 8)
        return IPAddress(octets: octets)
    }

    @Test("holds an address as long as only bits beyond the prefix differ", arguments: 0...128)
    func everyPrefix(prefixLength: Int) throws {
        for text in ["192.0.2.90", "2001:db8:1234:5678:9abc:def0:1234:5678"] {
            let address = try #require(IPAddress(text))
            let bits = address.octets.count * 8
            guard prefixLength <= bits else { continue }
            let network = try #require(IPNetwork(address, prefixLength: prefixLength))
            #expect(network.contains(address))
            #expect(network.contains(network.base))
            for bit in 0..<bits {
                let neighbour = try #require(turned(bit, of: address))
                #expect(network.contains(neighbour) == (bit >= prefixLength), "\(network) \(neighbour)")
            }
        }
    }

    struct Membership: Sendable {
        let network: String
        let address: String
        let isInside: Bool

        init(_ network: String, _ address: String, _ isInside: Bool) {
            self.network = network
            self.address = address
            self.isInside = isInside
        }
    }

    static let memberships: [Membership] = [
        .init("10.0.0.0/8", "::ffff:10.1.2.3", true), .init("10.0.0.0/8", "::10.1.2.3", false),
        .init("0.0.0.0/0", "255.255.255.255", true), .init("0.0.0.0/0", "::ffff:1.2.3.4", true),
        .init("0.0.0.0/0", "::1", false), .init("::/0", "::ffff:1.2.3.4", true), .init("::/0", "1.2.3.4", false),
        .init("::ffff:0:0/96", "::ffff:1.2.3.4", true), .init("2001:db8::/32", "2001:db8:ffff::1", true),
        .init("2001:db8::/32", "2001:db9::", false), .init("192.0.2.0/24", "192.0.3.0", false),
    ]

    @Test(
        "counts an IPv4-mapped address as IPv4, and no other across the families",
        arguments: IPNetworkTests.memberships)
    func membership(_ membership: Membership) throws {
        let network = try #require(IPNetwork(membership.network))
        let address = try #require(IPAddress(membership.address))
        #expect(network.contains(address) == membership.isInside)
    }

    @Test("is known for each entry of the built-in lists")
    func lists() {
        // An entry that does not parse would be dropped in silence.
        #expect(IPNetwork.loopback.count == 2)
        #expect(IPNetwork.specialPurpose.count >= 24)
    }
}
