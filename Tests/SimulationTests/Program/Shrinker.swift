/// Makes a failing run small: it leaves out trouble and traffic as long as the run still fails in the same way.
struct Shrinker {
    private let kinds: Set<Problem.Kind>
    /// The smallest run that still fails.
    private(set) var smallest: RunReport

    /// Makes a shrinker.
    ///
    /// - Parameter report: a run that failed.
    init(_ report: RunReport) {
        smallest = report
        kinds = Set(report.problems.map(\.kind))
    }

    /// Makes it as small as it can.
    mutating func shrink() {
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for trouble in Trouble.allCases where Scenario(smallest.choice).troubles.contains(trouble) {
                var choice = smallest.choice
                choice.without.insert(trouble)
                if tryOut(choice) { isSmaller = true }
            }
            while smallest.choice.days > 1 {
                var choice = smallest.choice
                choice.days /= 2
                guard tryOut(choice) else { break }
                isSmaller = true
            }
            var messages = Scenario(smallest.choice).messages
            var step = messages / 2
            while step > 0 {
                var choice = smallest.choice
                choice.messages = messages - step
                if tryOut(choice) {
                    messages -= step
                    isSmaller = true
                } else {
                    step /= 2
                }
            }
        }
    }

    private mutating func tryOut(_ choice: Scenario.Choice) -> Bool {
        let report = RunReport(running: choice)
        guard report.problems.contains(where: { kinds.contains($0.kind) }) else { return false }
        smallest = report
        return true
    }
}
