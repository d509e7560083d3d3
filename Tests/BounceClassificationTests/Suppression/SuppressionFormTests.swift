import BounceClassification
import DeliveryReports
import MailAddressing
import Testing

@Suite("The durable form of the suppression list")
struct SuppressionFormTests {
    static func states() throws -> [SuppressionState] {
        let counts = [nil, StrikeCount(last: 5, forgottenAt: 9), StrikeCount(last: .max, forgottenAt: .min)]
        return try SuppressionSamples.entries().flatMap { entry in
            counts.flatMap { first in
                counts.flatMap { second in
                    var (with, without) = (SuppressionState(entry), SuppressionState(entry.key))
                    (with.refusals, with.fullMailbox) = (first, second)
                    (without.refusals, without.fullMailbox) = (first, second)
                    return [with, without]
                }
            }
        }
    }

    @Test("gives back what was written")
    func roundTrip() throws {
        let entries = try SuppressionSamples.entries()
        for entry in entries { #expect(try Suppression(decoding: entry.encoded) == entry) }
        let states = try Self.states()
        for state in states { #expect(try SuppressionState(decoding: state.encoded) == state) }
        print("REPORT suppression forms: \(entries.count) entries and \(states.count) states")
    }

    @Test("is what the page says, octet by octet")
    func layout() throws {
        let entry = Suppression(
            try SuppressionSamples.key("Ada@example.com", for: SuppressionSamples.stream("n")),
            because: .bounce(.mailboxFull, reply: "552"), since: 258, expiry: 65_536, confirmations: 3)
        var expected: [UInt8] = [1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3]
        for text in ["ada", "example.com", "n", "mailboxFull", "552"] {
            expected += [0, UInt8(text.utf8.count)] + text.utf8
        }
        #expect(entry.encoded == expected)
    }

    @Test("is told apart from octets that end early or late")
    func truncated() throws {
        let entry = try #require(try SuppressionSamples.entries().first)
        let octets = entry.encoded
        for length in octets.indices {
            #expect(throws: SuppressionFormError.self) { try Suppression(decoding: Array(octets[..<length])) }
        }
        #expect(throws: SuppressionFormError.self) { try Suppression(decoding: octets + [0]) }
        var state = SuppressionState(entry)
        state.refusals = StrikeCount(last: 1, forgottenAt: 2)
        for length in state.encoded.indices {
            #expect(throws: SuppressionFormError.self) {
                try SuppressionState(decoding: Array(state.encoded[..<length]))
            }
        }
        #expect(throws: SuppressionFormError.self) { try SuppressionState(decoding: state.encoded + [0]) }
    }

    @Test("is read only where writing gives the same octets, whatever octet is damaged")
    func damaged() throws {
        var (read, refused) = (0, 0)
        for entry in try SuppressionSamples.entries().enumerated().filter({ $0.offset % 17 == 0 }).map(\.element) {
            for octets in [entry.encoded, SuppressionState(entry).encoded] {
                for index in octets.indices {
                    for change in [UInt8(1), 2, 0x20, 0x80, 0xFF] {
                        var damaged = octets
                        damaged[index] ^= change
                        if let other = try? Suppression(decoding: damaged) {
                            read += 1
                            #expect(other.encoded == damaged)
                        } else if let other = try? SuppressionState(decoding: damaged) {
                            read += 1
                            #expect(other.encoded == damaged)
                        } else {
                            refused += 1
                        }
                    }
                }
            }
        }
        print("REPORT suppression forms, one octet damaged: \(refused) refused, \(read) read as another entry")
    }

    @Test("names what is wrong")
    func problems() throws {
        let entry = Suppression(
            try SuppressionSamples.key("ada@example.com"), because: .person("x"), since: 0, expiry: nil)
        let octets = entry.encoded
        func problem(_ change: (inout [UInt8]) -> Void) -> SuppressionFormError.Problem? {
            var changed = octets
            change(&changed)
            do {
                _ = try Suppression(decoding: changed)
                return nil
            } catch { return error.problem }
        }
        #expect(problem { $0[0] = 2 } == .unknownVersion(2))
        #expect(problem { $0[1] = 2 } == .notCanonical)
        #expect(problem { $0[2] = 3 } == .malformed)
        #expect(problem { $0[3] = 3 } == .malformed)
        #expect(problem { $0[19] = 1 } == .notCanonical)
        #expect(problem { $0[26] = UInt8(ascii: "A") } == .malformed)
        #expect(problem { $0[26] = 0xFF } == .malformed)
        #expect(problem { $0[octets.count - 1] = 10 } == .notCanonical)
        #expect(problem { $0.append(0) } == .notCanonical)
        #expect(problem { $0.removeLast() } == .truncated)
        #expect(problem { _ in } == nil)
    }

    @Test("holds whatever text a reason is made of, cut and on one line")
    func reasons() throws {
        let texts = [
            "a\r\nb\u{0}c\u{85}d", String(repeating: "é", count: 5_000), "İ",
            String(repeating: "\u{301}", count: 900),
        ]
        for text in texts {
            let reasons: [SuppressionReason] = [
                .bounce(.undetermined, reply: text), .person(text), .feedback(.init(text), text: text),
            ]
            for reason in reasons {
                #expect(reason.text.utf8.count <= SuppressionReason.maximumTextLength)
                #expect(reason.text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
                let entry = Suppression(try SuppressionSamples.key("a@b.example"), because: reason, since: 1)
                #expect(try Suppression(decoding: entry.encoded) == entry)
            }
        }
        #expect(SuppressionReason.person("a\r\nb").text == "a  b")
    }
}
