import MXResolver
import MailAddressing
import Testing

@Suite("The site of several relays")
struct RelaySiteTests {
    private func site(_ relays: (String, UInt16)...) throws -> MailSite? {
        MailSite(relays: try relays.map { (try MailHost($0.0), $0.1) })
    }

    @Test("has their names and ports in order, whatever the order in which they are given")
    func names() throws {
        let expected = "relay.example.net:587+spare.example.net:465"
        #expect(try site(("relay.example.net", 587), ("spare.example.net", 465))?.name == expected)
        #expect(try site(("spare.example.net", 465), ("relay.example.net", 587))?.name == expected)
        #expect(MailSite(name: expected)?.name == expected)
    }

    @Test("is that of the relay where there is one, also where it is named twice")
    func one() throws {
        let relay = MailSite(relay: try MailHost("relay.example.net"), port: 587)
        #expect(try site(("relay.example.net", 587)) == relay)
        #expect(try site(("relay.example.net", 587), ("Relay.Example.NET", 587)) == relay)
    }

    @Test("tells ports and addresses apart, and rolls nothing up")
    func different() throws {
        #expect(try site(("a.example", 25), ("a.example", 24))?.name == "a.example:24+a.example:25")
        #expect(try site(("[192.0.2.1]", 25), ("[IPv6:::ffff:192.0.2.1]", 25))?.name == "[192.0.2.1]:25")
        #expect(
            try site(("[IPv6:2001:db8::1]", 25), ("a.mx.microsoft", 25))?.name
                == "[IPv6:2001:db8::1]:25+a.mx.microsoft:25")
    }

    @Test("is none of no relay")
    func none() throws {
        #expect(try site() == nil)
    }

    @Test("has as many as fit into a name")
    func tooMany() throws {
        let relays = try (100..<200).map { (try MailHost("relay\($0).example.net"), UInt16(25)) }
        let site = try #require(MailSite(relays: relays))
        let parts = site.name.split(separator: "+")
        #expect(site.name.utf8.count <= MailSite.maximumLength)
        #expect(site.name.utf8.count + 1 + parts[0].utf8.count > MailSite.maximumLength)
        #expect(parts.map { String($0) } == (100..<100 + parts.count).map { "relay\($0).example.net:25" })
        #expect(MailSite(relays: relays.reversed()) == site)
        #expect(MailSite(name: site.name) == site)
    }
}
