/// Proves that the checks can fail: each planted fault must be found, by the kind of problem that it is, and the same
/// seed must do the same.
struct SelfTest {
    /// How many seeds a fault may need until it is found.
    private static let mostSeeds: UInt64 = 40
    /// Faults that must be found in runs with some trouble, too, as it makes the check for them another one.
    private static let further: [(fault: PlantedFault, trouble: Trouble)] = [
        (.ignoredRate, .littleMemory), (.ignoredExpiry, .littleMemory), (.ignoredOverall, .littleMemory),
        (.lateAlarm, .littleMemory),
    ]

    /// Runs it, and prints a line for each fault.
    ///
    /// - Returns: how many were found, and how many were not.
    static func run() -> (passed: Int, failed: Int) {
        var (passed, failed) = (0, 0)
        let all = PlantedFault.allCases.map { (fault: $0, with: Set<Trouble>()) }
        for (fault, with) in all + further.map({ ($0.fault, [$0.trouble]) }) {
            let name = ([fault.rawValue] + with.map { "with \($0.rawValue)" }).joined(separator: " ")
            var found: (seed: UInt64, problem: Problem)?
            for seed in 1...mostSeeds where found == nil {
                var choice = Scenario.Choice(seed: seed)
                choice.plant = fault
                choice.with = with
                let report = RunReport(running: choice, repeats: fault.kinds.contains(.repetition))
                if let problem = report.problems.first(where: { fault.kinds.contains($0.kind) }) {
                    found = (seed, problem)
                }
            }
            if let found {
                passed += 1
                Simulate.say("found  \(name) at seed \(found.seed): \(found.problem)")
            } else {
                failed += 1
                Simulate.say("FAILED \(name): \(mostSeeds) seeds did not find it")
            }
        }
        for seed in UInt64(1)...5 {
            let report = RunReport(running: Scenario.Choice(seed: seed), repeats: true)
            let isSame = !report.problems.contains { $0.kind == .repetition }
            (passed, failed) = isSame ? (passed + 1, failed) : (passed, failed + 1)
            Simulate.say("\(isSame ? "same  " : "FAILED") seed \(seed) twice: trace \(String(report.hash, radix: 16))")
        }
        return (passed, failed)
    }
}
