import MailAddressing
import Testing

@testable import SMTPTransport

@Suite("The address and network of a client")
struct ClientNetworkTests {
    @Test(
        "are /32 and /24 of IPv4, /64 and /48 of IPv6",
        arguments: [
            ("192.0.2.77", "192.0.2.77", "192.0.2.0"), ("::ffff:192.0.2.77", "192.0.2.77", "192.0.2.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", "2001:db8:1::"), ("::1", "::", "::"),
        ])
    func parts(address: String, one: String, network: String) throws {
        let client = ClientNetwork(try #require(IPAddress(address)))
        #expect(client.address.description == one)
        #expect(client.network.description == network)
    }
}
