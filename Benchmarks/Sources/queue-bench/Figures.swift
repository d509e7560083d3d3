import BenchmarkText
import CSyncs
import Foundation

/// Measures processor time, syncs and the time of each step, and prints what came of it.
enum Figures {
    /// Prints values as JSON under a name, with `snake_case` keys.
    static func printJSON<Value: Encodable>(_ name: String, _ value: Value) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        print(String(decoding: try encoder.encode([name: value]), as: UTF8.self))
    }

    /// Prints a table as Markdown, with a line before it.
    static func printTable(_ title: String, _ heads: [String], _ rows: [[String]]) {
        let lines = [heads, heads.map { _ in "---" }] + rows
        print("\(title)\n")
        for line in lines { print("| \(line.joined(separator: " | ")) |") }
        print("")
    }

    /// The processor time of this process in seconds, the system's part among it.
    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A line of /proc/self/status in octets, such as `VmRSS`; nil where there is none.
    static func memory(_ name: String) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line.flatMap { Int($0.split(whereSeparator: { !$0.isNumber }).first ?? "") }.map { $0 * 1_024 }
    }

    /// The least time that so large a share does not exceed, in milliseconds; 0 without times.
    static func quantile(_ share: Double, of times: [Duration]) -> Double {
        guard !times.isEmpty else { return 0 }
        let rank = Int((share * Double(times.count)).rounded(.up))
        return times.sorted()[min(times.count, max(1, rank)) - 1] / .milliseconds(1)
    }
}

/// What a number of equal steps cost.
struct Cost: Encodable {
    /// How many a second, all tasks together.
    var perSecond: Double
    /// The time of one, in milliseconds: the median.
    var medianMilliseconds: Double
    /// The same: 99 of 100 were quicker.
    var p99Milliseconds: Double
    /// Processor time of one in microseconds, all threads of the process.
    var processorMicroseconds: Double
    /// How many syncs there were for one.
    var syncs: Double

    /// Measures steps.
    ///
    /// - Parameter work: carries them out and gives the time of each.
    static func of(_ work: () async throws -> [Duration]) async throws -> Cost {
        let (processor, syncs, start) = (Figures.processorSeconds(), sync_count(), ContinuousClock.now)
        let times = try await work()
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let count = Double(max(1, times.count))
        return Cost(
            perSecond: Double(times.count) / elapsed, medianMilliseconds: Figures.quantile(0.5, of: times),
            p99Milliseconds: Figures.quantile(0.99, of: times),
            processorMicroseconds: (Figures.processorSeconds() - processor) / count * 1e6,
            syncs: Double(sync_count() - syncs) / count)
    }

    /// The heads of `cells`.
    static let heads = ["a second", "p50 ms", "p99 ms", "processor µs", "syncs"]

    /// The figures as a part of a table's row.
    var cells: [String] {
        [
            perSecond.text(0), medianMilliseconds.text(3), p99Milliseconds.text(3), processorMicroseconds.text(1),
            syncs.text(3),
        ]
    }
}
