import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Certificates that are replaced under load", .timeLimit(.minutes(15)))
struct RotationUnderLoadTests {
    @Test("cost no message: 200 messages over 40 connections, and 20 replacements")
    func rotation() async throws {
        let identities = try (0..<3).map { try TestIdentities.identity("mx\($0).example.test") }
        let tls = SMTPServerTLS(identities[0])
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let security = SMTPClient.Security.startTLSRequired(try .opportunistic())
        let accepted = NIOLockedValueBox(0)
        let replaced = NIOLockedValueBox(0)
        // Now one certificate, now several, so that both ways of choosing take turns.
        let count: @Sendable () -> Void = {
            let count = accepted.withLockedValue { accepted in
                accepted += 1
                return accepted
            }
            guard count.isMultiple(of: 10) else { return }
            let turn = count / 10
            tls.replace(with: identities[turn % 3], others: turn.isMultiple(of: 2) ? [identities[0]] : [])
            replaced.withLockedValue { $0 += 1 }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5 {
                        let client = try await bench.client(security: security)
                        for _ in 0..<5 {
                            let outcomes = try await TransportBench.send("Subject: x\r\n\r\nhello\r\n", over: client)
                            #expect(outcomes.map(\.isAccepted) == [true], "\(outcomes)")
                            count()
                        }
                        await client.quit()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(replaced.withLockedValue { $0 } == 20)
        #expect(bench.log.messages.count == 200)
        #expect(bench.log.hellos.filter { $0.tlsVersion == "TLSv1.3" }.count == 40)
        await bench.shutdown()
    }
}
