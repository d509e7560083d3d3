import MailAddressing
import TestSupport
import Testing

@Suite("An IP address")
struct IPAddressTests {
    @Test(
        "is printed in the canonical form of RFC 5952, section 4",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            // Leading zeros go, letters are lower case (4.1 and 4.3).
            ("2001:0db8:0000:0000:0001:0002:0003:0004", "2001:db8::1:2:3:4"), ("2001:DB8::AAAA", "2001:db8::aaaa"),
            ("2001:db8::0001", "2001:db8::1"), ("2001:db8::0:1", "2001:db8::1"),
            // The double colon shortens as much as it can (4.2.1), never one group alone (4.2.2).
            ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"), ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
            // The longest run is shortened, of equal ones the first (4.2.3).
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("1:0:0:4:5:6:0:0", "1::4:5:6:0:0"), ("1:0:0:4:5:0:0:0", "1:0:0:4:5::"),
            ("0:0:0:0:0:0:0:0", "::"), ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("fe80:0::0:1", "fe80::1"),
            ("2001:db8::192.0.2.33", "2001:db8::c000:221"), ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"),
        ] as [(String, String)])
    func printing(given: String, printed: String) throws {
        let address = try #require(IPAddress(given))
        #expect(address.description == printed)
        #expect(IPAddress(printed) == address)
        #expect(IPAddress(octets: address.octets) == address)
    }

    @Test("keeps the dotted form inside an IPv4-mapped address when printed (RFC 5952, section 5)")
    func mappedPrinting() {
        #expect(IPAddress("::ffff:c000:201")?.description == "::ffff:192.0.2.1")
        #expect(IPAddress("::FFFF:192.0.2.1")?.description == "::ffff:192.0.2.1")
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", " ", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.1000", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3",
            "1..2.3", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4", "0x1.2.3.4", "1.2.3.4\n", "1.2.3.4\0", "3221225985",
            "\u{FF11}.2.3.4", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8", "12345::", "g::", "1.2.3.4::", "::1.2.3", "::1.2.3.4.5", "::1.2.3.4:5", "::01.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4", "fe80::1%eth0", "[::1]", "::1/128", ":1::", "::1:", "1:", "1:::", "::-1",
            String(repeating: "0:", count: 1_000), String(repeating: ".", count: 1_000),
        ])
    func refused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("is made of 4 or 16 octets and of no other number", arguments: 0...20)
    func octets(count: Int) {
        let octets = (0..<count).map { UInt8($0 + 1) }
        let address = IPAddress(octets: octets)
        #expect((address != nil) == (count == 4 || count == 16))
        if let address {
            #expect(address.octets == octets)
            #expect(address.family == (count == 4 ? .v4 : .v6))
        }
    }

    @Test(
        "gives the IPv4 address inside an IPv4-mapped one and else itself (RFC 4291, section 2.5.5.2)",
        arguments: [
            ("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:0:0", "0.0.0.0"), ("192.0.2.1", "192.0.2.1"),
            ("::192.0.2.1", "::c000:201"), ("::fffe:192.0.2.1", "::fffe:c000:201"),
            ("1::ffff:192.0.2.1", "1::ffff:c000:201"), ("::1:ffff:192.0.2.1", "::1:ffff:c000:201"),
        ] as [(String, String)])
    func unmapped(given: String, unmapped: String) throws {
        let address = try #require(IPAddress(given))
        #expect(address.unmapped == IPAddress(unmapped))
    }

    @Test("of another family is another address")
    func families() {
        #expect(IPAddress("0.0.0.1") != IPAddress("::1"))
        #expect(IPAddress("192.0.2.1") != IPAddress("::ffff:192.0.2.1"))
    }

    @Test(
        "is on this host in 127.0.0.0/8 and as ::1",
        arguments: [
            ("127.0.0.1", true), ("127.255.255.255", true), ("::1", true), ("::ffff:127.0.0.1", true),
            ("126.255.255.255", false), ("128.0.0.0", false), ("::", false), ("::2", false), ("::127.0.0.1", false),
        ] as [(String, Bool)])
    func loopback(text: String, isLoopback: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isLoopback == isLoopback)
    }

    @Test(
        "of a special block is no stranger's (RFC 6890)",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.0",
            "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.0",
            "239.255.255.255", "240.0.0.0", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
            "100::1", "2001:db8::1", "fc00::1", "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1",
        ])
    func special(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isSpecialPurpose)
    }

    @Test(
        "beside a special block is public",
        arguments: [
            "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
            "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
            "198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "::ffff:8.8.8.8",
            "2001:db7:ffff::1", "2001:db9::1", "2606:4700::1", "2a00:1450::1", "fbff::1",
        ])
    func general(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!address.isSpecialPurpose)
    }

    @Test("of any octets is printed so that it reads back as itself", arguments: 0..<500 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // Few values, so that runs of zeros come up.
        let groups = (0..<8).map { _ in [0, 0, 0, 1, 0xFFFF].randomElement(using: &generator) ?? 0 }
        let octets = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        let address = try #require(IPAddress(octets: seed % 5 == 0 ? Array(octets.prefix(4)) : octets))
        #expect(IPAddress(address.description) == address)
        #expect(IPAddress(address.description.uppercased()) == address)
    }
}
