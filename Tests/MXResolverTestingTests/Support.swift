import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// A domain name from a literal.
func domain(_ text: String) -> DomainName { try! DomainName(text) }

/// A name of a message from a literal.
func dnsName(_ text: String) -> DNSName { DNSName(text)! }

/// The octets of a query as a stub resolver sends it.
func queryOctets(_ name: String, _ type: DNSRecordType = .a, identifier: UInt16 = 0x1234) -> [UInt8] {
    DNSMessage.query(DNSQuestion(dnsName(name), type), identifier: identifier).serialized()!
}

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

/// Starts a server, and stops it whatever happens.
func withServer(
    _ zone: Zone, host: String = "127.0.0.1", isAuthenticated: Bool = false,
    streams: ZoneServer.StreamService = .answered, _ body: (ZoneServer) async throws -> Void
) async throws {
    try await ZoneServer.with(zone, host: host, isAuthenticated: isAuthenticated, streams: streams, body)
}

/// The message that octets are.
func parsed(_ octets: [UInt8]) throws -> DNSMessage { try DNSMessage(parsing: octets.span) }
