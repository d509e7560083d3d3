import MXResolver
import MailAddressing
import Testing

/// How DANE and MTA-STS combine: every status of the one with every kind of policy of the other.
@Suite("Security of a connection to a mail host")
struct TransportSecurityTests {
    private static let name = domain("mx.example.com")
    private static let base = domain("tlsa.example.com")

    /// What a policy says of the host.
    enum Policy: String, CaseIterable, Sendable {
        case absent
        case enforcedNamed, enforcedNotNamed
        case testedNamed, testedNotNamed
        case noneNamed, noneNotNamed

        var value: StrictTransportPolicy? {
            let mode: StrictTransportPolicy.Mode
            switch self {
            case .absent: return nil
            case .enforcedNamed, .enforcedNotNamed: mode = .enforce
            case .testedNamed, .testedNotNamed: mode = .testing
            case .noneNamed, .noneNotNamed: mode = .none
            }
            let isNamed = [.enforcedNamed, .testedNamed, .noneNamed].contains(self)
            let pattern = MailHostPattern(isNamed ? "*.example.com" : "*.example.net")
            return StrictTransportPolicy(mode: mode, hosts: [pattern].compactMap { $0 }, maximumAge: 86_400)
        }
    }

    /// What DANE says of the host.
    enum Status: String, CaseIterable, Sendable {
        case notApplicable, unusable, required, failed

        /// Every value of the status; the requirement of `required` and `failed` is of the value.
        var values: [DANEStatus] {
            get throws {
                switch self {
                case .notApplicable: DANEStatus.Reason.allCases.map { .notApplicable($0) }
                case .unusable:
                    [.unusable(base: base, records: [TLSARecord(usage: 9, selector: 1, matching: 1, association: [7])])]
                case .required: [.required(try tlsa())]
                case .failed: [DNSFailure.timeout, .serverFailure, .refused, .unreachable].map { .failed($0) }
                }
            }
        }
    }

    private static func tlsa() throws -> DANEPolicy {
        let record = TLSARecord(usage: 3, selector: 1, matching: 1, association: [UInt8](repeating: 7, count: 32))
        return try #require(DANEPolicy(base: base, records: [record]))
    }

    private static func host(_ name: DomainName? = name) throws -> MailExchangeHost {
        let address = try #require(IPAddress("20.0.0.1"))
        return MailExchangeHost(preference: 10, name: name, addresses: [address], isAuthenticated: true)
    }

    /// A requirement as a word, so that the table can be read.
    private static func word(_ requirement: TransportSecurity.Requirement?) -> String {
        switch requirement {
        case nil: "-"
        case .opportunistic: "opportunistic"
        case .encrypted: "encrypted"
        case .dane(let policy): policy.base == base ? "dane" : "dane of another base"
        case .certificate(let name): name == Self.name ? "certificate" : "certificate of another name"
        case .notAllowed: "notAllowed"
        case .unknown: "unknown"
        }
    }

    /// One row: what both say, and what is demanded, by whom, and what is tested.
    static let rows: [(dane: Status, policy: Policy, demanded: String, origin: String, tested: String)] = [
        (.notApplicable, .absent, "opportunistic", "nobody", "-"),
        (.notApplicable, .enforcedNamed, "certificate", "mtasts", "-"),
        (.notApplicable, .enforcedNotNamed, "notAllowed", "mtasts", "-"),
        (.notApplicable, .testedNamed, "opportunistic", "nobody", "certificate"),
        (.notApplicable, .testedNotNamed, "opportunistic", "nobody", "notAllowed"),
        (.notApplicable, .noneNamed, "opportunistic", "nobody", "-"),
        (.notApplicable, .noneNotNamed, "opportunistic", "nobody", "-"),
        (.unusable, .absent, "encrypted", "dane", "-"),
        (.unusable, .enforcedNamed, "certificate", "mtasts", "-"),
        (.unusable, .enforcedNotNamed, "notAllowed", "mtasts", "-"),
        (.unusable, .testedNamed, "encrypted", "dane", "certificate"),
        (.unusable, .testedNotNamed, "encrypted", "dane", "notAllowed"),
        (.unusable, .noneNamed, "encrypted", "dane", "-"), (.unusable, .noneNotNamed, "encrypted", "dane", "-"),
        (.required, .absent, "dane", "dane", "-"), (.required, .enforcedNamed, "dane", "dane", "-"),
        (.required, .enforcedNotNamed, "dane", "dane", "-"), (.required, .testedNamed, "dane", "dane", "certificate"),
        (.required, .testedNotNamed, "dane", "dane", "notAllowed"), (.required, .noneNamed, "dane", "dane", "-"),
        (.required, .noneNotNamed, "dane", "dane", "-"), (.failed, .absent, "unknown", "dane", "-"),
        (.failed, .enforcedNamed, "unknown", "dane", "-"), (.failed, .enforcedNotNamed, "unknown", "dane", "-"),
        (.failed, .testedNamed, "unknown", "dane", "certificate"),
        (.failed, .testedNotNamed, "unknown", "dane", "notAllowed"),
        (.failed, .noneNamed, "unknown", "dane", "-"), (.failed, .noneNotNamed, "unknown", "dane", "-"),
    ]

