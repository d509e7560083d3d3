import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// A domain name from a literal.
func domain(_ text: String) -> DomainName { try! DomainName(text) }

/// A name of a message from a literal.
func dnsName(_ text: String) -> DNSName { DNSName(text)! }

extension Result {
    /// The failure, or nil.
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }

    /// The success, or nil.
    var success: Success? {
        if case .success(let success) = self { success } else { nil }
    }
}

/// Starts a server of a zone and a resolver that asks it, and ends both.
func withServer(
    _ zone: String, timeout: Duration = .seconds(15), tries: Int = 4, isAuthenticated: Bool = false,
    trust: CAresResolver.AuthenticationTrust = .loopback,
    _ body: (CAresResolver, ZoneServer) async throws -> Void
) async throws {
    let server = try await ZoneServer.start(try Zone(parsing: zone), isAuthenticated: isAuthenticated)
    let configuration = CAresResolver.Configuration(
        servers: [server.address], timeout: timeout, tries: tries, authenticatedAnswers: trust)
    let resolver = try CAresResolver(configuration: configuration)
    do {
        try await body(resolver, server)
    } catch {
        resolver.shutdown()
        await server.stop()
        throw error
    }
    resolver.shutdown()
    await server.stop()
}

/// Waits, for real sockets only, until something is true; fails after ten seconds.
func waitUntil(_ condition: () -> Bool) async throws {
    for _ in 0..<1_000 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
    try #require(condition())
}
