import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

@testable import MTASTS

@Suite("The choice of addresses")
struct PolicyHostAddressesTests {
    struct Choice: Sendable {
        let zone: [String]
        let privateAddresses: MailExchangeResolver.PrivateAddresses
        let chosen: [String]
    }

    static let choices: [Choice] = [
        Choice(zone: ["8.8.8.8"], privateAddresses: .refuse, chosen: ["8.8.8.8"]),
        Choice(
            zone: ["8.8.8.1", "8.8.8.2", "8.8.8.3", "2620:fe::1"], privateAddresses: .refuse,
            chosen: ["2620:fe::1", "8.8.8.1", "8.8.8.2", "8.8.8.3"]),
        Choice(
            zone: ["8.8.8.1", "2620:fe::1", "2620:fe::2", "2620:fe::3", "2620:fe::4"], privateAddresses: .refuse,
            chosen: ["2620:fe::1", "8.8.8.1", "2620:fe::2", "2620:fe::3"]),
        // What is refused takes nobody's place.
        Choice(
            zone: ["127.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "8.8.8.8", "::1", "fe80::1"],
            privateAddresses: .refuse, chosen: ["8.8.8.8"]),
        Choice(zone: ["127.0.0.1", "::1"], privateAddresses: .allow, chosen: ["::1", "127.0.0.1"]),
        // What a translator or a tunnel leads into is as private as what is inside.
        Choice(
            zone: [
                "64:ff9b::a00:1", "::10.0.0.1", "::8.8.8.8", "2002:a00:1::1", "::ffff:10.0.0.1", "64:ff9b::808:808",
            ],
            privateAddresses: .refuse, chosen: ["64:ff9b::808:808"]),
        // Mapped addresses are judged and taken as what they stand for.
        Choice(zone: ["::ffff:8.8.8.8", "8.8.8.8"], privateAddresses: .refuse, chosen: ["8.8.8.8"]),
        // One that is there twice takes nobody's place.
        Choice(
            zone: ["8.8.8.1", "8.8.8.1", "8.8.8.1", "8.8.8.1", "8.8.8.2"], privateAddresses: .refuse,
            chosen: ["8.8.8.1", "8.8.8.2"]),
    ]

    @Test("alternates the families and leaves out what is refused", arguments: choices)
    func choice(row: Choice) async throws {
        let records = row.zone.map { "host.test. \($0.contains(":") ? "AAAA" : "A") \($0)" }
        let dns = try ZoneResolver(parsing: records.joined(separator: "\n"))
        let found = await PolicyHostAddresses.find(
            try DomainName("host.test"), from: dns, privateAddresses: row.privateAddresses, maximumCount: 4)
        #expect(try found.get().map(\.description) == row.chosen)
        #expect(dns.questions.count == 2)
    }
}
