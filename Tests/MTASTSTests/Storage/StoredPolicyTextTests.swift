import MTASTS
import MXResolver
import MailAddressing
import TestSupport
import Testing

/// The text in which a policy is kept.
struct StoredPolicyTextTests {
    private static let good = """
        Waxwing MTA-STS policy, format 2
        domain: example.com
        id: 20231114T1
        fetched: 1700000000 (2023-11-14T22:13:20Z)
        used: 1690000000 (2023-07-22T04:26:40Z)

        version: STSv1
        mode: enforce
        mx: mail.example.com
        mx: *.example.net
        max_age: 604800

        """

    private static let stored = StoredPolicy(
        domain: domain("example.com"), id: "20231114T1",
        policy: policy(.enforce, ["mail.example.com", "*.example.net"]),
        fetchedAt: 1_700_000_000, usedAt: 1_690_000_000)

    @Test("is written so that people can read it, and read again as the same")
    func writesAndReads() throws {
        #expect(String(decoding: Self.stored.serialized(), as: UTF8.self) == Self.good)
        #expect(try StoredPolicy(parsing: Array(Self.good.utf8)) == Self.stored)
    }

    private static let wrong: [(String, String, StoredPolicy.TextError.Problem)] = [
        ("Waxwing", "waxwing", .notOne),
        ("format 2", "format 1", .otherFormat),
        ("format 2", "format 2 ", .otherFormat),
        ("domain: example.com", "domain: ../etc/passwd", .malformedLine(2)),
        ("domain: example.com", "domain:example.com", .malformedLine(2)),
        ("id: 20231114T1", "id: ", .malformedLine(3)),
        ("id: 20231114T1", "id: a-b", .malformedLine(3)),
        ("id: 20231114T1", "id: \(String(repeating: "a", count: 33))", .malformedLine(3)),
        ("1700000000", "-1", .malformedLine(4)),
        ("1700000000", "253402300800", .malformedLine(4)),
        ("1700000000", "99999999999999999999", .malformedLine(4)),
        ("fetched: 1700000000 (2023-11-14T22:13:20Z)", "fetched: ", .malformedLine(4)),
        ("1690000000", "-1", .malformedLine(5)), ("used: ", "use: ", .malformedLine(5)),
        ("Z)\n\n", "Z)\nx\n", .malformedLine(6)),
        ("mode: enforce", "mode: strict", .malformedPolicy(PolicyTextError(.malformedValue(.mode), inLine: 2))),
        ("max_age: 604800\n", "", .malformedPolicy(PolicyTextError(.missing(.maximumAge)))),
    ]

    @Test("says what is wrong", arguments: wrong)
    func saysWhatIsWrong(part: String, other: String, problem: StoredPolicy.TextError.Problem) {
        let text = Self.good.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false).joined(
            separator: other)
        #expect(throws: StoredPolicy.TextError(problem)) { try StoredPolicy(parsing: Array(text.utf8)) }
    }

    @Test("a text that was cut off anywhere but in its last line is not taken for a policy")
    func refusesWhatWasCutOff() {
        let octets = Array(Self.good.utf8)
        let last = "604800\n".utf8.count
        for count in 0...(octets.count - last) {
            #expect(throws: StoredPolicy.TextError.self) { try StoredPolicy(parsing: Array(octets.prefix(count))) }
        }
    }

    @Test("the longest policy that is fetched is read again")
    func readsTheLongest() throws {
        var text = Array("version:STSv1\nmode:enforce\nmax_age:1\n".utf8)
        while text.count + 5 <= StrictTransportPolicy.maximumTextLength { text += Array("mx:a\n".utf8) }
        let stored = StoredPolicy(
            domain: domain("example.com"), id: "a", policy: try StrictTransportPolicy(parsing: text), fetchedAt: 0)
        #expect(try StoredPolicy(parsing: stored.serialized()) == stored)
        let long = [UInt8](repeating: UInt8(ascii: "\n"), count: StoredPolicy.maximumTextLength + 1)
        #expect(throws: StoredPolicy.TextError(.tooLong)) { try StoredPolicy(parsing: long) }
    }

    @Test(
        "times are brought within what is reckoned with",
        arguments: [(Int64.min, 0), (-1, 0), (Int64.max, 253_402_300_799)] as [(Int64, Int64)])
    func boundsTimes(time: Int64, bounded: Int64) {
        let stored = StoredPolicy(domain: domain("a.test"), id: "a", policy: policy(), fetchedAt: time)
        #expect(stored.fetchedAt == bounded)
        #expect(stored.expires == bounded + 604_800)
    }

    @Test("answers any octets with a policy or an error", arguments: UInt64(1)...4)
    func takesAnyOctets(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            var octets = Array(Self.good.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<octets.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: octets[index] = .random(in: 0...255, using: &generator)
                case 1: octets.remove(at: index)
                default: octets.insert(octets[Int.random(in: 0..<octets.count, using: &generator)], at: index)
                }
            }
            guard let stored = try? StoredPolicy(parsing: octets) else { continue }
            #expect((try? StoredPolicy(parsing: stored.serialized())) == stored)
        }
    }
}
