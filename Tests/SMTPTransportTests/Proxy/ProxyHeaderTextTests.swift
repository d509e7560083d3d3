import MailAddressing
import SMTPTransport
import Testing

@Suite("A PROXY line (version 1)")
struct ProxyHeaderTextTests {
    @Test(
        "names both ends",
        arguments: [
            ("TCP4 192.0.2.1 198.51.100.2 56324 25", "192.0.2.1", 56_324, "198.51.100.2", 25),
            ("TCP4 0.0.0.0 255.255.255.255 0 65535", "0.0.0.0", 0, "255.255.255.255", 65_535),
            ("TCP4 255.255.255.255 255.255.255.255 65535 65535", "255.255.255.255", 65_535, "255.255.255.255", 65_535),
            ("TCP6 2001:db8::1 ::1 1 2", "2001:db8::1", 1, "::1", 2),
            ("TCP6 2001:DB8:0:0:0:0:0:A :: 9 10", "2001:db8::a", 9, "::", 10),
            // IPv4 in the clothes of IPv6 is IPv4.
            ("TCP6 ::ffff:192.0.2.1 ::ffff:c633:6402 5 6", "192.0.2.1", 5, "198.51.100.2", 6),
            (
                "TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65_535, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65_535
            ),
        ] as [(String, String, Int, String, Int)])
    func addresses(line: String, source: String, sourcePort: Int, destination: String, destinationPort: Int) {
        let octets = Array("PROXY \(line)\r\n".utf8)
        let header = ProxyHeader(
            source: IPAddress(source), sourcePort: sourcePort, destination: IPAddress(destination),
            destinationPort: destinationPort)
        #expect(header.source != nil)
        #expect(ProxyFeed.check(octets) == .header(header, length: octets.count))
    }

    @Test(
        "that is UNKNOWN says nothing, whatever follows",
        arguments: [
            "UNKNOWN", "UNKNOWN ", "UNKNOWN x", "UNKNOWN 192.0.2.1 192.0.2.2 1 2", "UNKNOWN  \t\u{0}\u{FF}",
            "UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
        ])
    func unknown(line: String) {
        let octets = Array("PROXY \(line)\r\n".utf8)
        #expect(ProxyFeed.check(octets) == .header(ProxyHeader(), length: octets.count))
    }

    /// The bar stands before the first octet with which no header can come about.
    @Test(
        "is refused at the first octet that cannot be one's",
        arguments: [
            "|EHLO client.example\r\n", "|\u{16}\u{03}\u{01}", "|\n", "| PROXY", "|proxy TCP4",
            "P|OST / HTTP/1.1\r\n", "PROXY|\r\n", "PROXY|\tTCP4", "PROXY | TCP4", "PROXY |\r\n", "PROXY |tcp4 ",
            "PROXY T|LS", "PROXY TCP|5", "PROXY TCP4|6 ", "PROXY TCP4|\r\n", "PROXY TCP4 | 192.0.2.1", "PROXY U|DP",
            "PROXY UNKNOWN|S\r\n", "PROXY UNKNOWN|\n", "PROXY UNKNOWN\r|\r", "PROXY UNKNOWN x|\n",
            "PROXY UNKNOWN x\r|x\n", "PROXY TCP4 19|x", "PROXY TCP4 0|1.2.3.4", "PROXY TCP4 1.2.3.25|6 ",
            "PROXY TCP4 1.|.", "PROXY TCP4 1.2.3.4|.", "PROXY TCP4 1.2.3| ", "PROXY TCP4 1|:", "PROXY TCP4 |:",
            "PROXY TCP4 |-1", "PROXY TCP4 1.2.3.4 | 5", "PROXY TCP4 1.2.3.4|\t", "PROXY TCP4 1.2.3.4|\r\n",
            "PROXY TCP4 1.2.3.4|/8", "PROXY TCP4 1.2.3.4 |\u{0}", "PROXY TCP4 |\u{FF}",
            "PROXY TCP6 1|.2.3.4 ", "PROXY TCP6 1234|5", "PROXY TCP6 |g", "PROXY TCP6 :|1",
            "PROXY TCP6 1::2:|:", "PROXY TCP6 1:2:3:4:5:6:7:8|:", "PROXY TCP6 1:2:3:4:5:6:7| ", "PROXY TCP6 1::2|%eth0",
            "PROXY TCP6 |[::1]", "PROXY TCP6 ::1.2.3.4|:", "PROXY TCP6 1:2:3:4:5:6:7:1|.", "PROXY TCP6 | ",
            "PROXY TCP4 1.2.3.4 5.6.7.8 |+1", "PROXY TCP4 1.2.3.4 5.6.7.8 |-1", "PROXY TCP4 1.2.3.4 5.6.7.8 |a",
            "PROXY TCP4 1.2.3.4 5.6.7.8 | 1", "PROXY TCP4 1.2.3.4 5.6.7.8 0|1 ", "PROXY TCP4 1.2.3.4 5.6.7.8 6553|6 ",
            "PROXY TCP4 1.2.3.4 5.6.7.8 12345|0 ", "PROXY TCP4 1.2.3.4 5.6.7.8 1|\r\n",
            "PROXY TCP4 1.2.3.4 5.6.7.8 1 |\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2| \r\n",
            "PROXY TCP4 1.2.3.4 5.6.7.8 1 2|\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r|\r\n",
            "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r|x", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2| 3\r\n",
        ])
    func refused(marked: String) throws {
        let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        let octets = parts[0].unicodeScalars.map { UInt8($0.value) } + parts[1].unicodeScalars.map { UInt8($0.value) }
        let good = parts[0].unicodeScalars.count
        #expect(ProxyFeed.check(Array(octets.prefix(good))) == .needsMore)
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(Array(octets.prefix(good + 1)))))
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(octets)))
    }

    @Test("ends within 107 octets, its CRLF included")
    func length() {
        let most = Array(("PROXY UNKNOWN " + String(repeating: "x", count: 91) + "\r\n").utf8)
        #expect(most.count == 107)
        #expect(ProxyFeed.check(most) == .header(ProxyHeader(), length: 107))
        let longer = Array(("PROXY UNKNOWN " + String(repeating: "x", count: 92) + "\r\n").utf8)
        #expect(ProxyFeed.check(Array(longer.prefix(106))) == .needsMore)
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(Array(longer.prefix(107)))))
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(longer)))
        // Both addresses in the longest form there is.
        let address = "0000:0000:0000:0000:0000:ffff:255.255.255.255"
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(Array("PROXY TCP6 \(address) \(address) 25 25\r\n".utf8))))
    }
}
