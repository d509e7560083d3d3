import MailAddressing
import Testing

@testable import SMTPTransport

@Suite("A PROXY header of version 2")
struct ProxyHeaderBinaryTests {
    static let header4 = ProxyHeader(
        source: IPAddress("192.0.2.1"), sourcePort: 0x1234, destination: IPAddress("198.51.100.2"), destinationPort: 25)

    @Test("names both ends of TCP over IPv4")
    func v4() {
        let octets = ProxyFeed.binary(family: 0x11, ProxyFeed.content4)
        #expect(ProxyFeed.check(octets) == .header(Self.header4, length: 28))
    }

    @Test(
        "names both ends of TCP over IPv6",
        arguments: [
            ("2001:db8::1", "2001:db8::1"), ("::", "::"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ])
    func v6(written: String, read: String) throws {
        let address = try #require(IPAddress(written))
        let other = try #require(IPAddress("fe80::2"))
        let octets = ProxyFeed.binary(family: 0x21, address.octets + other.octets + [0xFF, 0xFF, 0, 0])
        let header = ProxyHeader(
            source: IPAddress(read), sourcePort: 65_535, destination: other, destinationPort: 0)
        #expect(ProxyFeed.check(octets) == .header(header, length: 52))
    }

    @Test(
        "says nothing of the client when it is local, of no family or of UNIX sockets",
        arguments: [
            (0x20, 0x00, 0, true), (0x20, 0x11, 12, true), (0x20, 0x11, 5, true), (0x20, 0xFF, 7, true),
            (0x20, 0x12, 12, true), (0x21, 0x00, 0, false), (0x21, 0x00, 9, false), (0x21, 0x01, 3, false),
            (0x21, 0x10, 0, false), (0x21, 0x20, 36, false), (0x21, 0x30, 1, false), (0x21, 0x31, 216, false),
        ] as [(UInt8, UInt8, Int, Bool)])
    func silent(command: UInt8, family: UInt8, count: Int, isLocal: Bool) {
        let octets = ProxyFeed.binary(command: command, family: family, Array(repeating: 0xAA, count: count))
        #expect(ProxyFeed.check(octets) == .header(ProxyHeader(isLocal: isLocal), length: 16 + count))
    }

    /// Each time the octet after `good` of them is the first with which no header can come about.
    @Test(
        "is refused at the first octet that cannot be one's",
        arguments: [
            (ProxyFeed.binary(command: 0x11, family: 0x11, ProxyFeed.content4), 12),
            (ProxyFeed.binary(command: 0x31, family: 0x11, ProxyFeed.content4), 12),
            (ProxyFeed.binary(command: 0x01, family: 0x11, ProxyFeed.content4), 12),
            (ProxyFeed.binary(command: 0x22, family: 0x11, ProxyFeed.content4), 12),
            (ProxyFeed.binary(command: 0x2F, family: 0x11, ProxyFeed.content4), 12),
            (ProxyFeed.binary(family: 0x12, ProxyFeed.content4), 13),
            (ProxyFeed.binary(family: 0x22, ProxyFeed.content4), 13),
            (ProxyFeed.binary(family: 0x32, ProxyFeed.content4), 13),
            (ProxyFeed.binary(family: 0x02, ProxyFeed.content4), 13),
            (ProxyFeed.binary(family: 0x13, ProxyFeed.content4), 13),
            (ProxyFeed.binary(family: 0x1F, ProxyFeed.content4), 13),
            (ProxyFeed.binary(family: 0x41, ProxyFeed.content4), 13),
            (ProxyFeed.binary(family: 0xF0, ProxyFeed.content4), 13),
            // No room for the addresses.
            (ProxyFeed.binary(family: 0x11, ProxyFeed.content4, declaring: 11), 15),
            (ProxyFeed.binary(family: 0x21, ProxyFeed.content4, declaring: 35), 15),
            (ProxyFeed.binary(family: 0x31, ProxyFeed.content4, declaring: 215), 15),
            (ProxyFeed.binary(family: 0x11, [], declaring: 0), 15),
            // Too long.
            (ProxyFeed.binary(family: 0x11, ProxyFeed.content4, declaring: 4_081), 15),
            (ProxyFeed.binary(command: 0x20, family: 0x00, [], declaring: 4_081), 15),
            (ProxyFeed.binary(family: 0x11, ProxyFeed.content4, declaring: 4_096), 14),
            (ProxyFeed.binary(family: 0x11, ProxyFeed.content4, declaring: 65_535), 14),
        ] as [([UInt8], Int)])
    func refused(octets: [UInt8], good: Int) {
        #expect(ProxyFeed.check(Array(octets.prefix(good))) == .needsMore)
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(Array(octets.prefix(good + 1)))))
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(octets)))
    }

    @Test("has every octet of its signature", arguments: 0..<12)
    func signature(index: Int) {
        var octets = ProxyFeed.binary(family: 0x11, ProxyFeed.content4)
        octets[index] ^= 0x20
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(Array(octets.prefix(index + 1)))))
    }

    @Test("may be as long as 4,096 octets")
    func longest() {
        let octets = ProxyFeed.binary(
            family: 0x11, ProxyFeed.content4 + ProxyFeed.vector(0x20, Array(repeating: 7, count: 4_065)))
        #expect(octets.count == ProxyHeader.maximumLength)
        #expect(ProxyHeader.parse(octets.span) == .header(Self.header4, length: 4_096))
        #expect(ProxyHeader.parse(octets.span.extracting(0..<4_095)) == .needsMore)
    }

    @Test(
        "may have TLVs, which are skipped",
        arguments: [
            ProxyFeed.vector(0x04, []), ProxyFeed.vector(0x01, Array("smtp".utf8)),
            ProxyFeed.vector(0x02, Array("mx.example".utf8)) + ProxyFeed.vector(0xEA, [1]) + ProxyFeed.vector(0x04, []),
            // The inside of a TLV does not matter.
            ProxyFeed.vector(0x20, [1, 0, 0, 0, 0, 0x21, 0xFF, 0xFF]),
        ])
    func vectors(vectors: [UInt8]) {
        let octets = ProxyFeed.binary(family: 0x11, ProxyFeed.content4 + vectors)
        #expect(ProxyFeed.check(octets) == .header(Self.header4, length: 28 + vectors.count))
        let unix = ProxyFeed.binary(family: 0x31, Array(repeating: 0, count: 216) + vectors)
        #expect(ProxyFeed.check(unix) == .header(ProxyHeader(), length: 232 + vectors.count))
    }

    @Test(
        "is refused for a TLV that does not fit",
        arguments: [
            [0x04], [0x04, 0x00], [0x04, 0x00, 0x01], [0x04, 0xFF, 0xFF, 0x00], [0x04, 0x00, 0x02, 0x00],
            [0x04, 0x00, 0x00, 0x04], [0x04, 0x00, 0x00, 0x04, 0x00], [0x04, 0x00, 0x01, 0x00, 0x05, 0x00, 0x01],
        ] as [[UInt8]])
    func unfitting(vectors: [UInt8]) {
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(ProxyFeed.binary(family: 0x11, ProxyFeed.content4 + vectors))))
    }

    @Test("is compared with its checksum, wherever that stands")
    func checksum() {
        for before in [[], ProxyFeed.vector(0x02, Array("mx.example".utf8))] {
            for after in [[], ProxyFeed.vector(0x04, [0, 0, 0])] {
                let content = ProxyFeed.content4 + before + ProxyFeed.vector(0x03, [0, 0, 0, 0]) + after
                var octets = ProxyFeed.binary(family: 0x11, content)
                var checksum = CRC32C()
                for octet in octets { checksum.update(octet) }
                let place = 28 + before.count + 3
                for index in 0..<4 { octets[place + index] = UInt8(checksum.value >> (24 - 8 * index) & 0xFF) }
                #expect(ProxyFeed.check(octets) == .header(Self.header4, length: octets.count))
                // Any bit of the addresses and of what follows is covered.
                for bit in (16 * 8)..<(octets.count * 8) {
                    var changed = octets
                    changed[bit / 8] ^= 1 << (bit % 8)
                    let outcome = ProxyHeader.parse(changed.span)
                    // A TLV that is made another type, a checksum's included, has no checksum to fail.
                    if (place - 3..<place).contains(bit / 8) { continue }
                    #expect(ProxyFeed.isMalformed(outcome), "bit \(bit)")
                }
            }
        }
    }

    @Test(
        "is refused for a checksum of another length, or a second one",
        arguments: [
            ProxyFeed.vector(0x03, []), ProxyFeed.vector(0x03, [0, 0, 0]), ProxyFeed.vector(0x03, [0, 0, 0, 0, 0]),
            ProxyFeed.vector(0x03, [0, 0, 0, 0]) + ProxyFeed.vector(0x03, [0, 0, 0, 0]),
        ])
    func badChecksum(vectors: [UInt8]) {
        #expect(ProxyFeed.isMalformed(ProxyFeed.check(ProxyFeed.binary(family: 0x11, ProxyFeed.content4 + vectors))))
    }

    @Test("as a load balancer of Amazon writes it is understood, checksum and all")
    func amazon() {
        let content: [UInt8] =
            [172, 31, 7, 113, 172, 31, 10, 31, 0xC8, 0xF2, 0, 80]
            + ProxyFeed.vector(0x03, [0xE8, 0xD6, 0x89, 0x2D])
            + ProxyFeed.vector(0xEA, [1] + Array("vpce-08d2bf15fac5001c9".utf8))
            + ProxyFeed.vector(0x04, Array(repeating: 0, count: 36))
        let header = ProxyHeader(
            source: IPAddress("172.31.7.113"), sourcePort: 51_442, destination: IPAddress("172.31.10.31"),
            destinationPort: 80)
        #expect(ProxyFeed.check(ProxyFeed.binary(family: 0x11, content)) == .header(header, length: 100))
    }

    @Test(
        "has a CRC-32C with the values of RFC 3720, appendix B.4",
        arguments: [
            (Array(repeating: 0, count: 32), 0x8A91_36AA), (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0...31), 0x46DD_794E), (Array((0...31).reversed()), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283), ([], 0),
        ] as [([UInt8], UInt32)])
    func checksumValues(octets: [UInt8], value: UInt32) {
        var checksum = CRC32C()
        for octet in octets { checksum.update(octet) }
        #expect(checksum.value == value)
    }
}
