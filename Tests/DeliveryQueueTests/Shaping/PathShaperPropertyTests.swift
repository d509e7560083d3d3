import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

/// Whatever is asked and whatever the clock does, the limits of the rule hold in real time.
@Suite struct PathShaperPropertyTests {
    /// A workload: real time goes on, and the clock is set back now and then.
    private struct Workload {
        var random: SeededGenerator
        var shaper: PathShaper
        let limits: ShapingLimits
        /// Real milliseconds.
        var real: Int64 = 0
        /// What the clock is behind.
        var behind: Int64 = 0
        /// When messages began that were not taken back.
        var began: [Int64] = []
        /// Those under way.
        var open: [Int64] = []
        /// Whether somebody looks at the clock after it was set.
        let settles: Bool

        var now: WallTime { .simulated(real - behind) }

        init(seed: UInt64, settles: Bool) {
            random = SeededGenerator(seed: seed)
            let spans: [Duration] = [.milliseconds(7), .seconds(1), .seconds(60), .seconds(3_600), .seconds(86_400)]
            let count = [1, 2, 3, 7, 20, 100, 1_000].randomElement(using: &random) ?? 1
            let span = spans.randomElement(using: &random) ?? .seconds(1)
            let connections = Int.random(in: 1...30, using: &random)
            limits = ShapingLimits(
                connections: connections, initialConnections: Int.random(in: 1...connections, using: &random),
                rate: MessageRate(count, per: span))
            shaper = PathShaper(limits: limits)
            self.settles = settles
        }

        mutating func step() {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<60:
                switch shaper.gate(at: now) {
                case .open:
                    shaper.begin(at: now)
                    began.append(real)
                    open.append(real)
                case .whenOneEnds:
                    finish()
                case .notBefore(let moment):
                    // Just then, or a little before.
                    real += max(0, (moment - now).milliseconds - Int64.random(in: 0...1, using: &random))
                }
            case 60..<80: finish()
            case 80..<84: undo()
            case 84..<86: setBack()
            case 86..<89: restart()
            default:
                let span = limits.rate?.span.milliseconds ?? 1
                real += Int64.random(in: 0...max(1, span / Int64.random(in: 1...1_000, using: &random)), using: &random)
            }
        }

        private mutating func finish() {
            guard !open.isEmpty else { return }
            open.remove(at: Int.random(in: 0..<open.count, using: &random))
            let signals: [PathSignal] = [
                .success, .success, .success, .success, .none, .unreachable, .throttled(retryAfter: nil),
                .throttled(retryAfter: .seconds(5)),
            ]
            shaper.end(signals.randomElement(using: &random) ?? .success, at: now)
        }

        private mutating func undo() {
            guard !open.isEmpty else { return }
            let moment = open.remove(at: Int.random(in: 0..<open.count, using: &random))
            shaper.undo(at: now)
            if let place = began.lastIndex(of: moment) { began.remove(at: place) }
        }

        private mutating func setBack() {
            guard settles else { return }
            shaper.settle(at: now)
            let span = limits.rate?.span.milliseconds ?? 1
            behind += Int64.random(in: 1...(span * 3), using: &random)
            shaper.settle(at: now)
        }

