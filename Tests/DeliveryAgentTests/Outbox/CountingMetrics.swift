import CoreMetrics
import NIOConcurrencyHelpers

/// A metrics system that keeps what counters count and timers time, by their label and dimensions.
final class CountingMetrics: MetricsFactory {
    private let values = NIOLockedValueBox<[String: Int64]>([:])
    private let recorded = NIOLockedValueBox<[String: [Int64]]>([:])

    var counts: [String: Int64] { values.withLockedValue { $0 } }
    /// What was timed, in nanoseconds.
    var times: [String: [Int64]] { recorded.withLockedValue { $0 } }

    private static func name(_ label: String, _ dimensions: [(String, String)]) -> String {
        ([label] + dimensions.map { "\($0.0)=\($0.1)" }).joined(separator: " ")
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let name = Self.name(label, dimensions)
        // As with other systems, a counter that is made again goes on.
        values.withLockedValue { $0[name, default: 0] += 0 }
        return Handler(name: name, values: values)
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        TimeKeeper(name: Self.name(label, dimensions), recorded: recorded)
    }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private final class Handler: CounterHandler {
        private let name: String
        private let values: NIOLockedValueBox<[String: Int64]>

        init(name: String, values: NIOLockedValueBox<[String: Int64]>) {
            self.name = name
            self.values = values
        }

        func increment(by amount: Int64) { values.withLockedValue { $0[name, default: 0] += amount } }
        func reset() { values.withLockedValue { $0[name] = 0 } }
    }

    private final class TimeKeeper: TimerHandler {
        private let name: String
        private let recorded: NIOLockedValueBox<[String: [Int64]]>

        init(name: String, recorded: NIOLockedValueBox<[String: [Int64]]>) {
            self.name = name
            self.recorded = recorded
        }

        func recordNanoseconds(_ duration: Int64) {
            recorded.withLockedValue { $0[name, default: []].append(duration) }
        }
    }
}
