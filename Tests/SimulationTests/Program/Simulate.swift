#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Days of a mail queue under a virtual clock, network and disk, from a seed: `Options.usage`.
///
/// Prints a line for each seed that fails, with the command that runs it again, then the totals and last
/// `N passed, M failed`; with `--month` the delivery modes side by side instead. Exit status 1 where one failed, 2 where
/// it was asked for something that there is not.
@main
enum Simulate {
    static func main() {
        // Sets and dictionaries must be in the same order in each run, which is settled when a process begins.
        if getenv("SWIFT_DETERMINISTIC_HASHING") == nil {
            setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
            execv("/proc/self/exe", CommandLine.unsafeArgv)
        }
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Not on the main actor, whose jobs would go to the runtime's own executor.
    nonisolated private static func run(_ arguments: [String]) -> Int32 {
        let options: Options
        do {
            options = try Options(arguments)
        } catch {
            say("simulate: \(error.text)\n\(Options.usage)")
            return 2
        }
        guard SerialRuntime.install() else {
            say("simulate: this runtime has no hooks for its executors")
            return 2
        }
        if options.isMonth { return Month.run(options) ? 0 : 1 }
        let (passed, failed) = options.isSelfTest ? SelfTest.run() : runSeeds(options)
        say("\(passed) passed, \(failed) failed")
        return failed == 0 && passed > 0 ? 0 : 1
    }

    nonisolated private static func runSeeds(_ options: Options) -> (passed: Int, failed: Int) {
        var (passed, failed) = (0, 0)
        var totals = Totals()
        for seed in options.first..<(options.first + UInt64(options.seeds)) {
            let report = RunReport(
                running: options.choice(seed), isPrinted: options.isVerbose, repeats: options.repeats)
            totals.add(report.totals)
            if report.problems.isEmpty {
                passed += 1
                say("seed \(seed) passed \(String(report.hash, radix: 16))")
                continue
            }
            failed += 1
            tell(report, "seed \(seed) FAILED")
            guard options.shrinks else { continue }
            var shrinker = Shrinker(report)
            shrinker.shrink()
            tell(shrinker.smallest, "smallest:")
        }
        say("totals: \(totals.line)")
        return (passed, failed)
    }

    /// Prints a line at once, also where somebody reads it by a pipe.
    nonisolated static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    nonisolated private static func tell(_ report: RunReport, _ title: String) {
        print(
            "\(title) \(report.problems.count) problems; again: Scripts/simulate \(report.choice.arguments) --verbose")
        for problem in report.problems.prefix(8) { say("    \(problem)") }
    }
}
