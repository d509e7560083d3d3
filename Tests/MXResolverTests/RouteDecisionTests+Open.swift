import MXResolver
import MXResolverTesting
import MailAddressing

extension RouteDecisionTests {
    static let zone = #"""
        $ORIGIN test.
        one             MX 10 mx.one
        mx.one          A 192.0.2.1
        order           MX 20 b.order
                        MX 10 a.order
                        MX 30 c.order
        a.order         A 192.0.2.11
        b.order         A 192.0.2.12
        c.order         A 192.0.2.13
        dual            MX 10 mx.dual
        mx.dual         A 192.0.2.21
                        AAAA 2001:db8::21
                        AAAA 2001:db8::22
        implicit        A 192.0.2.31
        implicit6       AAAA 2001:db8::31
        nothing         TXT "no address"
        null            MX 0 .
        null10          MX 10 .
        nullplus        MX 0 .
                        MX 10 mx.one
        alias           CNAME one
        aliasimplicit   CNAME implicit
        aliasgone       CNAME gone
        mxalias         MX 10 nick.mxalias
        nick.mxalias    CNAME mx.one
        dead            MX 10 gone.dead
        deadfirst       MX 10 gone.dead
                        MX 20 mx.one
        empty           MX 10 nothing
        addressmx       MX 10 192.0.2.1
        literalmx       MX 10 192.0.2.1.
        oddmx           MX 10 a\032b
        oddandgood      MX 10 a\032b
                        MX 20 mx.one
        twice           MX 20 mx.one
                        MX 10 mx.one
        self            MX 10 mine
                        MX 20 mx.one
        backup          MX 10 mx.one
                        MX 20 mine
                        MX 30 a.order
        equal           MX 10 mx.one
                        MX 10 mine
        mine            A 192.0.2.99
        ownalias        MX 10 nick.mine
        nick.mine       CNAME mine
        better          MX 5 mx.one
                        MX 10 nick.mine
                        MX 10 a.order
        slowmx          MX 10 slow
        slowanddead     MX 10 gone.dead
                        MX 20 slow
        slowandgood     MX 10 slow
                        MX 20 mx.one
        half            MX 10 mx.half
        mx.half         A 192.0.2.41
        slowimplicit    TXT "its addresses fail"
        itself          MX 10 itself
                        A 192.0.2.51
        twostep         CNAME alias
        mxchain         MX 10 far.mxchain
        far.mxchain     CNAME nick.mxchain
        nick.mxchain    CNAME mx.one
        loopalias       CNAME roundabout
        roundabout      CNAME loopalias
        mxloopalias     MX 10 loopalias
        localmx         MX 10 localhost.
                        MX 20 mx.one
        locallow        MX 10 a.b.localhost.
        odd             MX 10 a\032b
                        MX 20 192.0.2.7.
                        MX 30 .
                        MX 40 mx.one
        sixaddress      MX 10 2001:db8::7.
        nullodd         MX 0 .
                        MX 10 a\032b
        xn--bcher-kva   MX 10 xn--mx-eka.xn--bcher-kva
        xn--mx-eka.xn--bcher-kva A 192.0.2.61
        _mx._tcp        A 192.0.2.62
        underscore      MX 10 _mx._tcp
        inalias         MX 10 hop.inalias
        hop.inalias     CNAME mine2
        mine2           CNAME mine
        aliasofmine     CNAME mine
        minemx          CNAME minemx2
        minemx2         MX 10 mine
        twins           MX 10 a.twins
                        MX 20 b.twins
        a.twins         A 192.0.2.71
        b.twins         A 192.0.2.71
        same            MX 10 mx.same
        mx.same         A 192.0.2.72
                        AAAA ::ffff:192.0.2.72
        slowfirst       MX 5 slow
                        MX 10 nick.mine
                        MX 20 mx.one
        onlynulls       MX 0 .
                        MX 7 .
        dup             MX 10 mx.one
                        MX 30 mx.one
                        MX 20 a.order
        """#

    /// The rows, for a host called `mine.test` that may connect to any address.
    static let decisions: [Decision] = [
        Decision("one.test", "10 mx.one.test 192.0.2.1", "one host"),
        Decision(
            "order.test", "10 a.order.test 192.0.2.11; 20 b.order.test 192.0.2.12; 30 c.order.test 192.0.2.13",
            "lower preference first"),
        Decision("dual.test", "10 mx.dual.test 2001:db8::21 192.0.2.21 2001:db8::22", "families by turns"),
        Decision("implicit.test", "0 implicit.test 192.0.2.31", "no MX: the domain itself"),
        Decision("implicit6.test", "0 implicit6.test 2001:db8::31", "no MX, IPv6 only"),
        Decision("nothing.test", "5.4.4", "neither MX nor address"),
        Decision("gone.test", "5.1.2", "no such domain"),
        Decision("null.test", "refuses", "null MX"),
        Decision("null10.test", "refuses", "null MX with a preference"),
        Decision("nullplus.test", "10 mx.one.test 192.0.2.1", "a null MX beside another means nothing"),
        Decision("alias.test", "10 mx.one.test 192.0.2.1", "the domain is an alias"),
        Decision("aliasimplicit.test", "0 aliasimplicit.test 192.0.2.31", "an alias without MX"),
        Decision("aliasgone.test", "5.1.2", "an alias of nothing"),
        Decision("mxalias.test", "10 nick.mxalias.test 192.0.2.1", "the host is an alias"),
        Decision("dead.test", "5.4.4", "the only host does not exist: no implicit MX beside an MX"),
        Decision("deadfirst.test", "20 mx.one.test 192.0.2.1", "the best host does not exist"),
        Decision("empty.test", "5.4.4", "the only host has no address"),
        Decision("addressmx.test", "5.4.4", "an address below the domain does not exist"),
        Decision("literalmx.test", "5.4.4", "an address for a host"),
        Decision("oddmx.test", "5.4.4", "no host name for a host"),
        Decision("oddandgood.test", "20 mx.one.test 192.0.2.1", "one host name of two"),
        Decision("twice.test", "10 mx.one.test 192.0.2.1", "one host twice"),
        Decision("self.test", "5.4.6", "we are the best host"),
        Decision("backup.test", "10 mx.one.test 192.0.2.1", "we are a backup: only better hosts"),
        Decision("equal.test", "5.4.6", "we are as good as the other"),
        Decision("mine.test", "5.4.6", "we are the implicit host"),
        Decision("ownalias.test", "5.4.6", "the best host is an alias of ours"),
        Decision("better.test", "5 mx.one.test 192.0.2.1", "a better host than an alias of ours"),
        Decision("broken.test", "4.4.3", "SERVFAIL for the MX records"),
        Decision("closed.test", "4.4.3", "REFUSED for the MX records"),
        Decision("late.test", "4.4.3", "no answer for the MX records"),
        Decision("garbled.test", "4.4.3", "a malformed answer for the MX records"),
        Decision("slowmx.test", "4.4.3", "the only host's addresses are not known now"),
        Decision("slowanddead.test", "4.4.3", "no host now, but perhaps later"),
        Decision("slowandgood.test", "20 mx.one.test 192.0.2.1", "another host is known now"),
        Decision(
            "half.test", "10 mx.half.test 192.0.2.41", "IPv4 is known, IPv6 not now",
            says: "10 mx.half.test: its AAAA records could not be looked up: the name server failed"),
        Decision(
            "slowimplicit.test", "4.4.3", "the implicit host's addresses are not known now",
            says:
                "0 slowimplicit.test is left out: its addresses could not be looked up: no name server answered in time"
        ),
        Decision("itself.test", "10 itself.test 192.0.2.51", "a domain that names itself"),
        Decision(
            "twostep.test", "10 mx.one.test 192.0.2.1", "an alias of an alias",
            says: "twostep.test is an alias of alias.test, which is an alias of one.test"),
        Decision(
            "mxchain.test", "10 far.mxchain.test 192.0.2.1", "the host is an alias of an alias",
            says: "10 far.mxchain.test is an alias of nick.mxchain.test, which is an alias of mx.one.test"),
        Decision("loopalias.test", "4.4.3", "an alias of itself is a broken answer, and no statement"),
        Decision("mxloopalias.test", "4.4.3", "so it is for a host"),
        Decision(
            "localmx.test", "10 localhost 127.0.0.1; 20 mx.one.test 192.0.2.1", "localhost where that is allowed"),
        Decision("locallow.test", "10 a.b.localhost 127.0.0.1", "a name below localhost where that is allowed"),
        Decision("localhost", "0 localhost 127.0.0.1", "localhost itself, which is never looked up"),
        Decision(
            "odd.test", "40 mx.one.test 192.0.2.1", "one host among what is none",
            says: "20 192.0.2.7 is left out: it is an address, and an MX record names a host"),
        Decision(
            "odd.test", "40 mx.one.test 192.0.2.1", "a null MX that is not alone",
            says: "30 . is left out: a null MX beside other MX records says nothing"),
        Decision(
            "odd.test", "40 mx.one.test 192.0.2.1", "a name with a space",
            says: #"10 a\032b.test is left out: it is no host name"#),
        Decision(
            "sixaddress.test", "5.4.4", "an IPv6 address for a host",
            says: "10 2001:db8::7 is left out: it is an address, and an MX record names a host"),
        Decision("nullodd.test", "5.4.4", "a null MX beside what is no host name refuses nothing"),
        Decision("bücher.test", "10 xn--mx-eka.xn--bcher-kva.test 192.0.2.61", "a U-label"),
        Decision("underscore.test", "10 _mx._tcp.test 192.0.2.62", "a host with underscores, as some have"),
        Decision(
            "inalias.test", "5.4.6", "the alias of an alias of ours",
            says: "10 hop.inalias.test is left out: it is this host, which is called mine.test"),
        Decision("aliasofmine.test", "5.4.6", "the domain is an alias of this host"),
        Decision("minemx.test", "5.4.6", "the domain is an alias of one whose host we are"),
        Decision(
            "backup.test", "10 mx.one.test 192.0.2.1", "a host that is worse than this one",
            says: "30 a.order.test is left out: this host is a mail host of the domain too, and as good or better"
                + " with preference 20"),
        Decision(
            "twins.test", "10 a.twins.test 192.0.2.71; 20 b.twins.test 192.0.2.71",
            "an address that two hosts have, as certificates belong to names"),
        Decision("same.test", "10 mx.same.test 192.0.2.72", "an address in both forms"),
        Decision("slowfirst.test", "4.4.3", "a better host than this one is not known now, so that mail waits"),
        Decision("onlynulls.test", "refuses", "a null MX twice"),
        Decision(
            "dup.test", "10 mx.one.test 192.0.2.1; 20 a.order.test 192.0.2.11", "the better preference counts",
            says: "30 mx.one.test is left out: it is named again, and its preference 10 counts"),
    ]

    static func resolver() throws -> ZoneResolver {
        let dns = try ZoneResolver(parsing: zone)
        dns.fail(domain("broken.test"), .mx, with: .serverFailure)
        dns.fail(domain("closed.test"), .mx, with: .refused)
        dns.fail(domain("late.test"), .mx, with: .timeout)
        dns.fail(domain("garbled.test"), .mx, with: .malformed(DNSMessageError(.unexpectedEnd, at: 9)))
        dns.fail(domain("slow.test"), with: .timeout)
        dns.fail(domain("mx.half.test"), .aaaa, with: .serverFailure)
        dns.fail(domain("slowimplicit.test"), .a, with: .timeout)
        return dns
    }
}