        private mutating func restart() {
            // What is under way ends with the process.
            while !open.isEmpty { finish() }
            guard let octets = shaper.encoded(at: now) else {
                shaper = PathShaper(limits: limits)
                return
            }
            #expect(octets.count <= 64)
            guard let restored = PathShaper(decoding: octets, limits: limits) else {
                Issue.record("not understood")
                return
            }
            // What is kept of it may be no more than a new one has.
            #expect(restored.encoded(at: now) ?? octets == octets)
            shaper = restored
        }
    }

    @Test(arguments: 0..<300) func noTimeOfTheSpanHoldsMoreThanTheCount(_ seed: Int) {
        var work = Workload(seed: UInt64(seed), settles: seed % 2 == 0)
        for _ in 0..<2_000 {
            work.step()
            #expect(work.open.count <= work.limits.connections)
            #expect(work.open.count == work.shaper.underWay)
        }
        guard let rate = work.limits.rate else { return }
        let began = work.began
        for (first, last) in zip(began, began.dropFirst(rate.count)) {
            #expect(last - first >= rate.span.milliseconds, "seed \(seed), \(rate)")
        }
    }

    @Test(arguments: 0..<50) func nothingWaitsLongerThanASpanForTheRate(_ seed: Int) {
        var work = Workload(seed: UInt64(seed), settles: true)
        for _ in 0..<500 {
            work.step()
            let now = work.now.milliseconds
            let span = work.limits.rate?.span.milliseconds ?? 0
            #expect(work.shaper.rateOpens(at: now) - now <= span, "seed \(seed)")
        }
    }

    @Test(arguments: [1, 2, 5, 20, 60, 500, 10_000]) func thoseWhoAlwaysAskGetNineTenthsOfTheRate(_ count: Int) {
        var shaper = PathShaper(
            limits: ShapingLimits(
                connections: 20, initialConnections: 20, rate: MessageRate(count, per: .seconds(3_600))))
        var now: Int64 = 0
        var begun = 0
        while now < 10 * 3_600_000 {
            switch shaper.gate(at: .simulated(now)) {
            case .open:
                shaper.begin(at: .simulated(now))
                shaper.end(.success, at: .simulated(now))
                begun += 1
            case .whenOneEnds: now += 1
            case .notBefore(let moment): now = moment.milliseconds - WallTime.simulated(0).milliseconds
            }
        }
        #expect(begun * 10 >= count * 10 * 9)
        #expect(begun <= count * 11)
    }

    @Test func aClockSetBackByYearsHoldsUpNothingForLongerThanASpan() {
        var shaper = PathShaper(limits: ShapingLimits(rate: MessageRate(1, per: .seconds(60))))
        let before = WallTime.simulated(0)
        shaper.begin(at: before)
        shaper.end(.success, at: before)
        let after = WallTime(milliseconds: 0)
        var told = shaper
        told.settle(at: after)
        #expect(told.gate(at: after) == .notBefore(after + .seconds(60)))
        // Nobody has told it: it does not wait for years.
        #expect(shaper.gate(at: after) == .open)
    }

    @Test func extremesOfTimeTrapNowhere() {
        var random = SeededGenerator(seed: 9)
        let moments: [Int64] = [.min, .min + 1, -1, 0, 1, 1 << 53, .max - 1, .max]
        let endless = Duration.seconds(Int64.max)
        let signals: [PathSignal] = [.success, .unreachable, .throttled(retryAfter: endless), .blocked("")]
        for _ in 0..<2_000 {
            let rate = MessageRate(Int.random(in: 1...Int.max, using: &random), per: endless)
            var shaper = PathShaper(limits: ShapingLimits(connections: .max, rate: rate))
            for _ in 0..<8 {
                let now = WallTime(milliseconds: moments.randomElement(using: &random) ?? 0)
                _ = shaper.gate(at: now)
                shaper.begin(at: now)
                _ = shaper.reports(rule: "r", at: now)
                _ = shaper.encoded(at: now)
                shaper.end(signals.randomElement(using: &random) ?? .none, at: now)
                _ = shaper.isFresh(at: now)
            }
        }
    }

    @Test func strangeOctetsAreNoState() {
        var random = SeededGenerator(seed: 10)
        var shaper = PathShaper(limits: ShapingLimits())
        shaper.begin(at: .simulated(0))
        shaper.end(.throttled(retryAfter: nil), at: .simulated(0))
        let octets = shaper.encoded(at: .simulated(1)) ?? []
        #expect(PathShaper(decoding: octets, limits: ShapingLimits()) != nil)
        #expect(PathShaper(decoding: [], limits: ShapingLimits()) == nil)
        #expect(PathShaper(decoding: octets + [0], limits: ShapingLimits()) == nil)
        for _ in 0..<5_000 {
            var strange = octets
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                strange[Int.random(in: 0..<strange.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard var shaper = PathShaper(decoding: strange, limits: ShapingLimits()) else { continue }
            let now = WallTime.simulated(Int64.random(in: -1_000_000...1_000_000, using: &random))
            _ = shaper.gate(at: now)
            shaper.begin(at: now)
            shaper.end(.success, at: now)
            _ = shaper.reports(rule: "r", at: now)
        }
    }
}
