import NIOConcurrencyHelpers
import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("How long a client waits for the reply to MAIL", .timeLimit(.minutes(15)))
struct KeptConnectionTimeoutTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let messagesBefore: Int
        var kept = 30
        var envelope = 300
        let wait: Int64

        var testDescription: String { "\(messagesBefore) before, \(kept) s or \(envelope) s" }
    }

    @Test(
        "is its own time from the second message on, unless that of the envelope is less",
        arguments: [
            Example(messagesBefore: 0, wait: 300), Example(messagesBefore: 1, wait: 30),
            Example(messagesBefore: 2, wait: 30), Example(messagesBefore: 1, kept: 70, wait: 70),
            Example(messagesBefore: 1, envelope: 20, wait: 20), Example(messagesBefore: 0, envelope: 20, wait: 20),
        ])
    func mail(example: Example) async throws {
        var timeouts = SMTPClientTimeouts()
        timeouts.keptConnection = .seconds(example.kept)
        timeouts.envelope = .seconds(example.envelope)
        let bench = try await ClientHandlerBench(timeouts: timeouts)
        for _ in 0..<example.messagesBefore { try await bench.refuseMessage() }
        // Being idle uses nothing up.
        await bench.pass(.seconds(1_000))
        let outcomes = try await bench.begin()
        try await bench.hear("MAIL")
        await bench.pass(.seconds(example.wait) - .nanoseconds(1))
        #expect(outcomes.withLockedValue { $0 } == nil)
        await bench.pass(.nanoseconds(1))
        let lost = try #require(outcomes.withLockedValue { $0 })
        #expect(lost.map(\.failure?.stage) == [.mail])
        #expect(lost.isLostBeforeTheEnvelope)
    }

    @Test("is the default where nothing else was said")
    func defaults() {
        #expect(SMTPClientTimeouts().keptConnection == .seconds(30))
    }

    @Test("is no less for what comes behind it")
    func recipient() async throws {
        let bench = try await ClientHandlerBench()
        try await bench.refuseMessage()
        let outcomes = try await bench.begin()
        try await bench.answer("MAIL", "250 OK")
        try await bench.hear("RCPT")
        await bench.pass(.seconds(300) - .nanoseconds(1))
        #expect(outcomes.withLockedValue { $0 } == nil)
        await bench.pass(.nanoseconds(1))
        #expect(outcomes.withLockedValue { $0 }?.map(\.failure?.stage) == [.recipient])
    }

    @Test("is given, too, to the reply to a RSET that MAIL has to wait for")
    func reset() async throws {
        let bench = try await ClientHandlerBench()
        try await bench.refuseMessage(answeringReset: false)
        let outcomes = try await bench.begin()
        await bench.pass(.seconds(30) - .nanoseconds(1))
        #expect(outcomes.withLockedValue { $0 } == nil)
        await bench.pass(.nanoseconds(1))
        let lost = try #require(outcomes.withLockedValue { $0 })
        #expect(lost.isLostBeforeTheEnvelope)
    }
}
