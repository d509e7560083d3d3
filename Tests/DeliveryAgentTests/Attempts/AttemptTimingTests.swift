import SMTPTransport
import Testing

@testable import DeliveryAgent

@Suite("How long an attempt took, in words")
struct AttemptTimingTests {
    /// What was done at a host, with stages that took so many milliseconds.
    static func trial(
        _ opening: [WritableKeyPath<SMTPStageTimings, Duration?>: Int] = [:],
        _ transaction: [WritableKeyPath<SMTPStageTimings, Duration?>: Int] = [:]
    ) -> AttemptReport.Trial {
        func timings(_ stages: [WritableKeyPath<SMTPStageTimings, Duration?>: Int]) -> SMTPStageTimings {
            stages.reduce(into: SMTPStageTimings()) { $0[keyPath: $1.key] = .milliseconds($1.value) }
        }
        return AttemptReport.Trial(
            host: "mx.receiver.test", isRelay: false, isFallback: false, isReused: false, tlsVersion: nil,
            opening: timings(opening),
            transaction: timings(transaction), outcomes: [])
    }

    @Test("is the whole, and the stages that count")
    func stages() {
        let trial = Self.trial(
            [\.connect: 20, \.greeting: 4, \.startTLS: 60], [\.mail: 0, \.message: 100, \.finalDot: 30])
        #expect(trial.timing == "in 0.21 s: connecting 0.02, TLS 0.06, the message 0.10, the reply 0.03")
    }

    @Test("has the stages in their order")
    func order() {
        let trial = Self.trial(
            [\.connect: 10, \.greeting: 20, \.hello: 30, \.startTLS: 40, \.authentication: 50],
            [\.mail: 60, \.recipient: 70, \.data: 80, \.message: 90, \.finalDot: 100])
        let parts = [
            "connecting 0.01", "greeting 0.02", "EHLO 0.03", "TLS 0.04", "login 0.05", "MAIL 0.06", "RCPT 0.07",
            "DATA 0.08", "the message 0.09", "the reply 0.10",
        ]
        #expect(trial.timing == "in 0.55 s: " + parts.joined(separator: ", "))
    }

    @Test(
        "is rounded to hundredths, and what is under half of one is left out",
        arguments: [
            (0, "in 0.00 s"), (4, "in 0.00 s"), (5, "in 0.01 s: DATA 0.01"), (14, "in 0.01 s: DATA 0.01"),
            (15, "in 0.02 s: DATA 0.02"), (999, "in 1.00 s: DATA 1.00"), (61_050, "in 61.05 s: DATA 61.05"),
        ])
    func rounding(milliseconds: Int, text: String) {
        #expect(Self.trial([:], [\.data: milliseconds]).timing == text)
    }

    @Test("is nothing where nothing was done")
    func nothing() {
        #expect(Self.trial().timing == nil)
    }
}
