import MTASTS
import MXResolver
import TestSupport
import Testing

/// The text of policies.
struct PolicyTextTests {
    private static let day = "version: STSv1\nmode: enforce\nmx: a.test\n"

    private static let valid: [(String, StrictTransportPolicy)] = [
        (
            "version: STSv1\r\nmode: testing\r\nmx: a.test\r\nmax_age: 5\r\n",
            policy(.testing, ["a.test"], maximumAge: 5)
        ),
        ("version: STSv1\nmode: testing\nmx: a.test\nmax_age: 5", policy(.testing, ["a.test"], maximumAge: 5)),
        (
            "max_age:5\nmx:b.test\nmode:enforce\nmx:*.a.test\nversion:STSv1",
            policy(.enforce, ["b.test", "*.a.test"], maximumAge: 5)
        ),
        ("version: STSv1\nmode: none\nmax_age: 0", policy(.none, [], maximumAge: 0)),
        ("version: STSv1\nmode: none\nmx: a.test\nmax_age: 0", policy(.none, ["a.test"], maximumAge: 0)),
        ("version: \t STSv1 \t\r\nmode:\tnone\t\nmax_age: 007 \n", policy(.none, [], maximumAge: 7)),
        // Names are compared as the DNS compares them.
        (
            "version: STSv1\nmode: enforce\nmx: MAIL.A.Test\nmax_age: 1",
            policy(.enforce, ["mail.a.test"], maximumAge: 1)
        ),
        (
            "version: STSv1\nmode: enforce\nmx: xn--bcher-kva.test\nmax_age: 1",
            policy(.enforce, ["xn--bcher-kva.test"], maximumAge: 1)
        ),
        // Of fields that stand more than once the first one counts, whatever the others say.
        (
            "\(day)max_age: 1\nmax_age: x\nmode: none\nmode: odd\nversion: STSv2",
            policy(.enforce, ["a.test"], maximumAge: 1)
        ),
        ("\(day)mx: a.test\nmax_age: 1", policy(.enforce, ["a.test", "a.test"], maximumAge: 1)),
        // Fields that nobody knows.
        (
            "\(day)Mode: none\nx: b\u{FC}cher, = ; : *\nmax_age: 1\n9.a-b_c: 1",
            policy(.enforce, ["a.test"], maximumAge: 1)
        ),
        ("\(day)\(String(repeating: "n", count: 32)): 1\nmax_age: 1", policy(.enforce, ["a.test"], maximumAge: 1)),
        // A year and six hours at most, and up to ten digits are a number.
        ("\(day)max_age: 31557600", policy(.enforce, ["a.test"], maximumAge: 31_557_600)),
        ("\(day)max_age: 31557601", policy(.enforce, ["a.test"], maximumAge: 31_557_600)),
        ("\(day)max_age: 9999999999", policy(.enforce, ["a.test"], maximumAge: 31_557_600)),
        ("\(day)max_age: 0000000001", policy(.enforce, ["a.test"], maximumAge: 1)),
        // Lines without anything.
        ("\n\r\n \t\n\(day)\n\nmax_age: 1\n\n \r\n", policy(.enforce, ["a.test"], maximumAge: 1)),
    ]

    @Test("reads policies", arguments: valid)
    func readsPolicies(text: String, policy: StrictTransportPolicy) throws {
        #expect(try StrictTransportPolicy(parsing: Array(text.utf8)) == policy)
    }

