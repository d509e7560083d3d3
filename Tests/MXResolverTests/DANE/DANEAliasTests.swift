import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// Which name's TLSA records count where aliases are (RFC 7672, sections 2.1.3, 2.2.2 and 2.2.3).
struct DANEAliasTests {
    private static let digest = String(repeating: "0a", count: 32)

    private static let zone = """
        $ORIGIN test.
        $SECURE signed
        $INSECURE _25._tcp.real.open.signed

        both.signed                 MX 10 nick.both.signed
        nick.both.signed            CNAME real.both.signed
        real.both.signed            A 192.0.2.1
        _25._tcp.nick.both.signed   TLSA 3 1 1 \(digest)
        _25._tcp.real.both.signed   TLSA 3 0 1 \(digest)
                                    TLSA 3 1 1 \(digest)
        first.signed                MX 10 nick.first.signed
        nick.first.signed           CNAME real.first.signed
        real.first.signed           A 192.0.2.2
        _25._tcp.nick.first.signed  TLSA 3 1 1 \(digest)
        last.signed                 MX 10 nick.last.signed
        nick.last.signed            CNAME step.last.signed
        step.last.signed            CNAME real.last.signed
        real.last.signed            A 192.0.2.3
        _25._tcp.step.last.signed   TLSA 3 0 1 \(digest)
        _25._tcp.real.last.signed   TLSA 3 1 1 \(digest)
        neither.signed              MX 10 nick.neither.signed
        nick.neither.signed         CNAME real.neither.signed
        real.neither.signed         A 192.0.2.4
        open.signed                 MX 10 nick.open.signed
        nick.open.signed            CNAME real.open.signed
        real.open.signed            A 192.0.2.5
        _25._tcp.nick.open.signed   TLSA 3 1 1 \(digest)
        _25._tcp.real.open.signed   TLSA 3 1 1 \(digest)
        useless.signed              MX 10 nick.useless.signed
        nick.useless.signed         CNAME real.useless.signed
        real.useless.signed         A 192.0.2.6
        _25._tcp.nick.useless.signed  TLSA 3 1 1 \(digest)
        _25._tcp.real.useless.signed  TLSA 1 1 1 \(digest)
        broken.signed               MX 10 nick.broken.signed
        nick.broken.signed          CNAME real.broken.signed
        real.broken.signed          A 192.0.2.7
        _25._tcp.nick.broken.signed TLSA 3 1 1 \(digest)

        out.signed                  MX 10 nick.out.signed
        nick.out.signed             CNAME real.plain
        real.plain                  A 192.0.2.11
        _25._tcp.nick.out.signed    TLSA 3 1 1 \(digest)
        _25._tcp.real.plain         TLSA 3 0 1 \(digest)
        odd.signed                  MX 10 nick.odd.signed
        nick.odd.signed             CNAME step.plain
        step.plain                  CNAME -x.plain
        -x.plain                    A 192.0.2.13
        _25._tcp.nick.odd.signed    TLSA 3 1 1 \(digest)
        implicitodd.signed          CNAME step.plain
        _25._tcp.implicitodd.signed  TLSA 3 1 1 \(digest)
        outnone.signed              MX 10 nick.outnone.signed
        nick.outnone.signed         CNAME real.plain
        outfail.signed              MX 10 nick.outfail.signed
        nick.outfail.signed         CNAME real.plain
        _25._tcp.nick.outfail.signed  TLSA 3 1 1 \(digest)
        outgone.signed              MX 10 nick.outgone.signed
        nick.outgone.signed         CNAME real.plain
        plainnick.signed            MX 10 nick.plain
        nick.plain                  CNAME real.one.signed
        real.one.signed             A 192.0.2.12
        _25._tcp.nick.plain         TLSA 3 1 1 \(digest)
        _25._tcp.real.one.signed    TLSA 3 1 1 \(digest)

        domain.signed               CNAME target.signed
        target.signed               MX 10 mx.target.signed
        mx.target.signed            A 192.0.2.21
        _25._tcp.mx.target.signed   TLSA 2 1 1 \(digest)
        domain3.signed              CNAME target3.signed
        target3.signed              MX 10 mx.target3.signed
        mx.target3.signed           A 192.0.2.22
        _25._tcp.mx.target3.signed  TLSA 3 1 1 \(digest)
        implicit.signed             CNAME real.implicit.signed
        real.implicit.signed        A 192.0.2.23
        _25._tcp.real.implicit.signed  TLSA 2 1 1 \(digest)
        plaindomain                 CNAME target.signed
        implicitout.signed          CNAME real.plain
        _25._tcp.implicitout.signed  TLSA 2 1 1 \(digest)
        implicitoutnone.signed      CNAME real.plain
        implicitoutfail.signed      CNAME real.plain
        _25._tcp.implicitoutfail.signed  TLSA 3 1 1 \(digest)
        plainimplicit               CNAME real.one.signed
        _25._tcp.plainimplicit      TLSA 3 1 1 \(digest)
        implicitname.signed         CNAME named.signed
        named.signed                A 192.0.2.24
        _25._tcp.implicitname.signed  TLSA 2 1 1 \(digest)
        nomx.signed                 A 192.0.2.25
        _25._tcp.nomx.signed        TLSA 3 1 1 \(digest)
        domainfail.signed           MX 10 mx.target.signed
        domaingone.signed           MX 10 mx.target.signed
        """

