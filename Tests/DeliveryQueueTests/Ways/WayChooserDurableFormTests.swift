import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite("What is kept of a site's ways") struct WayChooserDurableFormTests {
    private static let start: Int64 = 1_700_000_000_000
    private let rules = WayChoiceRules()

    /// A chooser that a seed makes.
    private func chooser(_ seed: UInt64) -> WayChooser {
        var random = SeededGenerator(seed: seed)
        var (chooser, now) = (WayChooser(rules), Self.start)
        for _ in 0..<Int.random(in: 0..<80, using: &random) {
            now += Int64.random(in: 0..<100_000, using: &random)
            let sample = WaySample(
                Bool.random(using: &random) ? .usual : .overflow, isTaken: Bool.random(using: &random),
                duration: .milliseconds(Int64.random(in: 0..<9_000_000_000, using: &random)))
            _ = chooser.add(sample, rules, at: now)
            chooser.began(by: sample.way, rules)
        }
        let fixed: [DeliveryWay?] = [nil, .usual, .overflow]
        chooser.fix(fixed[Int(seed % 3)], at: now)
        return chooser
    }

    @Test("comes back whole, but for how many are left before a trial", arguments: 0..<40 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let chooser = chooser(seed)
        var read = try #require(WayChooser(decoding: chooser.encoded, rules))
        #expect(read.untilExploring == WayChooser.pace(rules, chooser.streak))
        read.untilExploring = chooser.untilExploring
        #expect(read == chooser)
        #expect(read.encoded == chooser.encoded)
    }

    @Test("is small, as the book of ways says")
    func size() {
        var chooser = WayChooser(rules)
        for way in [DeliveryWay.usual, .overflow] {
            for _ in 0..<100 { _ = chooser.add(WaySample(way, isTaken: true, duration: .zero), rules, at: 0) }
        }
        #expect(chooser.encoded.count == 15 + 2 * 32 * 13)
        let most = WayChoiceRules(mostSamples: 255)
        for number in 0..<300 {
            _ = chooser.add(WaySample(.usual, isTaken: number % 2 == 0, duration: .zero), most, at: 0)
        }
        #expect(WayChooser(decoding: chooser.encoded, most)?.direct.entries.count == 255)
    }

    @Test("is not understood where it is cut at any octet, or where any follow", arguments: 0..<6 as Range<UInt64>)
    func cut(seed: UInt64) {
        let octets = chooser(seed).encoded
        for count in 0..<octets.count {
            #expect(WayChooser(decoding: Array(octets.prefix(count)), rules) == nil, "\(count) of \(octets.count)")
        }
        for octet in [UInt8(0), 1, 0xFF] {
            #expect(WayChooser(decoding: octets + [octet], rules) == nil)
            #expect(WayChooser(decoding: octets + Array(repeating: octet, count: 13), rules) == nil)
        }
    }

    @Test("is not understood where a field says what there is not")
    func fields() {
        let octets = WayChooser(rules).encoded
        #expect(WayChooser(decoding: octets, rules) != nil)
        let wrong: [(place: Int, octets: [UInt8])] = [
            (0, [0, 2, 0xFF]), (1, [2, 0xFF]), (2, [2, 0xFE]), (3, [17, 0xFF]), (4, [2, 0xFF]), (13, [1, 0xFF]),
            (14, [1, 0xFF]),
        ]
        for (place, values) in wrong {
            for value in values {
                var changed = octets
                changed[place] = value
                #expect(WayChooser(decoding: changed, rules) == nil, "\(value) at \(place)")
            }
        }
    }

    @Test("is not understood where it is noise", arguments: 1...10 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0..<300, using: &random)
            let octets = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(WayChooser(decoding: octets, rules) == nil)
        }
        // One that was damaged is understood or not, and does no harm.
        let whole = chooser(seed).encoded
        for _ in 0..<2_000 {
            var octets = whole
            octets[Int.random(in: 0..<octets.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            guard var read = WayChooser(decoding: octets, rules) else { continue }
            _ = read.add(WaySample(.usual, isTaken: false, duration: .zero), rules, at: Self.start)
            #expect(read.direct.entries.count <= rules.mostSamples)
        }
    }
}
