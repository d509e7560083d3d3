import MailAddressing
import SMTPTransport
import Testing

@Suite("The question to a block list")
struct BlockListQueryTests {
    @Test(
        "is the reversed address in the zone (RFC 5782, sections 2.1, 2.4 and 5)",
        arguments: [
            ("192.0.2.99", "bad.example.com", "99.2.0.192.bad.example.com"),
            (
                "2001:db8:1:2:3:4:567:89ab", "ugly.example.com",
                "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ugly.example.com"
            ),
            ("127.0.0.2", "bad.example.com", "2.0.0.127.bad.example.com"),
            (
                "::ffff:7f00:2", "ugly.example.com",
                "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ugly.example.com"
            ),
        ])
    func names(address: String, zone: String, name: String) throws {
        #expect(BlockListQuery.name(of: try #require(IPAddress(address)), in: zone) == name)
    }

    @Test(
        "is answered with yes by 127.0.0.0/8 alone, but for the errors of 127.255.255.0/24",
        arguments: [
            ([], false), (["127.0.0.2"], true), (["127.0.0.10", "127.0.0.4"], true), (["127.255.254.255"], true),
            (["127.255.255.254"], false), (["127.255.255.252", "127.0.0.2"], true), (["192.0.2.1"], false),
            (["126.255.255.255"], false), (["128.0.0.0"], false), (["::1"], false), (["::ffff:127.0.0.2"], false),
        ] as [([String], Bool)])
    func answers(addresses: [String], isListed: Bool) throws {
        let answers = try addresses.map { try #require(IPAddress($0)) }
        #expect(BlockListQuery.isListed(answers) == isListed)
    }
}
