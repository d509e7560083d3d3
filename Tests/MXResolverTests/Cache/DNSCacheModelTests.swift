import MXResolver
import MailAddressing
import TestSupport
import Testing

/// The cache against a model that keeps what came in and works out everything anew.
struct DNSCacheModelTests {
    /// What came in about a name, the most recently used last.
    private struct Model {
        struct Item {
            let name: DomainName
            let result: Result<DNSAnswer, DNSFailure>
            let at: Duration
            let seconds: Int64
            var retryAt = Duration.zero
            var usedAt: Duration
            var expires: Duration { at + .seconds(seconds) }
        }

        let limits: DNSCache.Limits
        var items: [Item] = []

        func size(_ item: Item) -> Int { DNSCache.size(of: item.result, for: item.name) }

        mutating func lookup(_ name: DomainName, at now: Duration) -> DNSCache.Found {
            guard let index = items.firstIndex(where: { $0.name == name }) else { return .absent }
            var item = items[index]
            let age = UInt32((now - item.at).components.seconds)
            let isStale = now >= item.expires
            if isStale, item.result.success == nil || now >= item.expires + limits.stale {
                items.remove(at: index)
                return .absent
            }
            if now >= item.usedAt + .seconds(1) {
                item.usedAt = now
                items.remove(at: index)
                items.append(item)
            }
            switch item.result {
            case .success(let found) where isStale:
                return .stale(with(found) { _ in 30 }, since: item.expires, isDue: now >= item.retryAt)
            case .success(let found): return .fresh(.success(with(found) { max($0, 5) - age }))
            case .failure(.noSuchDomain(let found)):
                return .fresh(.failure(.noSuchDomain(denial(found.timeToLive.map { max($0, 5) - age }))))
            case .failure(let failure): return .fresh(.failure(failure))
            }
        }

        mutating func insert(_ result: Result<DNSAnswer, DNSFailure>, for name: DomainName, at now: Duration) {
            let index = items.firstIndex { $0.name == name }
            var seconds: Int64
            switch result {
            case .success(let answer): seconds = Int64(max(answer.timeToLive, 5))
            case .failure(let failure):
                seconds = failure.denial.map { $0.timeToLive.map { Int64(max($0, 5)) } ?? 0 } ?? 5
                if failure.isTemporary, let index {
                    let isFailure = items[index].result.failure?.isTemporary == true
                    if now < items[index].expires, !isFailure { return }
                    if items[index].result.success != nil, now < items[index].expires + limits.stale {
                        items[index].retryAt = now + limits.staleRetry
                        return
                    }
                }
            }
            if let index { items.remove(at: index) }
            let item = Item(name: name, result: result, at: now, seconds: seconds, usedAt: now)
            guard seconds > 0, size(item) <= limits.bytes else { return }
            while items.map(size).reduce(size(item), +) > limits.bytes { items.removeFirst() }
            items.append(item)
        }

        private func with(_ answer: DNSAnswer, _ transform: (UInt32) -> UInt32) -> DNSAnswer {
            let records = answer.records.map {
                DNSRecord(name: $0.name, timeToLive: transform($0.timeToLive), data: $0.data)
            }
            return DNSAnswer(records: records, canonicalName: answer.canonicalName)
        }
    }

    @Test("behaves as the model over thousands of random steps", arguments: UInt64(1)...20)
    func behavesAsTheModel(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let names = (0..<24).map { domain("name-\($0).of-the-model.test") }
        let limits = DNSCache.Limits(stale: .seconds(60), bytes: Int.random(in: 1_000...9_000, using: &generator))
        var cache = DNSCache(limits: limits)
        var model = Model(limits: limits)
        var now = Duration.zero
        for step in 0..<3_000 {
            now += .milliseconds(Int.random(in: 0...3_000, using: &generator))
            let name = names[Int.random(in: 0..<names.count, using: &generator)]
            if Bool.random(using: &generator) {
                let found = cache.lookup(name, .txt, at: now)
                #expect(found == model.lookup(name, at: now), "step \(step)")
                if cache.statistics.entries != model.items.count { break }
            } else {
                let result = result(step, &generator)
                cache.insert(result, for: name, .txt, at: now)
                model.insert(result, for: name, at: now)
            }
            #expect(cache.statistics.entries == model.items.count, "step \(step)")
            #expect(cache.statistics.bytes == model.items.map(model.size).reduce(0, +), "step \(step)")
        }
    }

    private func result(_ step: Int, _ generator: inout SeededGenerator) -> Result<DNSAnswer, DNSFailure> {
        let timeToLive = UInt32.random(in: 0...60, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return .failure(.noSuchDomain(denial(timeToLive)))
        case 1: return .failure(.noSuchDomain(denial(nil)))
        case 2: return .failure(.serverFailure)
        case 3: return .failure(.timeout)
        case 4: return .success(answer("a.test", timeToLive, 60, 61, number: step))
        default: return .success(answer("a.test", timeToLive, number: step))
        }
    }
}
