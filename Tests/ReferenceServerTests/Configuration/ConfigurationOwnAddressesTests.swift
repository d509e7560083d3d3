import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("Addresses at which mail hosts are this one")
struct ConfigurationOwnAddressesTests {
    /// The listeners of a file, the port of remote mail hosts, and what counts as ours.
    static let rows: [(listeners: [String], port: Int, own: [String])] = [
        (["192.0.2.25:25"], 25, ["192.0.2.25"]), (["[2001:db8::25]:25"], 25, ["2001:db8::25"]),
        (["192.0.2.25:25", "[2001:db8::25]:25"], 25, ["192.0.2.25", "2001:db8::25"]),
        (["192.0.2.25:25", "192.0.2.26:587", "192.0.2.27:2525", "192.0.2.28:0"], 25, ["192.0.2.25"]),
        // Inside addresses count: beside a translator, and where `private-addresses` is `allow`.
        (["10.0.0.25:25"], 25, ["10.0.0.25"]), (["[fd00::25]:25"], 25, ["fd00::25"]),
        // IPv4 in the form of IPv6 is IPv4, every address and loopback too.
        (["[::ffff:192.0.2.25]:25"], 25, ["192.0.2.25"]), (["[::ffff:0.0.0.0]:25", "[::ffff:127.0.0.1]:25"], 25, []),
        (["0.0.0.0:25"], 25, []), (["[::]:25"], 25, []), (["127.0.0.1:25", "127.1.2.3:25", "[::1]:25"], 25, []),
        (["0.0.0.0:25", "192.0.2.25:25"], 25, ["192.0.2.25"]),
        // At another port of remote hosts somebody else may listen.
        (["192.0.2.25:25"], 2_525, []), (["192.0.2.25:2525"], 2_525, []), (["192.0.2.25:2525"], 25, []),
    ]

    @Test("those of listeners at port 25, where mail goes to port 25", arguments: rows.indices)
    func listeners(index: Int) throws {
        let row = Self.rows[index]
        var configuration = ServerConfiguration(
            hostname: try DomainName("mail.example.test"), dataPath: "/var/lib/waxwing")
        configuration.delivery.port = row.port
        configuration.listeners = try row.listeners.map { text in
            let colon = try #require(text.lastIndex(of: ":"))
            let address = text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
            return ServerConfiguration.Listener(
                endpoint: ServerConfiguration.Endpoint(
                    address: try #require(IPAddress(address)),
                    port: try #require(Int(text[text.index(after: colon)...]))))
        }
        #expect(configuration.ownAddresses.map(\.description).sorted() == row.own.sorted())
    }

    @Test("none without a listener that the file names")
    func standard() throws {
        #expect(try ConfigurationFixture.decode("").configuration.ownAddresses == [])
        let named = "listeners: [{ address: \"192.0.2.25:25\" }]\n"
        #expect(try ConfigurationFixture.decode(named).configuration.ownAddresses.map(\.description) == ["192.0.2.25"])
        let elsewhere = named + "delivery: { port: 2525 }\n"
        #expect(try ConfigurationFixture.decode(elsewhere).configuration.ownAddresses == [])
    }
}
