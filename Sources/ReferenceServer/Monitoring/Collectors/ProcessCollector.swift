import DeliveryQueue
import Foundation
import NIOConcurrencyHelpers

/// Reads how much the process takes of the machine, under the names that programs of all kinds have for it.
///
/// Where the system has no `/proc`, nothing is read. Only what is the process's own is looked at there, as a service
/// manager may hide the rest.
struct ProcessCollector: MetricCollector {
    /// Where the system tells of processes; a test has its own.
    var folder = "/proc"
    /// How many ticks of its clock the system counts in a second.
    var ticksPerSecond = Double(sysconf(CInt(_SC_CLK_TCK)))
    /// How many octets a page of memory has.
    var pageSize = Double(sysconf(CInt(_SC_PAGESIZE)))
    /// Civil time.
    var clock: any QueueClock = SystemQueueClock()
    /// How long ago the system began, in seconds, with the time that it slept; nil where it does not say so.
    var sinceBoot: @Sendable () -> Double? = { Self.bootClock }
    /// When the process began, as it was told last.
    private let toldStart = NIOLockedValueBox<Double?>(nil)

    /// What can be read of memory, time and files.
    func families() async -> [MetricFamily] {
        var families: [MetricFamily] = []
        func add(_ kind: MetricFamily.Kind, _ name: String, _ help: String, _ value: Double?) {
            guard let value, value.isFinite else { return }
            families.append(MetricFamily(kind, name, help, [.init(value)]))
        }
        let pages = numbers(in: "self/statm")
        add(.gauge, "process_virtual_memory_bytes", "Virtual memory in octets.", pages.at(0).map { $0 * pageSize })
        add(.gauge, "process_resident_memory_bytes", "Resident memory in octets.", pages.at(1).map { $0 * pageSize })
        let status = status
        let (user, system) = (status.at(Self.userTime), status.at(Self.systemTime))
        if let user, let system, ticksPerSecond > 0 {
            add(
                .counter, "process_cpu_seconds_total", "Time on processors in seconds.",
                (user + system) / ticksPerSecond)
        }
        add(.gauge, "process_open_fds", "Open file descriptors.", openFiles)
        add(.gauge, "process_max_fds", "File descriptors that may be open.", mostFiles)
        if let ticks = status.at(Self.startTime), ticksPerSecond > 0, let sinceBoot = sinceBoot() {
            let age = sinceBoot - ticks / ticksPerSecond
            add(
                .gauge, "process_start_time_seconds", "When the process began, in seconds since 1970.",
                steady(Double(clock.now().milliseconds) / 1_000 - age))
        }
        return families
    }

    /// When the process began, the same as before unless civil time was set: a change that is none but the clocks' own
    /// would look like a new start.
    ///
    /// - Parameter start: when it began, as the clocks have it now.
    private func steady(_ start: Double) -> Double {
        toldStart.withLockedValue { told in
            if let told, abs(told - start) < Self.leastStep { return told }
            told = start
            return start
        }
    }

    /// The least step of civil time that counts as one, in seconds.
    private static let leastStep = 2.0

    /// How long ago the system began, in seconds, by the clock that the start of a process is told by.
    private static var bootClock: Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    /// The places of fields in `status`, counted from the one after the program's name (proc_pid_stat(5)).
    private static let (userTime, systemTime, startTime) = (11, 12, 19)

    /// The fields of `self/stat` after the program's name, which may have blanks and brackets in it; 0 for what is no
    /// number.
    private var status: [Double] {
        let text = text(of: "self/stat")
        guard let end = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: end)...].split(whereSeparator: \.isWhitespace).map { Double($0) ?? 0 }
    }

    private var openFiles: Double? {
        (try? DataFiles.names(in: folder + "/self/fd")).map { Double($0.count) }
    }

    private var mostFiles: Double? {
        let name = "Max open files"
        let line = text(of: "self/limits").split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Double($0) }
    }

    private func numbers(in name: String) -> [Double] {
        text(of: name).split(whereSeparator: \.isWhitespace).map { Double($0) ?? 0 }
    }

    private func text(of name: String) -> String {
        String(decoding: (try? Files.read("\(folder)/\(name)")) ?? [], as: UTF8.self)
    }
}

extension [Double] {
    /// The number at a place, or nil where there is none.
    fileprivate func at(_ place: Int) -> Double? { indices.contains(place) ? self[place] : nil }
}
