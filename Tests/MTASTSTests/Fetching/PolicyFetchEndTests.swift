import MTASTS
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@Suite("A fetch ends", .timeLimit(.minutes(15)))
struct PolicyFetchEndTests {
    /// Never answers until the task is cancelled.
    private struct SilentResolver: DNSResolver {
        func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
            try? await Task.sleep(for: .seconds(3_600))
            return .failure(.cancelled)
        }
    }

    struct SlowServer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: ServerScript
        let hasTLS: Bool
    }

    static let slowServers: [SlowServer] = [
        SlowServer(
            testDescription: "never shakes hands", script: ServerScript(moment: .connection, ending: .hold),
            hasTLS: false),
        SlowServer(testDescription: "never answers", script: ServerScript(ending: .hold), hasTLS: true),
        SlowServer(
            testDescription: "drips a head",
            script: .answer("HTTP/1.1 200 OK\r\n", ending: .drip(Array("X: y\r\n".utf8))), hasTLS: true),
        SlowServer(
            testDescription: "drips words in between",
            script: .answer("", ending: .drip(Array("HTTP/1.1 102 x\r\n\r\n".utf8))), hasTLS: true),
        SlowServer(
            testDescription: "stops in the body",
            script: .answer(FetchBench.plainHead + "Content-Length: 100\r\n\r\nversion", ending: .hold), hasTLS: true),
        SlowServer(
            testDescription: "drips a body", script: .answer(FetchBench.plainHead + "\r\n", ending: .drip([0x61])),
            hasTLS: true),
    ]

    @Test("when its time is over, and the connection with it", arguments: slowServers)
    func timeout(server: SlowServer) async throws {
        let certificate = try FetchBench.certificate()
        let security = server.hasTLS ? PolicyServer.Security.tls(certificate) : .none
        try await FetchBench.withServer(server.script, security: security) { running in
            let fetcher = try FetchBench.fetcher(
                try FetchBench.zone("127.0.0.1"), port: running.port, roots: certificate,
                timeout: .milliseconds(300))
            let failure = try #require(await fetcher.fetch(for: FetchBench.domain).failure)
            #expect(failure.kind == .timedOut)
            #expect(failure.description.contains("the policy did not arrive in time: 0.3 seconds were over while "))
            #expect(running.record.connections <= 1)
            if server.hasTLS { try await running.clientsGone() }
        }
    }

    @Test("when its time is over and no name server has answered")
    func lookupTimeout() async throws {
        let certificate = try FetchBench.certificate()
        let fetcher = try FetchBench.fetcher(
            SilentResolver(), port: 443, roots: certificate, timeout: .milliseconds(50))
        let failure = try #require(await fetcher.fetch(for: FetchBench.domain).failure)
        #expect(failure.kind == .timedOut)
        #expect(failure.description.hasSuffix("0.05 seconds were over while its addresses were looked up"))
    }

    @Test("by the clock that it is given")
    func clock() async throws {
        let fetcher = try HTTPSPolicyFetcher(dns: SilentResolver()) { #expect($0 == .seconds(60)) }
        #expect(await fetcher.fetch(for: FetchBench.domain).failure?.kind == .timedOut)
    }

    @Test("soon when its task is cancelled", arguments: slowServers)
    func cancellation(server: SlowServer) async throws {
        let certificate = try FetchBench.certificate()
        let security = server.hasTLS ? PolicyServer.Security.tls(certificate) : .none
        try await FetchBench.withServer(server.script, security: security) { running in
            let fetcher = try FetchBench.fetcher(
                try FetchBench.zone("127.0.0.1"), port: running.port, roots: certificate)
            let task = Task { await fetcher.fetch(for: FetchBench.domain) }
            await running.scriptEnded()
            task.cancel()
            let failure = try #require(await task.value.failure)
            #expect(failure.kind == .cancelled)
            #expect(failure.description.contains("the fetch was cancelled"))
            if server.hasTLS { try await running.clientsGone() }
        }
    }

    @Test("at once when its task was cancelled before")
    func cancelledBefore() async throws {
        let dns = try FetchBench.zone("127.0.0.1")
        let fetcher = try FetchBench.fetcher(dns, port: 443, roots: try FetchBench.certificate())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await fetcher.fetch(for: FetchBench.domain)
        }
        #expect(await task.value.failure?.kind == .cancelled)
    }

    @Test("for a hundred at once, each with a connection of its own that is closed")
    func crowd() async throws {
        let certificate = try FetchBench.certificate()
        let script = ServerScript.answer(FetchBench.goodAnswer, ending: .hold)
        try await FetchBench.withServer(script, security: .tls(certificate)) { server in
            let fetcher = try FetchBench.fetcher(
                try FetchBench.zone("127.0.0.1"), port: server.port, roots: certificate)
            let policies = await withTaskGroup(of: PolicyFetch.self, returning: Int.self) { group in
                for _ in 0..<100 { group.addTask { await fetcher.fetch(for: FetchBench.domain) } }
                return await group.reduce(0) { $0 + ($1 == .policy(FetchBench.policy) ? 1 : 0) }
            }
            #expect(policies == 100)
            #expect(server.record.connections == 100)
            try await server.clientsGone()
        }
    }
}