    @Test("DANE comes first, then a policy that is enforced, then nobody", arguments: rows.indices)
    func combines(index: Int) throws {
        let row = Self.rows[index]
        for status in try row.dane.values {
            let security = TransportSecurity.combining(host: try Self.host(), dane: status, policy: row.policy.value)
            #expect(Self.word(security.requirement) == row.demanded, "\(status)")
            #expect(security.origin.rawValue == row.origin, "\(status)")
            #expect(Self.word(security.tested) == row.tested, "\(status)")
            #expect(security.permitsDelivery == !["notAllowed", "unknown"].contains(row.demanded), "\(status)")
            #expect(security.requiresTLS == (row.demanded != "opportunistic"), "\(status)")
            #expect(!security.explanation.isEmpty && security.explanation.utf8.allSatisfy { (32...126).contains($0) })
            switch status {
            case .required(let policy): #expect(security.requirement == .dane(policy))
            case .failed(let failure): #expect(security.requirement == .unknown(failure))
            case .notApplicable, .unusable: break
            }
        }
    }

    @Test("the table has every pair once")
    func isWhole() {
        let pairs = Set(Self.rows.map { "\($0.dane) \($0.policy)" })
        #expect(pairs.count == Self.rows.count)
        #expect(pairs.count == Status.allCases.count * Policy.allCases.count)
    }

    @Test(
        "an address literal has neither records nor a policy, and no policy that is enforced allows it",
        arguments: Policy.allCases)
    func leavesLiterals(policy: Policy) throws {
        for status in Status.allCases {
            for value in try status.values {
                let security = TransportSecurity.combining(
                    host: try Self.host(nil), dane: value, policy: policy.value)
                let isEnforced = policy.value?.mode == .enforce
                #expect(security.requirement == (isEnforced ? .notAllowed : .opportunistic))
                #expect(security.origin == (isEnforced ? .mtasts : .nobody))
                #expect(security.tested == nil)
                #expect(security.permitsDelivery == !isEnforced && security.requiresTLS == isEnforced)
                #expect(!security.explanation.isEmpty)
            }
        }
    }

    @Test("a policy is held against the name of the MX record, not where its alias leads")
    func ignoresAliases() throws {
        let address = try #require(IPAddress("20.0.0.1"))
        for (name, canonicalName, demanded) in [
            ("mx.example.com", "edge.example.net", "certificate"), ("edge.example.net", "mx.example.com", "notAllowed"),
        ] {
            let host = MailExchangeHost(
                preference: 10, name: domain(name), addresses: [address], canonicalName: domain(canonicalName))
            let security = TransportSecurity.combining(
                host: host, dane: .notApplicable(.noRecords), policy: Policy.enforcedNamed.value)
            #expect(Self.word(security.requirement) == demanded)
        }
    }

    @Test(
        "the explanation names who decides and what is missing",
        arguments: [
            (.required, .enforcedNotNamed, "tlsa.example.com has authenticated TLSA records"),
            (.failed, .enforcedNamed, "it cannot be known whether mx.example.com has TLSA records"),
            (.unusable, .absent, "none of which can be used"),
            (.notApplicable, .enforcedNamed, "is enforced and names"),
            (.notApplicable, .enforcedNotNamed, "is enforced and does not name mx.example.com"),
            (.notApplicable, .testedNotNamed, "is in testing and does not name mx.example.com"),
            (.notApplicable, .absent, "the domain has no MTA-STS policy"),
        ] as [(Status, Policy, String)])
    func explains(dane: Status, policy: Policy, words: String) throws {
        for value in try dane.values {
            let security = TransportSecurity.combining(host: try Self.host(), dane: value, policy: policy.value)
            #expect(security.explanation.contains(words), "\(security.explanation)")
        }
    }
}
