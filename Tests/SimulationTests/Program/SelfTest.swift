/// Proves that the checks can fail: each planted fault must be found, by the kind of problem that it is, and the same
/// seed must do the same.
struct SelfTest {
    /// How many seeds a fault may need until it is found.
    private static let mostSeeds: UInt64 = 40

    /// Runs it, and prints a line for each fault.
    ///
    /// - Returns: how many were found, and how many were not.
    static func run() -> (passed: Int, failed: Int) {
        var (passed, failed) = (0, 0)
        for fault in PlantedFault.allCases {
            var found: (seed: UInt64, problem: Problem)?
            for seed in 1...mostSeeds where found == nil {
                var choice = Scenario.Choice(seed: seed)
                choice.plant = fault
                let report = RunReport(running: choice, repeats: fault.kinds.contains(.repetition))
                if let problem = report.problems.first(where: { fault.kinds.contains($0.kind) }) {
                    found = (seed, problem)
                }
            }
            if let found {
                passed += 1
                Simulate.say("found  \(fault.rawValue) at seed \(found.seed): \(found.problem)")
            } else {
                failed += 1
                Simulate.say("FAILED \(fault.rawValue): \(mostSeeds) seeds did not find it")
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
