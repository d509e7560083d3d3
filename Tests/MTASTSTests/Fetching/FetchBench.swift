import MTASTS
import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// What tests of the fetcher share.
enum FetchBench {
    static let domain = try! DomainName("example.test")
    static let host = "mta-sts.example.test"
    /// Longer than any test may take, for those that are not about time.
    static let unlimited = Duration.seconds(900)
    static let loopback = IPAddress("127.0.0.1")!

    static let text =
        "version: STSv1\r\nmode: enforce\r\nmx: mx.example.test\r\nmx: *.example.test\r\nmax_age: 86400\r\n"
    static let policy = StrictTransportPolicy(
        mode: .enforce, hosts: ["mx.example.test", "*.example.test"].compactMap { MailHostPattern($0) },
        maximumAge: 86_400)
    static let plainHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
    static let goodAnswer = "\(plainHead)Content-Length: \(text.utf8.count)\r\n\r\n\(text)"

    /// A certificate for a name, or for the policy host's.
    static func certificate(_ name: String = host) throws -> ServerIdentity { try ServerIdentity.make(name) }

    /// A fetcher that believes a certificate and connects to loopback.
    static func fetcher(
        _ dns: any DNSResolver, port: Int, roots: ServerIdentity, timeout: Duration = unlimited,
        connectTimeout: Duration = unlimited, privateAddresses: MailExchangeResolver.PrivateAddresses = .allow,
        maximumLength: Int = 64 * 1_024
    ) throws -> HTTPSPolicyFetcher {
        let configuration = HTTPSPolicyFetcher.Configuration(
            privateAddresses: privateAddresses, port: UInt16(port), roots: .pem(roots.root),
            timeout: timeout, connectTimeout: connectTimeout, maximumLength: maximumLength)
        return try HTTPSPolicyFetcher(dns: dns, configuration: configuration)
    }

    /// A zone in which the policy host has addresses.
    static func zone(_ addresses: String...) throws -> ZoneResolver {
        try ZoneResolver(parsing: records(addresses))
    }

    /// The records of a zone in which the policy host has addresses.
    static func records(_ addresses: [String]) -> String {
        addresses.map { "\(host). \($0.contains(":") ? "AAAA" : "A") \($0)" }.joined(separator: "\n")
    }

    /// Fetches from one server that plays a script, and ends the server.
    static func fetch(
        _ script: ServerScript, security: PolicyServer.Security? = nil, roots: ServerIdentity? = nil,
        timeout: Duration = unlimited, connectTimeout: Duration = unlimited, maximumLength: Int = 64 * 1_024
    ) async throws -> (fetch: PolicyFetch, record: PolicyServer.Record) {
        let certificate = try certificate()
        return try await withServer(script, security: security ?? .tls(certificate)) { server in
            let fetcher = try fetcher(
                try zone("127.0.0.1"), port: server.port, roots: roots ?? certificate, timeout: timeout,
                connectTimeout: connectTimeout, maximumLength: maximumLength)
            let fetch = await fetcher.fetch(for: domain)
            // Whatever came of it, the client closes its connection.
            try await server.clientsGone()
            return (fetch, server.record)
        }
    }

    /// Starts a server and ends it.
    static func withServer<Output: Sendable>(
        _ script: ServerScript, security: PolicyServer.Security, address: String = "127.0.0.1", port: Int = 0,
        _ body: (PolicyServer) async throws -> Output
    ) async throws -> Output {
        let server = try await PolicyServer.start(script, security: security, address: address, port: port)
        do {
            let output = try await body(server)
            await server.stop()
            return output
        } catch {
            await server.stop()
            throw error
        }
    }
}

extension PolicyFetch {
    /// The failure, or nil.
    var failure: PolicyFetchFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

/// A case of a table: what a server does, and what comes of it.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let script: ServerScript
    let kind: PolicyFetchFailure.Kind
    /// A part of the sentence.
    let sentence: String

    init(_ name: String, _ script: ServerScript, _ kind: PolicyFetchFailure.Kind, _ sentence: String) {
        (testDescription, self.script, self.kind, self.sentence) = (name, script, kind, sentence)
    }

    init(_ name: String, _ text: String, _ kind: PolicyFetchFailure.Kind, _ sentence: String) {
        self.init(name, .answer(text), kind, sentence)
    }
}
