import DeliveryQueue
import DeliveryQueueTesting

/// Those who look after the queue.
extension Simulation {
    /// Plans what people do, and when.
    func planPeople() {
        var random = scenario.random("people")
        if scenario.troubles.contains(.people) {
            for _ in 0..<Int.random(in: 2...25, using: &random) * scenario.choice.days {
                let seed = random.next()
                time.at(.random(in: 0..<scenario.length, using: &random)) { self.operate(seed) }
            }
        }
        random = scenario.random("suspensions")
        if scenario.troubles.contains(.suspensions) {
            for _ in 0..<Int.random(in: 2...12, using: &random) * scenario.choice.days {
                let seed = random.next()
                time.at(.random(in: 0..<scenario.length, using: &random)) { self.suspendOrResume(seed) }
            }
        }
    }

    private func operate(_ seed: UInt64) {
        guard !isSettling, let process, let queue = process.queue else { return }
        var random = SeededGenerator(seed: seed)
        let accepted = journal.accepted.values.sorted()
        let lately = accepted.suffix(30).shuffled(using: &random)
        let ids = Array(lately.prefix(Int.random(in: 1...5, using: &random)))
        let kind = Int.random(in: 0..<14, using: &random)
        guard !ids.isEmpty else { return }
        journal.totals.add("operations")
        journal.note([Int64(kind)]) { "somebody does \(kind) to \(ids.map(\.description).joined(separator: " "))" }
        Task.detached { [self] in
            do throws(QueueStoreError) {
                switch kind {
                case 0..<3: try await queue.hold(ids, because: "a run")
                case 3..<6:
                    orders.hurry(ids)
                    try await queue.release(ids)
                case 6: try await queue.cancel(ids, because: "a run")
                case 7..<10:
                    orders.hurry(ids)
                    try await queue.retry(ids)
                case 10: _ = try await process.store.maintain(HistoryLimits(), at: time.wall)
                case 11:
                    for id in ids { _ = try await queue.explain(id) }
                default:
                    for summary in await queue.overview() { _ = await queue.explain(site: summary.site) }
                }
            } catch {
                judge(error, "an operation", process)
            }
        }
    }

    private func suspendOrResume(_ seed: UInt64) {
        guard !isSettling, let process, let queue = process.queue else { return }
        var random = SeededGenerator(seed: seed)
        let suspended = orders.targets
        if !suspended.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
            let target = suspended[Int.random(in: 0..<suspended.count, using: &random)]
            resume(target, process, queue)
            return
        }
        let target = target(using: &random)
        guard !suspended.contains(target) else { return }
        let minutes = Int64.random(in: 10...400, using: &random)
        let hasEnd = Bool.random(using: &random)
        journal.totals.add("suspensions")
        journal.note([minutes]) { "somebody suspends \(target) for \(hasEnd ? "\(minutes) minutes" : "a time")" }
        Task.detached { [self] in
            do throws(QueueStoreError) {
                var until: WallTime? = hasEnd ? time.wall + .seconds(minutes * 60) : nil
                if plant.fault != .ignoredSuspension {
                    let made = try await queue.suspend(
                        target, for: hasEnd ? .seconds(minutes * 60) : nil, because: "a run")
                    until = made.until
                }
                if !process.isOver { orders.suspended(target, until: until) }
            } catch {
                judge(error, "a suspension", process)
            }
            guard !hasEnd else { return }
            time.after(minutes * 60_000) {
                guard self.orders.targets.contains(target), let process = self.process, let queue = process.queue
                else { return }
                self.resume(target, process, queue)
            }
        }
    }

    private func target(using random: inout SeededGenerator) -> SuspensionTarget {
        let site = scenario.sites[Int.random(in: 0..<scenario.sites.count, using: &random)]
        let source = scenario.sources[Int.random(in: 0..<scenario.sources.count, using: &random)].name
        let person = Int.random(in: 0..<8, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0..<3: return .site(site.name)
        case 3: return .site(site.domains[0])
        case 4: return .sender("person\(person)@home\(person % 3).test")
        case 5: return .sender("@home\(person % 3).test")
        case 6: return .source(source)
        default: return .path(source: source, site: site.name)
        }
    }

    /// Ends a suspension.
    func resume(_ target: SuspensionTarget, _ process: SimulatedProcess, _ queue: MailQueue) {
        journal.note([1]) { "somebody resumes \(target)" }
        orders.forget(target)
        Task.detached { [self] in
            do throws(QueueStoreError) {
                try await queue.resume(target)
            } catch {
                judge(error, "the end of a suspension", process)
            }
        }
    }
}
