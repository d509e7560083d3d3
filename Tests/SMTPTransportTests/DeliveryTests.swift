import Foundation
import MailAddressing
import NIOCore
import NIOPosix
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite struct TransportDeliveryTests {
    @Test func aMessageArrivesOctetForOctet() async throws {
        let bench = try await TransportBench()
        let client = try await bench.client()
        let text = ".leading dot\r\n..two\r\n\r\n.\r\nüñí\r\nlast line without end"
        let outcomes = try await TransportBench.send(text, over: client)
        await client.quit()
        #expect(outcomes.map(\.isAccepted) == [true])
        #expect(bench.messages.first?.content == Array((text + "\r\n").utf8))
        await bench.server.shutdown()
    }

    @Test func manyMessagesGoOverOneConnectionAlsoAfterRefusals() async throws {
        let bench = try await TransportBench { question in
            if case .recipient(let recipient) = question, recipient.mailbox.localPart == "nobody" {
                return .reply(550, .init(5, 1, 1), "no such user")
            }
            return .accept
        }
        let client = try await bench.client()
        for round in 0..<20 {
            let isRefused = round % 3 == 0
            let outcomes = try await TransportBench.send(
                "x\r\n", to: isRefused ? ["nobody@example.test"] : ["ada@example.test", "nobody@example.test"],
                over: client)
            #expect(outcomes.last?.refusal == "550 5.1.1 no such user")
            if !isRefused { #expect(outcomes.first?.isAccepted == true) }
        }
        await client.quit()
        #expect(bench.messages.count == 13)
        await bench.server.shutdown()
    }

    @Test func aLateAnswerHoldsTheClientBackAndReachesIt() async throws {
        let bench = try await TransportBench { question in
            guard case .message = question else { return .accept }
            return .later {
                for _ in 0..<100 { await Task.yield() }
                return .reply(SMTPReply(250, .init(2, 0, 0), "queued as X"))
            }
        }
        let client = try await bench.client()
        let outcomes = try await TransportBench.send(String(repeating: "x\r\n", count: 100_000), over: client)
        #expect(outcomes == [.accepted(SMTPReply(250, .init(2, 0, 0), "queued as X"))])
        await client.quit()
        await bench.server.shutdown()
    }

    @Test func withoutPermissionTheFinalDotIsNotSent() async throws {
        let bench = try await TransportBench()
        let client = try await bench.client()
        let outcomes = try await TransportBench.send("x\r\n", over: client, mayFinish: { false })
        #expect(outcomes.first?.failure?.stage == .message)
        await bench.server.shutdown()
        #expect(bench.messages.isEmpty)
    }

    @Test func aMessageWithABareLineFeedIsNeverFinished() async throws {
        let bench = try await TransportBench()
        let client = try await bench.client()
        let outcomes = try await TransportBench.send("x\n.\r\nMAIL FROM:<>\r\n", over: client)
        #expect(outcomes.first?.failure?.reason == .malformedMessage)
        await bench.server.shutdown()
        #expect(bench.messages.isEmpty)
    }

    @Test(arguments: [SMTPStage.greeting, .hello, .mail, .recipient, .data, .finalDot])
    func aConnectionThatIsCutIsAFailureOfItsStage(stage: SMTPStage) async throws {
        let bench = try await TransportBench { question in
            switch (question, stage) {
            case (.connect, .greeting), (.hello, .hello), (.mail, .mail), (.recipient, .recipient), (.data, .data),
                (.message, .finalDot):
                .drop
            default: .accept
            }
        }
        do throws(SMTPClientFailure) {
            let client = try await bench.client()
            let outcomes = (try? await TransportBench.send("x\r\n", over: client)) ?? []
            // Pipelined commands are lost together: the stage is that of the first without a reply.
            #expect(outcomes.first?.failure?.stage == stage)
        } catch {
            #expect(error.stage == stage)
        }
        await bench.server.shutdown()
    }

    @Test(arguments: [SMTPStage.greeting, .hello, .mail, .data, .finalDot])
    func aSilentServerIsGivenUpAfterTheTimeOfTheStage(stage: SMTPStage) async throws {
        let bench = try await TransportBench { question in
            let isSilent =
                switch (question, stage) {
                case (.connect, .greeting), (.hello, .hello), (.mail, .mail), (.data, .data), (.message, .finalDot):
                    true
                default: false
                }
            guard isSilent else { return .accept }
            return .later {
                let (never, end) = AsyncStream.makeStream(of: Never.self)
                for await _ in never {}
                withExtendedLifetime(end) {}
                return .accept
            }
        }
        // Only the stage in question is short, as the others may take their time on a busy machine.
        var timeouts = SMTPClientTimeouts()
        switch stage {
        case .greeting: timeouts.greeting = .milliseconds(50)
        case .hello: timeouts.session = .milliseconds(50)
        case .mail: timeouts.envelope = .milliseconds(50)
        case .data: timeouts.data = .milliseconds(50)
        default: timeouts.finalDot = .milliseconds(50)
        }
        do throws(SMTPClientFailure) {
            let client = try await bench.client(timeouts: timeouts)
            let outcomes = (try? await TransportBench.send("x\r\n", over: client)) ?? []
            #expect(outcomes.first?.failure?.stage == stage)
        } catch {
            #expect(error.stage == stage)
        }
        await bench.server.shutdown(deadline: .milliseconds(10))
    }

    @Test func aRefusedConnectionSaysSo() async throws {
        let bench = try await TransportBench()
        await bench.server.shutdown()
        await #expect {
            _ = try await bench.client()
        } throws: { error in
            let failure = error as? SMTPClientFailure
            return failure?.stage == .connect && failure?.description.contains("refused") == true
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        let bench = try await TransportBench()
        let listener = SMTPServer.Listener(
            host: "127.0.0.1", port: bench.address.port ?? 0,
            configuration: .init(hostName: try MailHost("mx.example.test")))
        await #expect {
            try await bench.server.listen(listener) { TestSession(rules: { _ in .accept }, taken: bench.taken) }
        } throws: { "\($0)".contains("127.0.0.1:\(bench.address.port ?? 0): the address is in use") }
        await bench.server.shutdown()
    }

    @Test func aShutdownLetsAMessageInHandFinish() async throws {
        let (started, onStarted) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let bench = try await TransportBench { question in
            guard case .message = question else { return .accept }
            return .later {
                onStarted.yield()
                for await _ in released { break }
                return .accept
            }
        }
        let client = try await bench.client()
        async let outcomes = TransportBench.send("x\r\n", over: client)
        for await _ in started { break }
        async let down: Void = bench.server.shutdown(deadline: .seconds(30))
        release.yield()
        #expect(try await outcomes.first?.isAccepted == true)
        await client.quit()
        await down
    }
}

