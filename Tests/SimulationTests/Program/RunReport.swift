/// What came of a run.
struct RunReport {
    /// What the run was.
    let choice: Scenario.Choice
    /// What was wrong.
    var problems: [Problem]
    /// What happened, as a number.
    let hash: UInt64
    /// What happened, in numbers.
    let totals: Totals

    /// Runs a simulation.
    ///
    /// - Parameters:
    ///   - choice: what it is.
    ///   - isPrinted: whether everything that happens is printed.
    ///   - repeats: whether it is run a second time, and must do the same.
    init(running choice: Scenario.Choice, isPrinted: Bool = false, repeats: Bool = false) {
        let simulation = Simulation(choice, isPrinted: isPrinted)
        simulation.run()
        self.choice = choice
        problems = simulation.journal.problems
        hash = simulation.journal.trace.hash
        totals = simulation.journal.totals
        guard repeats else { return }
        let again = Simulation(choice)
        again.run()
        if again.journal.trace.hash != hash {
            problems.append(Problem(kind: .repetition, moment: 0, text: "the same seed did not do the same twice"))
        }
    }
}
