import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// The table of what DANE asks for: zones that are signed or not, what fails, and which records count.
struct DANEStatusTests {
    /// One row: whose mail, what DANE asks of its first host in the form of `summary`, the questions besides the
    /// route's, and why.
    struct Row: Sendable, CustomTestStringConvertible {
        let domain: String
        let expected: String
        let questions: String
        let reason: String

        init(_ domain: String, _ expected: String, asks questions: String, _ reason: String) {
            self.domain = domain
            self.expected = expected
            self.questions = questions
            self.reason = reason
        }

        var testDescription: String { "\(domain): \(reason)" }
    }

    /// A digest of the right length.
    private static let digest = String(repeating: "0a", count: 32)

    private static let zone = """
        $ORIGIN test.
        $SECURE signed
        $BOGUS broken
        $INSECURE hole.signed _25._tcp.mx.openrecords.signed _25._tcp.canonical.halfopen.signed

        one.signed                    MX 10 mx.one.signed
        mx.one.signed                 A 192.0.2.1
        _25._tcp.mx.one.signed        TLSA 3 1 1 \(digest)
        six.signed                    MX 10 mx.six.signed
        mx.six.signed                 AAAA 2001:db8::6
        _25._tcp.mx.six.signed        TLSA 3 1 1 \(digest)
        dual.signed                   MX 10 mx.dual.signed
        mx.dual.signed                A 192.0.2.2
                                      AAAA 2001:db8::2
        _25._tcp.mx.dual.signed       TLSA 2 1 1 \(digest)
        itself.signed                 A 192.0.2.3
        _25._tcp.itself.signed        TLSA 3 0 1 \(digest)
        itself2.signed                MX 10 itself2.signed
                                      A 192.0.2.19
        _25._tcp.itself2.signed       TLSA 2 0 1 \(digest)
        shared.signed                 MX 10 mx.one.signed

        plain                         MX 10 mx.one.signed
        plainitself                   A 192.0.2.4
        _25._tcp.plainitself          TLSA 3 1 1 \(digest)
        plainhost.signed              MX 10 mx.plain
        mx.plain                      A 192.0.2.5
        _25._tcp.mx.plain             TLSA 3 1 1 \(digest)
        hole.signed                   MX 10 mx.one.signed
        tohole.signed                 MX 10 mx.hole.signed
        mx.hole.signed                A 192.0.2.6
        _25._tcp.mx.hole.signed       TLSA 3 1 1 \(digest)

        none.signed                   MX 10 mx.none.signed
        mx.none.signed                A 192.0.2.7
        nodata.signed                 MX 10 mx.nodata.signed
        mx.nodata.signed              A 192.0.2.8
        _25._tcp.mx.nodata.signed     TXT "no TLSA"
        openrecords.signed            MX 10 mx.openrecords.signed
        mx.openrecords.signed         A 192.0.2.9
        _25._tcp.mx.openrecords.signed  TLSA 3 1 1 \(digest)

        unusable.signed               MX 10 mx.unusable.signed
        mx.unusable.signed            A 192.0.2.10
        _25._tcp.mx.unusable.signed   TLSA 1 1 1 \(digest)
                                      TLSA 3 1 2 \(digest)
        mixed.signed                  MX 10 mx.mixed.signed
        mx.mixed.signed               A 192.0.2.11
        _25._tcp.mx.mixed.signed      TLSA 0 0 1 \(digest)
                                      TLSA 3 0 1 \(digest)
                                      TLSA 2 0 1 \(digest)

        servfail.signed               MX 10 mx.servfail.signed
        mx.servfail.signed            A 192.0.2.12
        late.signed                   MX 10 mx.late.signed
        mx.late.signed                A 192.0.2.13
        closed.signed                 MX 10 mx.closed.signed
        mx.closed.signed              A 192.0.2.14
        garbled.signed                MX 10 mx.garbled.signed
        mx.garbled.signed             A 192.0.2.15
        bogusrecords.signed           MX 10 mx.bogusrecords.signed
        mx.bogusrecords.signed        A 192.0.2.16
        _25._tcp.mx.bogusrecords.signed  CNAME records.broken
        records.broken                TLSA 3 1 1 \(digest)

        pointer.signed                MX 10 mx.pointer.signed
        mx.pointer.signed             A 192.0.2.17
        _25._tcp.mx.pointer.signed    CNAME records.one.signed
        records.one.signed            TLSA 3 1 1 \(digest)
        pointerout.signed             MX 10 mx.pointerout.signed
        mx.pointerout.signed          A 192.0.2.18
        _25._tcp.mx.pointerout.signed CNAME _25._tcp.mx.plain
        """

