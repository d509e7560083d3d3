/// A month of mail in the four delivery modes, side by side: the same messages, and the same troubles of others.
enum Month {
    /// The days of a month, where nothing else is asked for.
    private static let days = 30

    /// Runs it in each mode, and prints what came of it.
    ///
    /// - Parameter options: the seed, the days, and whether JSON is wanted.
    /// - Returns: whether everything has come to its end.
    static func run(_ options: Options) -> Bool {
        let plan = MonthPlan(seed: options.first, days: options.days ?? days)
        let report = MonthReport(on: plan, MonthMode.allCases.map { MonthRun(plan, $0).run() })
        Simulate.say(options.isJSON ? report.json : report.table)
        if !options.isJSON { for problem in report.problems { Simulate.say("FAILED \(problem)") } }
        return report.problems.isEmpty
    }
}
