import BenchmarkText
import DeliveryQueue
import Foundation

/// Measures the scheduler alone: no store, no clock, no network.
///
/// What a step costs, with how many deliveries queued for how many sites; a step is an addition, a becoming due, a
/// beginning or an end. Then what a delivery that waits takes of memory, and a site that mail has gone to: what is
/// resident more, in a process of its own.
///
///     scheduler-bench [--quick]
@main
struct SchedulerBench {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.count == 3, words[0] == "--memory", let queued = Int(words[1]), let sites = Int(words[2]) {
            return Memory.measure(queued: queued, sites: sites)
        }
        guard words.isEmpty || words == ["--quick"] else {
            print("usage: scheduler-bench [--quick]")
            exit(2)
        }
        run(isQuick: !words.isEmpty)
    }

    private static func run(isQuick: Bool) {
        let levels: [(queued: Int, sites: Int)] =
            isQuick
            ? [(1_000, 1_000), (100_000, 1_000), (100_000, 10_000)]
            : [(1_000, 1_000), (10_000, 1_000), (100_000, 1_000), (1_000_000, 1_000), (1_000_000, 100_000)]
        let heads = ["queued", "sites", "steps a second", "ns a step", "octets a waiting delivery", "octets a site"]
        print("| \(heads.joined(separator: " | ")) |")
        print("| \(heads.map { _ in "---" }.joined(separator: " | ")) |")
        for level in levels {
            var load = Load(queued: level.queued, sites: level.sites)
            load.run(steps: max(200_000, level.queued))
            let (steps, seconds) = load.measured(steps: isQuick ? 400_000 : 4_000_000)
            keep(load)
            let octets = Memory.inNewProcess(queued: level.queued, sites: level.sites)
            let cells = [
                "\(level.queued)", "\(level.sites)", (Double(steps) / seconds).text(0),
                (seconds / Double(steps) * 1e9).text(0), octets?.delivery ?? "-", octets?.site ?? "-",
            ]
            print("| \(cells.joined(separator: " | ")) |")
        }
    }
}
