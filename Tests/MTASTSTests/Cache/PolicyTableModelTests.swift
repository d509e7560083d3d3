import MTASTS
import MXResolver
import MailAddressing
import TestSupport
import Testing

/// The table against a model that works out everything anew, and against a storage that does what it is told.
struct PolicyTableModelTests {
    private let names = (0..<12).map { domain("domain-\($0).of-the-model.test") }

    @Test("behaves as the model over thousands of random steps", arguments: UInt64(1)...8)
    func behavesAsTheModel(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let limits = PolicyTable.Limits(domains: Int.random(in: 4...12, using: &generator))
        var table = PolicyTable(limits: limits)
        var model = PolicyTableModel(limits: limits)
        var stored: [DomainName: StoredPolicy] = [:]
        var now = TableDesk.start
        for step in 0..<2_500 {
            now += pause(&generator)
            let name = names[Int.random(in: 0..<names.count, using: &generator)]
            let isRight: Bool
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...3: isRight = look(up: name, now, &table, &model)
            case 4, 5:
                let discovery = discovery(&generator)
                let isRenewal = Int.random(in: 0..<4, using: &generator) == 0
                model.append(.discovery(discovery, now), name, now)
                let expected = model.step(name, now, renewing: isRenewal)
                isRight = table.note(discovery, of: name, renewing: isRenewal, at: now) == expected
            case 6:
                let (fetch, id) = (fetch(of: name, &generator), id(&generator))
                model.append(fetch, id: id, name, now)
                let record = try MTASTSRecord(id: id)
                let answer = table.note(fetch, of: name, under: record, jitter: 0, at: now)
                isRight = answer == model.answer(name, now)
            default: isRight = takeDue(now, &table, &model)
            }
            #expect(isRight, "step \(step)")
            for event in table.takeEvents() {
                if case .adopted(let policy, replacing: let old) = event {
                    #expect(stored.updateValue(policy, forKey: policy.domain) == old, "step \(step)")
                }
                if case .removed(let policy, _) = event {
                    #expect(stored.removeValue(forKey: policy.domain) == policy, "step \(step)")
                }
            }
            #expect(Set(table.policies) == Set(stored.values), "step \(step)")
            #expect(table.count == model.history.count, "step \(step)")
            let wrong = names.first { table.answer(for: $0, at: now) != model.answer($0, now) }
            #expect(wrong == nil, "step \(step)")
            guard isRight, table.count == model.history.count, wrong == nil else { return }
        }
    }

    private func look(
        up name: DomainName, _ now: Int64, _ table: inout PolicyTable, _ model: inout PolicyTableModel
    ) -> Bool {
        model.use(name, now)
        let step = model.step(name, now)
        let answer = model.answer(name, now)
        let isSettled = step == .nothing || model.held(name, now) != nil
        let expected = isSettled ? answer.map { PolicyTable.Finding.settled($0, step) } : .open(step)
        return table.look(up: name, at: now) == expected
    }

    private func takeDue(_ now: Int64, _ table: inout PolicyTable, _ model: inout PolicyTableModel) -> Bool {
        var taken: Set<DomainName> = []
        while let name = table.takeDue(at: now) {
            guard taken.insert(name).inserted else { return false }
        }
        var expected: Set<DomainName> = []
        let due = names.compactMap { name in model.due(name).map { (name, $0) } }.filter { $0.1 <= now }
        for (name, _) in due.sorted(by: { $0.1 < $1.1 }) {
            if let policy = model.held(name, now) {
                let isUsed = now - (model.used[name] ?? now) <= 90 * 86_400
                if isUsed { expected.insert(name) }
                let later = now + model.delay(policy.until - now)
                model.history[name]?.append(.putOff(isUsed ? later : nil))
            } else {
                model.removeExpired(name, now)
            }
        }
        return taken == expected && (table.nextDue ?? .max) > now
    }

    /// Mostly seconds, sometimes hours, seldom weeks.
    private func pause(_ generator: inout SeededGenerator) -> Int64 {
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: Int64.random(in: 1...3_000_000, using: &generator)
        case 1...4: Int64.random(in: 1...80_000, using: &generator)
        default: Int64.random(in: 1...200, using: &generator)
        }
    }

    private func id(_ generator: inout SeededGenerator) -> String { ["a", "b"].randomElement(using: &generator)! }

    private func discovery(_ generator: inout SeededGenerator) -> MTASTSDiscovery {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: .none(.noRecord)
        case 1: .failed("time-out")
        default: discovered(id(&generator))
        }
    }

    private func fetch(of name: DomainName, _ generator: inout SeededGenerator) -> PolicyFetch {
        let ages = [0, 30, 5_000, 8_000, 200_000, 1_000_000, 31_557_600]
        let maximumAge = ages.randomElement(using: &generator)!
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1: return failed(name)
        case 2: return .policy(policy(.none, [], maximumAge: maximumAge))
        case 3, 4: return .policy(policy(.testing, maximumAge: maximumAge))
        default: return .policy(policy(maximumAge: maximumAge))
        }
    }
}
