import MailAddressing
import Testing

@Suite("The addresses that other projects test")
struct AddressCollectionTests {
    /// Where we know better, or mean to be stricter or milder.
    struct Departure: Sendable {
        let reason: String
        /// The addresses in question; one that ends in an ellipsis stands for what begins so.
        let addresses: [String]

        init(_ reason: String, _ addresses: String...) {
            self.reason = reason
            self.addresses = addresses
        }

        func explains(_ address: String) -> Bool {
            addresses.contains { one in
                one.hasSuffix("\u{2026}") ? address.hasPrefix(one.dropLast()) : address == one
            }
        }
    }

    /// U+FDEF, which Swift takes in no literal.
    private static let noncharacter = UnicodeScalar(0xFDEF as UInt32).map { String($0) } ?? ""

    static let departures: [AddressCollection: [Departure]] = [
        .emailValidator: [
            Departure(
                "a display name belongs to header fields (RFC 5322, section 3.4)",
                "MyName <me@example.org>", "My Name <me@example.org>",
                #""My.\"Na\\me\".Is" <"me \" \\ me"@example.org>"#, "\"s\u{323}\u{307}\" <s\u{323}\u{307}@nfc.tld>"),
            Departure(
                "a domain may have one label (RFC 5321, section 4.1.2)", "my@localhost", "me@bad-tld-1"),
            Departure(
                "an address literal is a mail host (RFC 5321, section 4.1.3)", "me@[127.0.0.1]", "me@[IPv6:::1]"),
            Departure(
                "which names exist, or are reserved, is no question of syntax (RFC 6761)", "me@bad.tld-2",
                "me@anything.arpa", "me@valid.invalid", "me@link.local", "me@host.localhost", "me@onion.onion.onion",
                "me@test.test.test"),
            Departure(
                "a domain of ASCII is taken as it is, as RFC 5321, section 4.1.2, knows no A-labels", "me@xn--0.tld",
                "me@yy--0.tld"),
            Departure(
                "says whether SMTPUTF8 is needed; whether it may be is for the session to say (RFC 6531, section 3.4)",
                "\u{3BB}ambda\u{30C4}@test", "\"quoted.with..unicode.\u{3BB}\"@example.com"),
            Departure(
                "a local part may have any UTF-8 beyond ASCII (RFC 6531, section 3.3), and is not normalized by us",
                "me.\u{37E}@example.com", "\u{2005}@test.example", "\u{2028}@test.example", "\u{2029}@test.example",
                "\u{300}@test.example", "\u{200B}@test.example", "\u{202D}forward-\u{202E}reversed@test.example",
                "\u{E000}@test.example", "\u{10FDEF}@test.example", noncharacter + "@test.example"),
            Departure(
                "254 octets as given (RFC 5321, section 4.5.3.1.3); they count what normalization would make of them",
                "my.\u{FB2C}.address@1111111111\u{2026}"),
        ],
        .flankerValid: [
            Departure("an underscore is no part of a host name (RFC 5321, section 2.3.5)", "bob@under_scope"),
            Departure(
                "a display name belongs to header fields (RFC 5322, section 3.4)",
                "Bill Gates <\"billy\"@retired.Micr!osoft99.com>", "Steve Jobs <steve@apple.com>",
                "Matt \"The Matt\" Mickiewicz <matt.Mickiewicz@99designs.com>",
                "\"<john@smith.com>\" <john@smith.com>"),
            Departure(
                "a last label of digits would look like an address (RFC 1123, section 2.1)", "first.last@example.123",
                "test@123.123.123.123", "foobar@192.168.0.1"),
            Departure(
                "a comment belongs to header fields (RFC 5322, section 3.2.2)", "(this is a comment) test@example.com",
                "(this is a comment)test@example.com", "test@example.com(this is a comment)",
                "test@example.com (this is a comment)"),
        ],
        .flankerInvalid: [
            Departure(
                "a domain of ASCII is taken as it is, as RFC 5321, section 4.1.2, knows no A-labels",
                "test@xn--example.com")
        ],
        .harakaPaths: [
            Departure(
                "postmaster without a domain is for the RCPT command to know (RFC 5321, section 4.1.1.3)", "postmaster")
        ],
        .moxLocalParts: [
            Departure("an empty quoted string is refused, as no mailbox has that name", "\"\"@x.example")
        ],
    ]

    static let count: [AddressCollection: Int] = [
        .emailValidator: 285, .flankerValid: 151, .flankerInvalid: 86, .harakaPaths: 19, .moxAddresses: 9,
        .moxLocalParts: 12,
    ]

    @Test(
        "are judged as the RFCs have it, but for the departures that are named",
        .enabled(if: AddressCollection.allCases.allSatisfy(\.isThere), "needs the folder WAXWING_CORPORA"),
        arguments: AddressCollection.allCases)
    func agreement(collection: AddressCollection) throws {
        let cases = try collection.cases()
        let disagreed = cases.filter { one in
            switch mailbox(one.address) {
            case .success(let value): !one.isMailbox || one.domain.map { $0 != value.host.description } ?? false
            case .failure: one.isMailbox
            }
        }
        let departures = Self.departures[collection] ?? []
        var lines = [
            "\(collection.rawValue): cases \(cases.count), agreed \(cases.count - disagreed.count), "
                + "disagreed \(disagreed.count)"
        ]
        for one in disagreed {
            let departure = departures.first { $0.explains(one.address) }
            let reason = departure?.reason ?? "unexplained"
            lines.append("  departs at \(one.address.prefix(60).debugDescription): \(reason)")
            #expect(departure != nil, "unexplained: \(one.address)")
        }
        print(lines.joined(separator: "\n"))
        #expect(cases.count == Self.count[collection])
        // What no case needs any more is to be taken out.
        let needless = departures.flatMap(\.addresses).filter { address in
            !disagreed.contains { Departure("", address).explains($0.address) }
        }
        #expect(needless.isEmpty)
    }

    @Test(
        "survive printing and reading where they are accepted, for SMTP and for people",
        .enabled(if: AddressCollection.allCases.allSatisfy(\.isThere), "needs the folder WAXWING_CORPORA"),
        arguments: AddressCollection.allCases)
    func roundTrip(collection: AddressCollection) throws {
        for one in try collection.cases() {
            guard case .success(let value) = mailbox(one.address) else { continue }
            #expect(mailbox(value.description) == .success(value), "\(one.address)")
            #expect(mailbox(value.unicodeDescription) == .success(value), "\(one.address)")
        }
    }
}