    private static let invalid: [(String, PolicyTextError)] = [
        ("", PolicyTextError(.missing(.version))),
        ("\n\n", PolicyTextError(.missing(.version))),
        ("mode: none\nmax_age: 1", PolicyTextError(.missing(.version))),
        ("Version: STSv1\nmode: none\nmax_age: 1", PolicyTextError(.missing(.version))),
        ("version: STSv1\nmax_age: 1", PolicyTextError(.missing(.mode))),
        ("\(day)", PolicyTextError(.missing(.maximumAge))),
        ("version: STSv1\nmode: testing\nmax_age: 1", PolicyTextError(.missing(.host))),
        ("version: stsv1", PolicyTextError(.malformedValue(.version), inLine: 1)),
        ("version: STSv1 x", PolicyTextError(.malformedValue(.version), inLine: 1)),
        ("\nmode: Enforce", PolicyTextError(.malformedValue(.mode), inLine: 2)),
        ("mode: none none", PolicyTextError(.malformedValue(.mode), inLine: 1)),
        ("version: STSv1\r\nmax_age: -1", PolicyTextError(.malformedValue(.maximumAge), inLine: 2)),
        ("max_age: 1.5", PolicyTextError(.malformedValue(.maximumAge), inLine: 1)),
        ("max_age: 01234567890", PolicyTextError(.malformedValue(.maximumAge), inLine: 1)),
        ("max_age: 1 2", PolicyTextError(.malformedValue(.maximumAge), inLine: 1)),
        ("mx: *", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: *.", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: a.*.test", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: *a.test", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: 192.0.2.1", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: [192.0.2.1]", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: b\u{FC}cher.test", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: a.test b.test", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: a.test,b.test", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx: a_b.test", PolicyTextError(.malformedValue(.host), inLine: 1)),
        ("mx:", PolicyTextError(.malformedLine, inLine: 1)),
        ("mx: \t\r\n", PolicyTextError(.malformedLine, inLine: 1)),
        ("mode: none\n\nno field", PolicyTextError(.malformedLine, inLine: 3)),
        (": x", PolicyTextError(.malformedLine, inLine: 1)),
        (" mode: none", PolicyTextError(.malformedLine, inLine: 1)),
        ("mode : none", PolicyTextError(.malformedLine, inLine: 1)),
        ("-mode: none", PolicyTextError(.malformedLine, inLine: 1)),
        ("\(String(repeating: "n", count: 33)): 1", PolicyTextError(.malformedLine, inLine: 1)),
        ("x: a\tb", PolicyTextError(.malformedLine, inLine: 1)),
        ("x: a\rb", PolicyTextError(.malformedLine, inLine: 1)),
        ("mode: none\r\r\n", PolicyTextError(.malformedLine, inLine: 1)),
        ("mode: none\r", PolicyTextError(.malformedLine, inLine: 1)),
        ("x: a\0", PolicyTextError(.malformedLine, inLine: 1)),
        ("x: \u{7F}", PolicyTextError(.malformedLine, inLine: 1)),
        ("<html>", PolicyTextError(.malformedLine, inLine: 1)),
        ("\u{FEFF}version: STSv1", PolicyTextError(.malformedLine, inLine: 1)),
    ]

    @Test("says what is wrong with a policy, and in which line", arguments: invalid)
    func saysWhatIsWrong(text: String, error: PolicyTextError) {
        #expect(throws: error) { try StrictTransportPolicy(parsing: Array(text.utf8)) }
    }

    @Test("refuses what is no UTF-8, in fields that nobody knows too")
    func refusesOtherOctets() {
        for octets: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] {
            let text = Array("x: a".utf8) + octets
            #expect(throws: PolicyTextError(.malformedLine, inLine: 1)) { try StrictTransportPolicy(parsing: text) }
        }
    }

    @Test("reads 64 KiB and not an octet more")
    func limitsTheLength() throws {
        var text = Array("version:STSv1\nmode:enforce\nmax_age:1\n".utf8)
        while text.count + 5 <= StrictTransportPolicy.maximumTextLength { text += Array("mx:a\n".utf8) }
        while text.count < StrictTransportPolicy.maximumTextLength { text.append(UInt8(ascii: " ")) }
        let policy = try StrictTransportPolicy(parsing: text)
        #expect(policy.hosts.count > 13_000)
        let error = PolicyTextError(.tooLong(limit: 65_536))
        #expect(throws: error) { try StrictTransportPolicy(parsing: text + [UInt8(ascii: " ")]) }
        let written = policy.serialized()
        #expect(try StrictTransportPolicy(parsing: written, maximumLength: written.count) == policy)
    }

    @Test("writes a policy as it is published")
    func writesPolicies() {
        let written = policy(.testing, ["mx1.a.test", "*.b.test"], maximumAge: 86_400).serialized()
        let text = "version: STSv1\r\nmode: testing\r\nmx: mx1.a.test\r\nmx: *.b.test\r\nmax_age: 86400\r\n"
        #expect(String(decoding: written, as: UTF8.self) == text)
    }

    @Test("answers any octets with a policy or an error, and reads what it writes", arguments: UInt64(1)...8)
    func takesAnyOctets(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let lines = [
            "version: STSv1\n", "version:STSv1\r\n", "mode: enforce\n", "mode:testing \r\n", "mode: none\n",
            "mx: a.test\n",
            "mx: *.b.test\r\n", "max_age: 86400\n", "max_age: 9999999999\r\n", "x: y\n", "\n", "x: \u{E9}\n",
        ]
        let noise = ["\r", ":", " ", "\t", "*", "\0", "mx", "0"]
        var policies = 0
        for _ in 0..<4_000 {
            var octets: [UInt8] = []
            for line in lines.shuffled(using: &generator).prefix(Int.random(in: 0...12, using: &generator)) {
                octets += Array(line.utf8)
                switch UInt8.random(in: 0..<64, using: &generator) {
                case 0: octets.append(.random(in: 0...255, using: &generator))
                case 1: octets += Array(noise.randomElement(using: &generator)!.utf8)
                case 2: octets.removeLast()
                default: break
                }
            }
            do throws(PolicyTextError) {
                let policy = try StrictTransportPolicy(parsing: octets)
                policies += 1
                #expect(policy.mode == .none || !policy.hosts.isEmpty)
                #expect((try? StrictTransportPolicy(parsing: policy.serialized())) == policy)
            } catch {
                let lines = octets.count { $0 == UInt8(ascii: "\n") } + 1
                if let line = error.line { #expect((1...lines).contains(line)) }
            }
        }
        #expect(policies > 0)
    }
}
