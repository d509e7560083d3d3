import NIOCore
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Over a limit of the server", .timeLimit(.minutes(15)))
struct ServerLimitsTests {
    @Test("on sessions from one address a client is told so, and those that are in go on")
    func perAddress() async throws {
        var limits = ListenerBench.patient
        limits.maximumSessionsPerAddress = 2
        let bench = try await TransportBench(hasTLS: false, limits: limits)
        let first = try await bench.client()
        let second = try await bench.client()
        await #expect(throws: SMTPClientFailure.self) { _ = try await bench.client() }
        do {
            _ = try await bench.client()
        } catch {
            #expect(error.reply?.code == 421)
            #expect(error.reply?.enhancedStatusCode == .init(4, 7, 0))
        }
        let firstOutcomes = try await TransportBench.send("hi\r\n", over: first)
        #expect(firstOutcomes.allSatisfy { $0.isAccepted })
        await second.quit()
        while bench.server.connectionCount > 1 { await Task.yield() }
        let third = try await bench.client()
        let thirdOutcomes = try await TransportBench.send("hi\r\n", over: third)
        #expect(thirdOutcomes.allSatisfy { $0.isAccepted })
        await bench.server.shutdown(deadline: .milliseconds(100))
    }

    @Test("on all sessions a client is told so")
    func overall() async throws {
        var limits = ListenerBench.patient
        limits.maximumSessions = 1
        let bench = try await TransportBench(hasTLS: false, limits: limits)
        let first = try await bench.client()
        do {
            _ = try await bench.client()
            Issue.record("the second client was let in")
        } catch {
            #expect(error.reply?.description.hasPrefix("421 4.3.2") == true)
        }
        await first.quit()
        await bench.server.shutdown(deadline: .milliseconds(100))
    }

    @Test("on the time of a handshake a client is cut", arguments: [true, false])
    func handshake(isImplicit: Bool) async throws {
        var limits = ListenerBench.patient
        limits.handshakeTimeout = .milliseconds(50)
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let listener = try ListenerBench.mx(tls: tls, encryption: isImplicit ? .implicit : .startTLS)
        let bench = try await ListenerBench(listener, limits: limits)
        // On a machine under load the end may come before the test has a hold of the connection.
        await #expect(throws: (any Error).self) {
            let peer = try await bench.connect()
            if !isImplicit {
                #expect(try await peer.reply().hasPrefix("220"))
                try await peer.ask("EHLO client.example.test")
                #expect(try await peer.ask("STARTTLS").hasPrefix("220"))
            }
            _ = try await peer.line()
        }
        while bench.server.connectionCount > 0 { await Task.yield() }
        await bench.shutdown()
    }

    @Test("on sessions from one address a client is cut before it costs a handshake")
    func beforeTLS() async throws {
        var limits = ListenerBench.patient
        limits.maximumSessionsPerAddress = 1
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls, encryption: .implicit), limits: limits)
        // Silent, and counted all the same.
        let silent = try await bench.connect()
        while bench.server.connectionCount < 1 { await Task.yield() }
        await #expect(throws: (any Error).self) { _ = try await bench.connect().line() }
        withExtendedLifetime(silent) {}
        await bench.shutdown()
    }

    @Test("on memory a message is put off before it is sent", arguments: ["MAIL FROM:<> SIZE=1001", "MAIL FROM:<>"])
    func memory(line: String) async throws {
        let bench = try await HandlerBench(memory: line.contains("SIZE") ? 1_000 : 0) { BodySession() }
        _ = try await bench.heard()
        try await bench.say("EHLO c.example\r\n")
        _ = try await bench.heard()
        try await bench.say(line + "\r\n")
        #expect(try await bench.heard().hasPrefix("452 4.3.1"))
        try await bench.say("NOOP\r\n")
        #expect(try await bench.heard().hasPrefix("250"))
    }

    @Test("the budget never gives more than there is")
    func budget() {
        let budget = SMTPMemoryBudget(limit: 10)
        #expect(budget.take(7))
        #expect(!budget.take(4))
        #expect(budget.left == 3)
        budget.giveBack(7)
        #expect(budget.take(10))
        #expect(!budget.take(1))
        #expect(budget.left == 0)
    }
}
