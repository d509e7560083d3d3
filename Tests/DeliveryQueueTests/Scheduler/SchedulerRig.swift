import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

/// A scheduler under random work, a disk for its state, and restarts; it is watched whether it keeps to its limits.
struct SchedulerRig {
    /// Something that has begun.
    private struct Began {
        var number: Int64
        var time: Int64
    }

    let configuration: SchedulerConfiguration
    var scheduler: DeliveryScheduler
    var now = WallTime(milliseconds: 1_700_000_000_000)
    var random: SeededGenerator
    /// What is left to deliver, by the number of its message.
    var left: [Int64: DeliveryScheduler.Item] = [:]
    var underWay: [DeliveryScheduler.Delivery] = []
    var disk: [String: [UInt8]] = [:]
    var restarts = 0
    /// When every site refuses whatever comes the usual way.
    var isRefused: (WallTime) -> Bool = { _ in false }
    /// How many deliveries took the relay.
    private(set) var relayed = 0
    private var began: [String: [Began]] = [:]
    /// When each delivery last began.
    private var beganAt: [Int64: Int64] = [:]
    private var lastNumber: Int64 = 0

    init(_ configuration: SchedulerConfiguration, seed: UInt64) {
        self.configuration = configuration
        scheduler = DeliveryScheduler(configuration: configuration)
        random = SeededGenerator(seed: seed)
    }

    /// Adds deliveries that are due within a minute.
    mutating func add(_ count: Int, sites: Int) {
        for _ in 0..<count {
            lastNumber += 1
            let item = DeliveryScheduler.Item(
                message: MessageID(number: lastNumber), recipients: [0],
                site: "site\(Int.random(in: 0..<sites, using: &random)).example",
                sender: "sender\(Int.random(in: 0..<3, using: &random))@example.com",
                priority: DeliveryPriority.allCases.randomElement(using: &random) ?? .normal)
            left[lastNumber] = item
            scheduler.add(item, due: now + .milliseconds(Int.random(in: 0..<60_000, using: &random)))
        }
    }