    private static let rows: [DANEStatusTests.Row] = [
        .init(
            "both.signed.test",
            "real.both.signed.test 2 for real.both.signed.test nick.both.signed.test both.signed.test",
            asks: "_25._tcp.real.both.signed.test TLSA", "where the alias leads comes first"),
        .init(
            "first.signed.test", "nick.first.signed.test 1 for nick.first.signed.test first.signed.test",
            asks: "_25._tcp.real.first.signed.test TLSA, _25._tcp.nick.first.signed.test TLSA",
            "the host's own name comes second"),
        .init(
            "last.signed.test",
            "real.last.signed.test 1 for real.last.signed.test nick.last.signed.test last.signed.test",
            asks: "_25._tcp.real.last.signed.test TLSA", "names between do not count"),
        .init(
            "neither.signed.test", "noRecords",
            asks: "_25._tcp.real.neither.signed.test TLSA, _25._tcp.nick.neither.signed.test TLSA",
            "neither has records"),
        .init(
            "open.signed.test", "nick.open.signed.test 1 for nick.open.signed.test open.signed.test",
            asks: "_25._tcp.real.open.signed.test TLSA, _25._tcp.nick.open.signed.test TLSA",
            "unsigned records are as good as none"),
        .init(
            "useless.signed.test", "unusable real.useless.signed.test: usage",
            asks: "_25._tcp.real.useless.signed.test TLSA", "the first name with records counts, if unusable too"),
        .init(
            "broken.signed.test", "failed: the name server failed",
            asks: "_25._tcp.real.broken.signed.test TLSA", "a failure is not the absence of records"),
        .init(
            "out.signed.test", "nick.out.signed.test 1 for nick.out.signed.test out.signed.test",
            asks: "nick.out.signed.test CNAME, _25._tcp.nick.out.signed.test TLSA", "a signed alias leads out"),
        .init(
            "odd.signed.test", "nick.odd.signed.test 1 for nick.odd.signed.test odd.signed.test",
            asks: "nick.odd.signed.test CNAME, _25._tcp.nick.odd.signed.test TLSA",
            "a signed alias leads out, and somebody there on to what is no domain name"),
        .init(
            "implicitodd.signed.test", "implicitodd.signed.test 1 for implicitodd.signed.test",
            asks: "implicitodd.signed.test CNAME, _25._tcp.implicitodd.signed.test TLSA",
            "the same of a domain without MX records"),
        .init(
            "outnone.signed.test", "noRecords",
            asks: "nick.outnone.signed.test CNAME, _25._tcp.nick.outnone.signed.test TLSA", "it leads out, no records"),
        .init(
            "outfail.signed.test", "failed: no name server answered in time",
            asks: "nick.outfail.signed.test CNAME", "whether the alias is signed cannot be told"),
        .init(
            "outgone.signed.test", "unauthenticatedAddresses",
            asks: "nick.outgone.signed.test CNAME", "the alias is gone meanwhile"),
        .init(
            "plainnick.signed.test", "unauthenticatedAddresses",
            asks: "nick.plain.test CNAME", "an unsigned alias leads in"),
        .init(
            "domain.signed.test",
            "mx.target.signed.test 1 for mx.target.signed.test domain.signed.test target.signed.test",
            asks: "_25._tcp.mx.target.signed.test TLSA, domain.signed.test MX", "the domain is an alias"),
        .init(
            "domain3.signed.test", "mx.target3.signed.test 1 for mx.target3.signed.test domain3.signed.test",
            asks: "_25._tcp.mx.target3.signed.test TLSA", "names do not matter to usage 3"),
        .init(
            "implicit.signed.test",
            "real.implicit.signed.test 1 for real.implicit.signed.test implicit.signed.test",
            asks: "_25._tcp.real.implicit.signed.test TLSA", "an alias without MX records"),
        .init(
            "implicitout.signed.test", "implicitout.signed.test 1 for implicitout.signed.test",
            asks: "implicitout.signed.test CNAME, _25._tcp.implicitout.signed.test TLSA",
            "an alias without MX records leads out"),
        .init(
            "implicitoutnone.signed.test", "noRecords",
            asks: "implicitoutnone.signed.test CNAME, _25._tcp.implicitoutnone.signed.test TLSA",
            "an alias without MX records leads out, no TLSA records"),
        .init(
            "implicitoutfail.signed.test", "failed: no name server answered in time",
            asks: "implicitoutfail.signed.test CNAME", "whether the domain's alias is signed cannot be told"),
        .init(
            "plainimplicit.test", "unauthenticatedAddresses",
            asks: "plainimplicit.test CNAME", "the domain is an unsigned alias, without MX records"),
        .init(
            "implicitname.signed.test", "implicitname.signed.test 1 for implicitname.signed.test named.signed.test",
            asks: "_25._tcp.named.signed.test TLSA, _25._tcp.implicitname.signed.test TLSA",
            "where the domain's own alias leads may be in the certificate too"),
        .init("nomx.signed.test", "unauthenticatedMXRecords", asks: "", "no alias, and no signed word on MX records"),
        .init(
            "domainfail.signed.test", "failed: the name server failed",
            asks: "_25._tcp.mx.target.signed.test TLSA, domainfail.signed.test MX",
            "the domain's aliases are not known now"),
        .init(
            "domaingone.signed.test",
            "mx.target.signed.test 1 for mx.target.signed.test domaingone.signed.test",
            asks: "_25._tcp.mx.target.signed.test TLSA, domaingone.signed.test MX",
            "the domain's records are gone meanwhile"),
        .init("plaindomain.test", "unauthenticatedMXRecords", asks: "", "the domain is an unsigned alias"),
    ]

    @Test(arguments: DANEAliasTests.rows)
    func asks(_ row: DANEStatusTests.Row) async throws {
        let dns = try ZoneResolver(parsing: Self.zone)
        dns.fail(domain("_25._tcp.real.broken.signed.test"), .tlsa, with: .serverFailure)
        dns.fail(domain("nick.outfail.signed.test"), .cname, with: .timeout)
        dns.fail(domain("nick.outgone.signed.test"), .cname, with: .noData())
        dns.fail(domain("implicitoutfail.signed.test"), .cname, with: .timeout)
        dns.fail(domain("nomx.signed.test"), .mx, with: .noData())
        try await dns.expectDANE(row.expected, of: row.domain, asking: row.questions) { dns in
            // What was still there when the route was made.
            dns.fail(domain("domainfail.signed.test"), .mx, with: .serverFailure)
            dns.fail(domain("domaingone.signed.test"), .mx, with: .noData())
        }
    }
}
