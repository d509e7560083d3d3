import SMTPTransport
import TestSupport
import Testing

@Suite("PROXY headers in a stream")
struct ProxyHeaderNoiseTests {
    static let headers: [[UInt8]] =
        [
            "TCP4 192.0.2.1 198.51.100.2 56324 25", "TCP6 2001:db8::1 ::ffff:192.0.2.1 65535 0", "UNKNOWN",
            "TCP6 1:2:3:4:5:6:7:8 1:2:3:4:5:6:255.254.253.252 1 2", "TCP6 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1 2",
            "UNKNOWN anything at all",
        ].map { Array("PROXY \($0)\r\n".utf8) } + [
            ProxyFeed.binary(command: 0x20, family: 0, []),
            ProxyFeed.binary(command: 0x20, family: 0x11, Array(repeating: 1, count: 30)),
            ProxyFeed.binary(family: 0x11, ProxyFeed.content4),
            ProxyFeed.binary(family: 0x11, ProxyFeed.content4 + ProxyFeed.vector(2, [65]) + ProxyFeed.vector(4, [])),
            ProxyFeed.binary(family: 0x21, Array(repeating: 0x20, count: 36)),
            ProxyFeed.binary(family: 0x31, Array(repeating: 0, count: 216)),
        ]

    @Test("end where they end: what follows stays", arguments: headers)
    func trailing(header: [UInt8]) {
        let whole = ProxyFeed.check(header)
        guard case .header(_, let length) = whole else {
            Issue.record("no header: \(whole)")
            return
        }
        #expect(length == header.count)
        for rest in ["EHLO c.example\r\n", "\r\n", "PROXY UNKNOWN\r\n", "\u{16}\u{3}\u{1}", " ", "0"] {
            #expect(ProxyFeed.check(header + Array(rest.utf8)) == whole)
        }
        #expect(ProxyFeed.check(header + header) == whole)
    }

    @Test("are incomplete before their last octet", arguments: headers)
    func prefixes(header: [UInt8]) {
        for count in 0..<header.count {
            #expect(ProxyHeader.parse(header.span.extracting(0..<count)) == .needsMore)
        }
    }

    @Test("that noise has changed get one outcome, however they arrive", arguments: 0..<400 as Range<UInt64>)
    func mutations(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var octets = Self.headers[Int(seed) % Self.headers.count]
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !octets.isEmpty {
            let index = Int.random(in: 0..<octets.count, using: &generator)
            // Near neighbours and the octets of the grammar get deeper than any octet would.
            let other = Array("\r\n .:0123456789afPU".utf8).randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: octets[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: octets[index] = other
            case 2: octets.insert(other, at: index)
            case 3: octets.remove(at: index)
            case 4: octets.insert(contentsOf: octets.suffix(from: index), at: index)
            default: octets.removeLast(octets.count - index)
            }
        }
        let outcome = ProxyFeed.check(octets)
        guard case .header(let header, let length) = outcome else { return }
        #expect(length <= octets.count)
        for port in [header.sourcePort, header.destinationPort] {
            #expect((port == nil) == (header.source == nil))
            if let port { #expect((0...65_535).contains(port)) }
        }
        #expect((header.source == nil) == (header.destination == nil))
        #expect(!header.isLocal || header.source == nil)
    }

    @Test("and any other octets get one outcome, however they arrive", arguments: 0..<100 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let start = seed % 2 == 0 ? ProxyFeed.binary(family: 0x11, [], declaring: 0).prefix(12) : []
        let octets = Array(start) + (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }
        _ = ProxyFeed.check(octets)
    }
}