    /// Takes what may begin, ends some of what is under way, writes or does not, and lets time pass.
    mutating func step(longest: Int) {
        for delivery in scheduler.take(at: now) { began(delivery) }
        #expect(underWay.count == scheduler.underWay)
        let wake = scheduler.nextWake(at: now)
        #expect(wake.map { $0 > now } ?? true, "it would be woken without end")
        checkPlaces()
        underWay.shuffle(using: &random)
        for _ in 0..<Int.random(in: 0...4, using: &random) { end() }
        if scheduler.awaitsWriting || Int.random(in: 0..<10, using: &random) == 0 { write() }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: break
        case 1: now = now + .milliseconds(Int.random(in: 0..<50, using: &random))
        case 2: now = now + .milliseconds(Int.random(in: 0..<longest, using: &random))
        default: now = max(now, wake ?? now)
        }
    }

    /// Has everything taken and tried, and expects that nothing is forgotten.
    mutating func finish(within steps: Int) {
        for _ in 0..<steps where !left.isEmpty || !underWay.isEmpty {
            for delivery in scheduler.take(at: now) { began(delivery) }
            checkPlaces()
            for delivery in underWay {
                scheduler.finished(delivery, .tried(.success), at: now)
                left[delivery.item.message.number] = nil
            }
            underWay = []
            if scheduler.awaitsWriting { write(.kept) }
            guard !left.isEmpty else { continue }
            let wake = scheduler.nextWake(at: now)
            now = max(now + .milliseconds(1), wake ?? now)
        }
        #expect(left.isEmpty)
        #expect(scheduler.backlog == 0 && scheduler.underWay == 0)
    }

    /// Has a new scheduler go on with what is on disk, as after a crash.
    mutating func restart() {
        restarts += 1
        underWay = []
        scheduler = DeliveryScheduler(configuration: configuration)
        for (key, value) in disk.sorted(by: { $0.key < $1.key }) {
            let isUnderstood = scheduler.restore(key, value, at: now)
            #expect(isUnderstood)
        }
        for (_, item) in left.sorted(by: { $0.key < $1.key }) { scheduler.add(item, due: now) }
    }

    private mutating func began(_ delivery: DeliveryScheduler.Delivery) {
        #expect(left[delivery.item.message.number] != nil, "it had ended already")
        #expect(!underWay.contains { $0.item.message == delivery.item.message }, "it is under way already")
        underWay.append(delivery)
        let began = Began(number: delivery.item.message.number, time: now.milliseconds)
        beganAt[began.number] = began.time
        if delivery.way == .overflow { relayed += 1 }
        let site = delivery.way == .usual ? delivery.item.site : DeliveryScheduler.relayName
        let path = "\(delivery.source.name)/\(site)"
        self.began[path, default: []].append(began)
        if let rate = delivery.limits.rate {
            let earliest = began.time - rate.span.milliseconds
            let counted = self.began[path, default: []].count { $0.time > earliest }
            #expect(counted <= rate.count, "\(path) has had \(counted) messages in \(rate.span)")
        }
        guard delivery.way == .usual, let plan = delivery.source.warmUp, let start = plan.began else { return }
        self.began[delivery.source.name, default: []].append(began)
        let day = (began.time - start.milliseconds) / 86_400_000
        func count(_ name: String) -> Int {
            self.began[name, default: []].count { ($0.time - start.milliseconds) / 86_400_000 == day }
        }
        guard let allowed = plan.allowance(onDay: Int(day)) else { return }
        #expect(count(delivery.source.name) <= allowed, "day \(day)")
        if let share = plan.allowancePerSite(onDay: Int(day)) { #expect(count(path) <= share, "\(path), day \(day)") }
    }

    private mutating func end() {
        guard let delivery = underWay.popLast() else { return }
        let number = delivery.item.message.number
        let isTaken = delivery.way == .overflow || !isRefused(now)
        let sample = WaySample(delivery.way, isTaken: isTaken, duration: .seconds(1))
        _ = scheduler.measured([sample], of: delivery.item.site, at: now)
        let wait = Duration.milliseconds(Int.random(in: 0..<60_000, using: &random))
        if delivery.way == .usual, isRefused(now) { return again(delivery, .blocked("refused"), after: wait) }
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1:
            scheduler.finished(delivery, .notTried, at: now)
            for path in began.keys {
                guard let last = began[path]?.lastIndex(where: { $0.number == number }) else { continue }
                if began[path]?[last].time == beganAt[number] { began[path]?.remove(at: last) }
            }
            scheduler.add(delivery.item, due: now)
        case 2: again(delivery, .unreachable, after: wait)
        case 3: again(delivery, .throttled(retryAfter: Bool.random(using: &random) ? wait : nil), after: wait)
        case 4: again(delivery, .none, after: wait)
        default:
            scheduler.finished(delivery, .tried(.success), at: now)
            left[number] = nil
        }
        // What has ended once ends no other.
        scheduler.finished(delivery, .tried(.success), at: now)
    }

    private mutating func again(_ delivery: DeliveryScheduler.Delivery, _ signal: PathSignal, after wait: Duration) {
        scheduler.finished(delivery, .tried(signal), at: now)
        scheduler.add(delivery.item, due: now + wait)
    }

    /// What becomes of a writing.
    private enum Writing: CaseIterable {
        case kept
        case failed
        case keptButCrashed
        case lostAndCrashed
    }

    private mutating func write(_ chosen: Writing? = nil) {
        let isTroubled = Int.random(in: 0..<3, using: &random) == 0
        let writing = chosen ?? (isTroubled ? Writing.allCases.randomElement(using: &random) : nil) ?? .kept
        let changes = scheduler.takeChanges(at: now, limit: Int.random(in: 1...20, using: &random))
        now = now + .milliseconds(Int.random(in: 0..<5, using: &random))
        if writing == .kept || writing == .keptButCrashed {
            for (key, value) in changes { disk[key] = value }
        }
        switch writing {
        case .kept: scheduler.written(changes.keys)
        case .failed: scheduler.putBack(changes)
        case .keptButCrashed, .lostAndCrashed: restart()
        }
    }

    private func checkPlaces() {
        #expect(underWay.count <= configuration.overall)
        let paths = Dictionary(grouping: underWay) { delivery in
            let site = delivery.way == .usual ? delivery.item.site : DeliveryScheduler.relayName
            return "\(delivery.source.name)/\(site)"
        }
        for (path, deliveries) in paths {
            #expect(deliveries.count <= deliveries[0].limits.connections, "\(path)")
        }
    }
}