    private static let rows: [Row] = [
        Row(
            "one.signed.test", "mx.one.signed.test 1 for mx.one.signed.test one.signed.test",
            asks: "_25._tcp.mx.one.signed.test TLSA", "everything is signed"),
        Row(
            "shared.signed.test", "mx.one.signed.test 1 for mx.one.signed.test shared.signed.test",
            asks: "_25._tcp.mx.one.signed.test TLSA", "a host of another domain"),
        Row(
            "six.signed.test", "mx.six.signed.test 1 for mx.six.signed.test six.signed.test",
            asks: "_25._tcp.mx.six.signed.test TLSA", "IPv6 only"),
        Row(
            "dual.signed.test", "mx.dual.signed.test 1 for mx.dual.signed.test dual.signed.test",
            asks: "_25._tcp.mx.dual.signed.test TLSA, dual.signed.test MX", "both families, a trust anchor"),
        Row(
            "itself.signed.test", "itself.signed.test 1 for itself.signed.test",
            asks: "_25._tcp.itself.signed.test TLSA", "no MX records, and that is signed"),
        Row(
            "itself2.signed.test", "itself2.signed.test 1 for itself2.signed.test",
            asks: "_25._tcp.itself2.signed.test TLSA", "its own host is no alias: its own name alone"),
        Row("plain.test", "unauthenticatedMXRecords", asks: "", "anybody may have named the signed host"),
        Row("plainitself.test", "unauthenticatedMXRecords", asks: "", "no MX records, and that is not signed"),
        Row("hole.signed.test", "unauthenticatedMXRecords", asks: "", "an unsigned zone below a signed one"),
        Row("plainhost.signed.test", "unauthenticatedAddresses", asks: "", "a host without signatures"),
        Row("tohole.signed.test", "unauthenticatedAddresses", asks: "", "a host in an unsigned zone below"),
        Row("none.signed.test", "noRecords", asks: "_25._tcp.mx.none.signed.test TLSA", "no such name"),
        Row("nodata.signed.test", "noRecords", asks: "_25._tcp.mx.nodata.signed.test TLSA", "no such record"),
        Row(
            "openrecords.signed.test", "unauthenticatedRecords",
            asks: "_25._tcp.mx.openrecords.signed.test TLSA", "the records alone are not signed"),
        Row(
            "unusable.signed.test", "unusable mx.unusable.signed.test: length usage",
            asks: "_25._tcp.mx.unusable.signed.test TLSA", "a usage and a length that are none"),
        Row(
            "mixed.signed.test", "mx.mixed.signed.test 2 for mx.mixed.signed.test mixed.signed.test but: usage",
            asks: "_25._tcp.mx.mixed.signed.test TLSA, mixed.signed.test MX", "two records of three can be used"),
        Row(
            "servfail.signed.test", "failed: the name server failed", asks: "_25._tcp.mx.servfail.signed.test TLSA",
            "SERVFAIL"),
        Row(
            "late.signed.test", "failed: no name server answered in time", asks: "_25._tcp.mx.late.signed.test TLSA",
            "no answer"),
        Row(
            "closed.signed.test", "failed: the name server refused the query",
            asks: "_25._tcp.mx.closed.signed.test TLSA", "REFUSED"),
        Row("garbled.signed.test", "failed: malformed", asks: "_25._tcp.mx.garbled.signed.test TLSA", "malformed"),
        Row(
            "bogusrecords.signed.test", "failed: the name server failed",
            asks: "_25._tcp.mx.bogusrecords.signed.test TLSA", "the records' signatures are wrong"),
        Row(
            "pointer.signed.test", "mx.pointer.signed.test 1 for mx.pointer.signed.test pointer.signed.test",
            asks: "_25._tcp.mx.pointer.signed.test TLSA", "an alias for the records does not move the base"),
        Row(
            "pointerout.signed.test", "unauthenticatedRecords",
            asks: "_25._tcp.mx.pointerout.signed.test TLSA", "an alias for the records leads out"),
    ]

