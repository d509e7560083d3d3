import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A clock of stages")
struct StageClockTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What is under way from which second on.
        let steps: [(SMTPStage, UInt64)]
        /// The seconds that each stage took.
        let timings: [SMTPStage: Int]
    }

    @Test(
        "gives each stage the time up to the next one, and the stages together all of it",
        arguments: [
            Example(testDescription: "nothing happened", steps: [(.mail, 5)], timings: [.mail: 0]),
            Example(
                testDescription: "one after another", steps: [(.greeting, 1), (.hello, 3), (.hello, 7)],
                timings: [.greeting: 2, .hello: 4]),
            Example(
                testDescription: "again and again",
                steps: [(.hello, 0), (.startTLS, 1), (.hello, 3), (.authentication, 7), (.hello, 15)],
                timings: [.hello: 5, .startTLS: 2, .authentication: 8]),
            Example(
                testDescription: "reached at once",
                steps: [(.mail, 0), (.recipient, 9), (.data, 9), (.message, 9), (.message, 10)],
                timings: [.mail: 9, .recipient: 0, .data: 0, .message: 1]),
            Example(
                testDescription: "told several times", steps: [(.finalDot, 2), (.finalDot, 3), (.finalDot, 6)],
                timings: [.finalDot: 4]),
            Example(
                testDescription: "a time that goes back", steps: [(.mail, 10), (.recipient, 4), (.data, 12)],
                timings: [.mail: 0, .recipient: 2, .data: 0]),
        ])
    func adds(example: Example) throws {
        let (first, begin) = try #require(example.steps.first)
        var clock = StageClock(first, at: Self.deadline(begin))
        for (stage, second) in example.steps.dropFirst() { clock.enter(stage, at: Self.deadline(second)) }
        var expected = SMTPStageTimings()
        for (stage, seconds) in example.timings { expected[stage] = .seconds(seconds) }
        #expect(clock.timings == expected)
        let latest = example.steps.map(\.1).max() ?? 0
        #expect(clock.timings.total == Duration.seconds(Int64(latest - begin)))
    }

    @Test("has a time for every stage")
    func stages() {
        let stages: [SMTPStage] = [
            .connect, .greeting, .hello, .startTLS, .authentication, .mail, .recipient, .data, .message, .finalDot,
        ]
        var timings = SMTPStageTimings()
        for (number, stage) in stages.enumerated() {
            #expect(timings[stage] == nil)
            timings[stage] = .seconds(1 << number)
        }
        for (number, stage) in stages.enumerated() { #expect(timings[stage] == Duration.seconds(1 << number)) }
        #expect(timings.total == Duration.seconds(1_023))
        #expect(timings.connect == Duration.seconds(1))
        #expect(timings.finalDot == Duration.seconds(512))
    }

    private static func deadline(_ second: UInt64) -> NIODeadline { .uptimeNanoseconds(second * 1_000_000_000) }
}