extension TransportDeliveryTests {
    @Test func aMessageOfDotsArrivesAsItIs() async throws {
        let bench = try await TransportBench()
        let client = try await bench.client()
        let text = String(repeating: ".\r\n..\r\nx\r\n", count: 50_000)
        let outcomes = try await TransportBench.send(text, over: client)
        await client.quit()
        #expect(outcomes.map(\.isAccepted) == [true])
        #expect(bench.messages.first?.content == Array(text.utf8))
        await bench.server.shutdown()
    }

    @Test func aCancelledSendCutsTheConnectionAndHasAnOutcome() async throws {
        let (asked, onAsked) = AsyncStream.makeStream(of: Void.self)
        let bench = try await TransportBench { question in
            guard case .mail = question else { return .accept }
            return .later {
                onAsked.yield()
                let (never, end) = AsyncStream.makeStream(of: Never.self)
                for await _ in never {}
                withExtendedLifetime(end) {}
                return .accept
            }
        }
        let client = try await bench.client()
        let sending = Task { try await TransportBench.send("x\r\n", over: client) }
        for await _ in asked { break }
        sending.cancel()
        #expect(try await sending.value.first?.failure?.stage == .mail)
        await bench.server.shutdown(deadline: .milliseconds(10))
    }

    @Test func nothingIsSentAfterTheGoodbye() async throws {
        let bench = try await TransportBench()
        let client = try await bench.client()
        await client.quit()
        #expect(try await TransportBench.send("x\r\n", over: client).first?.failure != nil)
        await bench.server.shutdown()
    }
}