    @Test(arguments: DANEStatusTests.rows)
    func asks(_ row: Row) async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        dns.fail(domain("_25._tcp.mx.servfail.signed.test"), .tlsa, with: .serverFailure)
        dns.fail(domain("_25._tcp.mx.late.signed.test"), .tlsa, with: .timeout)
        dns.fail(domain("_25._tcp.mx.closed.signed.test"), .tlsa, with: .refused)
        dns.fail(
            domain("_25._tcp.mx.garbled.signed.test"), .tlsa, with: .malformed(DNSMessageError(.unexpectedEnd, at: 9)))
        try await dns.expectDANE(row.expected, of: row.domain, asking: row.questions)
    }

    @Test("an address has no TLSA records")
    func literals() async throws {
        let dns = try ZoneResolver(parsing: "", isAuthenticated: true)
        let host = MailExchangeHost(
            preference: 0, name: nil, addresses: [try #require(IPAddress("192.0.2.1"))], isAuthenticated: true)
        let resolver = MailExchangeResolver(dns: dns)
        #expect(await resolver.dane(for: host, of: domain("one.test")) == .notApplicable(.addressLiteral))
        #expect(dns.questions.isEmpty)
    }

    @Test("the records are those of the port")
    func ports() async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        let resolver = MailExchangeResolver(dns: dns)
        let host = MailExchangeHost(
            preference: 0, name: domain("mx.one.signed.test"), addresses: [], isAuthenticated: true)
        #expect(
            await resolver.dane(for: host, of: domain("one.signed.test"), port: 587) == .notApplicable(.noRecords))
        #expect(dns.questions.map(\.name.text) == ["_587._tcp.mx.one.signed.test"])
    }

    @Test("a host whose name leaves no room for the port has no records")
    func longNames() async throws {
        let label = String(repeating: "a", count: 62)
        let name = domain([label, label, label, label].joined(separator: ".").dropLast(2).description)
        let dns = try ZoneResolver(parsing: "", isAuthenticated: true)
        let host = MailExchangeHost(preference: 0, name: name, addresses: [], isAuthenticated: true)
        let status = await MailExchangeResolver(dns: dns).dane(for: host, of: domain("one.test"))
        #expect(status == .notApplicable(.noRecords))
        #expect(dns.questions.isEmpty)
    }

    @Test("a search that is cancelled has failed")
    func cancellation() async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        let host = MailExchangeHost(
            preference: 0, name: domain("mx.one.signed.test"), addresses: [], isAuthenticated: true)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await MailExchangeResolver(dns: dns).dane(for: host, of: domain("one.signed.test"))
        }
        #expect(await task.value == .failed(.cancelled))
    }

    @Test("a status is a sentence")
    func sentences() throws {
        let base = domain("mx.one.test")
        let record = TLSARecord(usage: 3, selector: 1, matching: 1, association: [UInt8](repeating: 10, count: 32))
        let policy = try #require(DANEPolicy(base: base, records: [record]))
        #expect(
            "\(DANEStatus.required(policy))"
                == "the server must match a TLSA record of mx.one.test: 3 1 1 \(Self.digest)")
        #expect(
            "\(DANEStatus.unusable(base: base, records: [record]))"
                == "TLS is required, as mx.one.test has TLSA records, though none can be used")
        #expect(
            "\(DANEStatus.failed(.serverFailure))"
                == "the TLSA records could not be looked up: the name server failed")
        for reason in DANEStatus.Reason.allCases {
            #expect("\(DANEStatus.notApplicable(reason))" == "DANE does not apply: \(reason.description)")
        }
    }
}

extension ZoneResolver {
    /// Expects what DANE asks of the first host of a domain, and the questions for it besides those for the route,
    /// after which something may change.
    func expectDANE(
        _ expected: String, of name: String, asking questions: String, after change: (ZoneResolver) -> Void = { _ in }
    ) async throws {
        let resolver = MailExchangeResolver(dns: self, options: .init(privateAddresses: .allow))
        let route = await resolver.route(to: domain(name))
        let host = try #require(route.hosts.first)
        change(self)
        let before = self.questions.count
        let status = await resolver.dane(for: host, of: domain(name))
        #expect(status.summary == expected)
        let asked = self.questions.dropFirst(before).map { "\($0.name) \($0.type)" }
        #expect(asked.joined(separator: ", ") == questions)
    }
}

extension DANEStatus {
    /// The reason why nothing is asked; `unusable BASE: WHY`; `failed: FAILURE`; or the base, how many records, `for
    /// NAMES`, and `but: WHY` where some cannot be used.
    var summary: String {
        switch self {
        case .notApplicable(let reason): return reason.rawValue
        case .unusable(let base, let records): return "unusable \(base): \(Self.summary(of: records))"
        case .required(let policy):
            let names = policy.referenceNames.map(\.text).joined(separator: " ")
            let rest = policy.leftOut.isEmpty ? "" : " but: \(Self.summary(of: policy.leftOut))"
            return "\(policy.base) \(policy.records.count) for \(names)\(rest)"
        case .failed(let failure):
            if case .malformed = failure { return "failed: malformed" }
            return "failed: \(failure)"
        }
    }

    /// Why each of the records cannot be used, in one word each.
    private static func summary(of records: [TLSARecord]) -> String {
        records.map { record in
            switch record.unusability {
            case .usage: "usage"
            case .digestLength: "length"
            case .selector, .matching, .unreadable: "other"
            case nil: "usable"
            }
        }.joined(separator: " ")
    }
}
