import MailAddressing
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import SMTPProtocol

@testable import SMTPTransport

/// A client's handler on a channel without a socket, whose clock is moved by hand; the test plays the server.
struct ClientHandlerBench {
    let channel: NIOAsyncTestingChannel
    private let handler: NIOLoopBound<SMTPClientHandler>
    /// How long the message that was finished last took.
    let timings = NIOLockedValueBox<SMTPStageTimings?>(nil)

    /// Opens a session.
    ///
    /// - Parameters:
    ///   - timeouts: how long the client waits.
    ///   - services: what the server offers.
    ///   - pauses: how long the server takes for the greeting, and for the reply to EHLO.
    init(
        timeouts: SMTPClientTimeouts = SMTPClientTimeouts(), services: [String] = [],
        pauses: (greeting: TimeAmount, hello: TimeAmount) = (.zero, .zero)
    ) async throws {
        let channel = NIOAsyncTestingChannel()
        self.channel = channel
        handler = try await channel.testingEventLoop.executeInContext {
            let handler = SMTPClientHandler(
                machine: SMTPClientMachine(
                    configuration: SMTPClientConfiguration(helloName: "client.example.test", tls: .never)),
                tls: nil, serverName: nil, timeouts: timeouts, opened: channel.eventLoop.makePromise())
            try channel.pipeline.syncOperations.addHandler(handler)
            return NIOLoopBound(handler, eventLoop: channel.eventLoop)
        }
        try await channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 25)).get()
        await pass(pauses.greeting)
        try await say("220 mx.example.test ESMTP")
        try await hear("EHLO")
        await pass(pauses.hello)
        let lines = ["mx.example.test"] + services
        for line in lines.dropLast() { try await say("250-\(line)") }
        try await say("250 \(lines[lines.count - 1])")
    }

    /// Begins a message; what comes of it lies in the box when it has come.
    func begin(
        mayFinish: @escaping @Sendable () async -> Bool = { true }
    ) async throws -> NIOLockedValueBox<[SMTPRecipientOutcome]?> {
        let text = "Subject: x\r\n\r\nhello\r\n"
        let order = SMTPClientOrder(
            transaction: SMTPTransaction(
                reversePath: try ReversePath("sender@example.test"), recipients: [try Mailbox("ada@example.test")],
                size: text.utf8.count, isEightBit: false),
            content: ByteBuffer(string: text), mayFinish: mayFinish)
        let outcomes = NIOLockedValueBox<[SMTPRecipientOutcome]?>(nil)
        let (handler, timings) = (handler, timings)
        let eventLoop = channel.testingEventLoop
        try await eventLoop.executeInContext {
            let promise = eventLoop.makePromise(of: SMTPClientAnswer.self)
            promise.futureResult.whenSuccess { answer in
                timings.withLockedValue { $0 = answer.timings }
                outcomes.withLockedValue { $0 = answer.outcomes }
            }
            handler.value.begin(order, promise)
        }
        return outcomes
    }

    /// Has a message refused at MAIL; the session can go on, when RSET was answered.
    func refuseMessage(answeringReset: Bool = true) async throws {
        _ = try await begin()
        try await answer("MAIL", "451 not now")
        if answeringReset { try await answer("RSET", "250 OK") } else { try await hear("RSET") }
    }

    /// Says a line to the client.
    func say(_ line: String) async throws { try await channel.writeInbound(ByteBuffer(string: line + "\r\n")) }

    /// Awaits a line that begins with a verb.
    func hear(_ verb: String) async throws {
        let line = String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
        guard line.hasPrefix(verb) else { throw UnexpectedLine(awaited: verb, heard: line) }
    }

    /// Awaits a line that begins with a verb, and answers it.
    func answer(_ verb: String, _ reply: String) async throws {
        try await hear(verb)
        try await say(reply)
    }

    /// How long the opening took.
    var openingTimings: SMTPStageTimings {
        get async throws {
            let handler = handler
            return try await channel.testingEventLoop.executeInContext { handler.value.openingTimings }
        }
    }

    /// Lets time pass.
    func pass(_ time: TimeAmount) async { await channel.testingEventLoop.advanceTime(by: time) }
}
