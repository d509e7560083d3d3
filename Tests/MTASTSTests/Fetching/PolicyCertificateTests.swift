import MTASTS
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@Suite("A policy host's TLS", .timeLimit(.minutes(15)))
struct PolicyCertificateTests {
    static let good = ServerScript.answer(FetchBench.goodAnswer)

    @Test(
        "has a certificate for its own name",
        arguments: ["example.test", "mta-sts.example.tes", "mta-sts.other.test", "127.0.0.1", "mta-sts"])
    func wrongName(name: String) async throws {
        let certificate = try FetchBench.certificate(name)
        try await refused(
            certificate, roots: certificate, "no certificate that is valid for its name: it is for another")
    }

    @Test("has a name as subject alternative name, for which a common name does not stand in")
    func commonName() async throws {
        try await refused(.commonName, roots: .commonName, "it is for another name")
    }

    @Test("may have a certificate for all names beside its own")
    func wildcard() async throws {
        let (fetch, _) = try await FetchBench.fetch(Self.good, security: .tls(.wildcard), roots: .wildcard)
        #expect(fetch == .policy(FetchBench.policy))
    }

    @Test("has a certificate that is valid now", arguments: [Int64(1_500_000_000), 4_000_000_000])
    func wrongTime(time: Int64) async throws {
        let certificate = try ServerIdentity.make(FetchBench.host, days: 1, at: time)
        try await refused(certificate, roots: certificate, "it is not valid now, or leads to no trusted root")
    }

    @Test("has a certificate that leads to a root")
    func unknownIssuer() async throws {
        try await refused(
            try FetchBench.certificate(), roots: try FetchBench.certificate("root.test"), "leads to no trusted root")
        // The same name twice is not the same root.
        try await refused(try FetchBench.certificate(), roots: try FetchBench.certificate(), "no trusted root")
    }

    @Test("is not believed by the system's roots")
    func systemRoots() async throws {
        try await FetchBench.withServer(Self.good, security: .tls(try FetchBench.certificate())) { server in
            let configuration = HTTPSPolicyFetcher.Configuration(privateAddresses: .allow, port: UInt16(server.port))
            let fetcher = try HTTPSPolicyFetcher(dns: try FetchBench.zone("127.0.0.1"), configuration: configuration)
            // A system without any roots cannot even begin.
            let kind = await fetcher.fetch(for: FetchBench.domain).failure?.kind
            #expect(kind == .certificate || kind == .connection)
            #expect(server.record.requests.isEmpty)
        }
    }

    @Test("is of today")
    func oldVersion() async throws {
        let certificate = try FetchBench.certificate()
        let (fetch, record) = try await FetchBench.fetch(Self.good, security: .oldTLS(certificate), roots: certificate)
        #expect(fetch.failure?.kind == .connection)
        #expect(fetch.failure?.description.contains("the TLS handshake failed (") == true)
        #expect(record.requests.isEmpty)
    }

    @Test(
        "is there",
        arguments: [
            ServerScript(moment: .connection, pieces: [Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)]),
            ServerScript(moment: .connection, pieces: [Array(FetchBench.goodAnswer.utf8)], ending: .hold),
            ServerScript(moment: .connection, pieces: [[0, 0, 0, 0, 0]]),
            ServerScript(moment: .connection),
        ])
    func noTLS(script: ServerScript) async throws {
        let (fetch, record) = try await FetchBench.fetch(script, security: PolicyServer.Security.none)
        #expect(fetch.failure?.kind == .connection)
        #expect(fetch.failure?.description.contains("no HTTPS connection with the policy host: ") == true)
        #expect(record.requests.isEmpty)
    }

    @Test("stands until there is an answer", arguments: [true, false])
    func closes(isClean: Bool) async throws {
        let script = ServerScript(moment: .handshake, ending: isClean ? .close : .cut)
        let (fetch, _) = try await FetchBench.fetch(script)
        #expect(fetch.failure?.kind == .connection)
    }

    @Test(
        "has roots that can be read",
        arguments: [
            "", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n",
        ])
    func roots(text: String) throws {
        let dns = try FetchBench.zone("127.0.0.1")
        do throws(PolicyRootsError) {
            _ = try HTTPSPolicyFetcher(dns: dns, configuration: .init(roots: .pem(Array(text.utf8))))
            Issue.record("the roots were taken")
        } catch {
            #expect(error.description.hasPrefix("the root certificates for policy hosts cannot be used: "))
        }
    }

    private func refused(
        _ certificate: ServerIdentity, roots: ServerIdentity, _ sentence: String
    ) async throws {
        let (fetch, record) = try await FetchBench.fetch(Self.good, security: .tls(certificate), roots: roots)
        let failure = try #require(fetch.failure)
        #expect(failure.kind == .certificate)
        #expect(failure.description.contains(sentence), "\(failure)")
        #expect(failure.address == FetchBench.loopback)
        #expect(record.requests.isEmpty)
    }
}
