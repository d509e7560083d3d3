import DeliveryQueue
import DeliveryQueueTesting

/// What happens to the machine and the network.
extension Simulation {
    /// Plans what goes wrong, and when.
    func planTrouble() {
        plan(.restarts, 1...4) { random in
            let downtime = Int64.random(in: 0...600_000, using: &random)
            return { self.restart(downtime: downtime) }
        }
        plan(.kills, 1...4) { random in
            let jobs = Int.random(in: 0...300, using: &random)
            return { self.arm(jobs: jobs, isPowerCut: false) }
        }
        plan(.powerCuts, 1...4) { random in
            let jobs = Int.random(in: 0...300, using: &random)
            return { self.arm(jobs: jobs, isPowerCut: true) }
        }
        plan(.clockJumps, 1...3) { random in
            let isAhead = Bool.random(using: &random)
            let step = Int64.random(in: 60_000...(isAhead ? 6 : 3) * 3_600_000, using: &random)
            return { self.jump(by: isAhead ? step : -step) }
        }
        plan(.diskFaults, 1...4) { random in
            let fault = Bool.random(using: &random) ? VirtualDisk.Fault.full : .failing
            let length = Int64.random(in: 500...(Bool.random(using: &random) ? 1_200_000 : 30_000), using: &random)
            return { self.fail(fault, for: length) }
        }
        let domains = scenario.domains
        plan(.moves, 1...6) { random in
            let domain = domains[Int.random(in: 0..<domains.count, using: &random)]
            let index = Int.random(in: 0..<self.network.sites.count, using: &random)
            return {
                self.journal.note([Int64(index)]) { "\(domain) moves to \(self.network.sites[index].name)" }
                self.network.move(domain, to: index)
            }
        }
    }

    /// Plans some trouble, where it is met.
    private func plan(
        _ trouble: Trouble, _ count: ClosedRange<Int>, _ make: (inout SeededGenerator) -> () -> Void
    ) {
        guard scenario.troubles.contains(trouble) else { return }
        var random = scenario.random(trouble.rawValue)
        for _ in 0..<Int.random(in: count, using: &random) * scenario.choice.days {
            let moment = Int64.random(in: 0..<scenario.length, using: &random)
            let action = make(&random)
            time.at(moment) {
                if !self.isSettling { action() }
            }
        }
    }

    private func jump(by step: Int64) {
        journal.totals.add("jumps")
        journal.note([step]) { "the clock is set \(step > 0 ? "ahead" : "back") by \(abs(step) / 60_000) minutes" }
        orders.willJump()
        time.jump(by: step)
        if step > 0 { limits.jumpedAhead() }
    }

    private func fail(_ fault: VirtualDisk.Fault, for length: Int64) {
        guard disk.fault == nil else { return }
        journal.totals.add("faults")
        journal.note([length]) { "the disk is \(fault) for \(length / 1_000) s" }
        disk.set(fault)
        // What could not be recorded is recorded before it begins from now on, which takes a sync.
        limits.slack = max(limits.slack, 30_000)
        time.after(length) {
            if self.disk.fault != nil { self.disk.set(nil) }
        }
    }
}
