import DeliveryQueue
import DeliveryQueueTesting
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

@Suite("What is read of the process")
struct ProcessCollectorTests {
    /// A folder as the system has it for a process, with a program whose name is meant to mislead.
    private func fill(_ folder: TemporaryFolder) throws {
        for name in ["a", "b", "c"] {
            try Files.makeDirectory("\(folder.path)/self/fd")
            _ = try folder.write([], to: "self/fd/\(name)")
        }
        let after = "S 1 7 7 0 -1 4194560 900 0 0 0 250 150 0 0 20 0 9 0 4200 123456789 500 18446744073709551615"
        _ = try folder.write(Array("7 (wax) 1 2 (3) wing) \(after)\n".utf8), to: "self/stat")
        _ = try folder.write(Array("3000 500 200 1 0 900 0\n".utf8), to: "self/statm")
        let limits = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             100                  200                  processes
            Max open files            1024                 1048576              files
            """
        _ = try folder.write(Array(limits.utf8), to: "self/limits")
    }

    private func text(in folder: TemporaryFolder) async -> [String] {
        let clock = ManualClock(start: WallTime(milliseconds: 1_700_000_100_000))
        return await lines(
            of: ProcessCollector(
                folder: folder.path, ticksPerSecond: 100, pageSize: 4_096, clock: clock, sinceBoot: { 100 }))
    }

    private func lines(of collector: ProcessCollector) async -> [String] {
        PrometheusText.text(await collector.families()).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }

    @Test("has the same start as long as civil time is not set, and no start without a clock")
    func start() async throws {
        try await TemporaryFolder.asynchronously { folder in
            try fill(folder)
            let clock = ManualClock(start: WallTime(milliseconds: 1_700_000_100_000))
            let sinceBoot = NIOLockedValueBox<Double?>(100)
            let collector = ProcessCollector(
                folder: folder.path, ticksPerSecond: 100, pageSize: 4_096, clock: clock,
                sinceBoot: { sinceBoot.withLockedValue { $0 } })
            // Each: how far both clocks go on, and when the process began by what they then say.
            let steps: [(civil: Duration, boot: Double, expected: String)] = [
                (.zero, 0, "1700000042"), (.seconds(60), 60, "1700000042"), (.milliseconds(60_900), 60, "1700000042"),
                (.seconds(3_600), 0, "1700003642.9"), (.seconds(60), 60.5, "1700003642.9"),
            ]
            for step in steps {
                clock.advance(by: step.civil)
                sinceBoot.withLockedValue { $0 = ($0 ?? 0) + step.boot }
                #expect(await lines(of: collector).contains("process_start_time_seconds \(step.expected)"))
            }
            sinceBoot.withLockedValue { $0 = nil }
            #expect(!(await lines(of: collector).contains { $0.hasPrefix("process_start") }))
        }
    }

    @Test("is what the system says, whatever the program is called")
    func readings() async throws {
        try await TemporaryFolder.asynchronously { folder in
            try fill(folder)
            #expect(
                await text(in: folder) == [
                    "process_cpu_seconds_total 4", "process_max_fds 1024", "process_open_fds 3",
                    "process_resident_memory_bytes 2048000", "process_start_time_seconds 1700000042",
                    "process_virtual_memory_bytes 12288000",
                ])
        }
    }

    @Test(
        "is left out where it cannot be read",
        arguments: ["", "7", "7 (x", "7 (x)", "7 (x) S", "7 (x) S 1 2 3 4 5 6 7 8 9 10 11 12\n", "\u{0}\u{FF})((("])
    func broken(status: String) async throws {
        try await TemporaryFolder.asynchronously { folder in
            #expect(await text(in: folder).isEmpty)
            try fill(folder)
            for name in ["self/stat", "self/statm", "self/limits"] {
                _ = try folder.write(Array(status.utf8), to: name)
            }
            let lines = await text(in: folder)
            #expect(lines.contains("process_open_fds 3"))
            #expect(!lines.contains { $0.hasPrefix("process_start") || $0.hasPrefix("process_max") })
        }
    }

    @Test("is there for this process")
    func own() async {
        let names = Set(await ProcessCollector().families().map(\.name))
        #expect(names.contains("process_resident_memory_bytes"))
        #expect(names.contains("process_start_time_seconds"))
    }
}
