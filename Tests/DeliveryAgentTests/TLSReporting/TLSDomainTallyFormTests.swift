import DeliveryQueueTesting
import MailAddressing
import Testing

@testable import DeliveryAgent

@Suite("The durable form of what came of TLS")
struct TLSDomainTallyFormTests {
    /// The counts of some domains, one of them all others.
    private static func samples() throws -> [TLSDomainTally] {
        var generator = SeededGenerator(seed: 7)
        var tally = TLSReportTally(day: TLSReportSamples.day, limits: TLSReportLimits(domains: 3))
        for _ in 0..<200 { tally.count(try TLSReportSamples.random(using: &generator)) }
        return tally.domains
    }

    /// One with a line, a success and a failure.
    private static func small() throws -> TLSDomainTally {
        var tally = TLSReportTally(day: TLSReportDay(number: 258))
        let (time, policy) = (tally.day.start, TLSSessionResult.Policy.tlsa(records: ["3 1 1 00"]))
        tally.count(try TLSReportSamples.result("a.example", policy: policy, at: time))
        let failure = TLSReportSamples.failure(.tlsaInvalid, "no")
        tally.count(try TLSReportSamples.result("a.example", failure, policy: policy, host: "m.x", at: time))
        return try #require(tally.domains.first)
    }

    @Test("gives back what was written")
    func roundTrip() throws {
        let samples = try Self.samples()
        #expect(samples.count == 4 && samples.last?.scope == .others)
        for sample in samples { #expect(TLSDomainTally(decoding: sample.encoded) == sample) }
    }

    @Test("is what the page says, octet by octet")
    func layout() throws {
        func text(_ text: String) -> [UInt8] { [0, UInt8(text.utf8.count)] + text.utf8 }
        func count(_ number: UInt8) -> [UInt8] { [0, 0, 0, 0, 0, 0, 0, number] }
        var expected: [UInt8] = [1, 0, 0, 1, 2]
        expected += text("a.example")
        expected += [0, 1]
        expected += text("tlsa")
        expected += [0, 1]
        expected += text("3 1 1 00")
        expected += count(1)
        expected += count(1)
        expected += [0, 1]
        for part in ["tlsa-invalid", "m.x", "192.0.2.1", "", "no"] { expected += text(part) }
        expected += count(1)
        #expect(try Self.small().encoded == expected)
    }

    @Test("is told apart from octets that end early or late")
    func truncated() throws {
        for sample in try Self.samples() + [Self.small()] {
            let octets = sample.encoded
            for length in octets.indices { #expect(TLSDomainTally(decoding: Array(octets[..<length])) == nil) }
            #expect(TLSDomainTally(decoding: octets + [0]) == nil)
            #expect(TLSDomainTally(decoding: octets + octets) == nil)
        }
    }

    @Test("is read only where writing gives the same octets, whatever octet is damaged")
    func damaged() throws {
        let octets = try Self.small().encoded
        for index in octets.indices {
            for change in [UInt8(1), 2, 0x20, 0x80, 0xFF] {
                var damaged = octets
                damaged[index] ^= change
                if let other = TLSDomainTally(decoding: damaged) { #expect(other.encoded == damaged) }
            }
        }
    }

    @Test("is no noise", arguments: 1...4 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var octets = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            if !octets.isEmpty, Bool.random(using: &generator) { octets[0] = 1 }
            #expect(TLSDomainTally(decoding: octets) == nil)
        }
    }

    /// The small one with a piece in place of another, of which there is one.
    private static func replacing(_ piece: [UInt8], by other: [UInt8]) throws -> [UInt8] {
        let octets = try small().encoded
        let found = octets.indices.first { octets[$0...].starts(with: piece) }
        let start = try #require(found)
        return Array(octets[..<start]) + other + octets[(start + piece.count)...]
    }

    @Test(
        "has no other texts and counts than it can be made of",
        arguments: [
            // A later version, a large letter, no domain, a line end, an unknown kind and an unknown type.
            ([1, 0, 0, 1, 2], [2, 0, 0, 1, 2]), (Array("a.example".utf8), Array("A.example".utf8)),
            (Array("a.example".utf8), Array("a..xample".utf8)), (Array("m.x".utf8), Array("m\nx".utf8)),
            (Array("tlsa-invalid".utf8), Array("tlsa-invalit".utf8)), (Array("tlsa".utf8), Array("tlsb".utf8)),
            // A day after the last one, a count of more than there can be, and counts that do not add up.
            ([1, 0, 0, 1, 2], [1, 0xFF, 0, 1, 2]),
            ([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], [0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]),
            ([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]),
        ] as [([UInt8], [UInt8])])
    func mistakes(piece: [UInt8], other: [UInt8]) throws {
        #expect(try TLSDomainTally(decoding: Self.replacing(piece, by: piece)) == Self.small())
        #expect(try TLSDomainTally(decoding: Self.replacing(piece, by: other)) == nil)
    }
}
