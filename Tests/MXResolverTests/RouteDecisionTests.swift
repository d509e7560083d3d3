import MXResolver
import MXResolverTesting
import MailAddressing
import Testing

/// The table of route decisions: a zone, what fails, and where mail goes.
struct RouteDecisionTests {
    /// One row: whose mail, what comes of it in the form of `summary`, and why.
    struct Decision: Sendable, CustomTestStringConvertible {
        let name: String
        let expected: String
        let reason: String

        init(_ name: String, _ expected: String, _ reason: String) {
            self.name = name
            self.expected = expected
            self.reason = reason
        }

        var testDescription: String { "\(name): \(reason)" }
    }

    private static let zone = #"""
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
        """#

    /// The rows, for a host called `mine.test` that may connect to any address.
    private static let decisions: [Decision] = [
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
        Decision("half.test", "10 mx.half.test 192.0.2.41", "IPv4 is known, IPv6 not now"),
        Decision("slowimplicit.test", "4.4.3", "the implicit host's addresses are not known now"),
    ]

    private static func resolver() throws -> ZoneResolver {
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

    @Test(arguments: RouteDecisionTests.decisions)
    func decides(_ decision: Decision) async throws {
        let options = MailExchangeResolver.Options(privateAddresses: .allow, ownHostNames: [domain("mine.test")])
        let resolver = MailExchangeResolver(dns: try Self.resolver(), options: options)
        let route = await resolver.route(to: domain(decision.name))
        #expect(route.summary == decision.expected, "\(decision.reason)")
        if case .failed(let failure) = route {
            #expect(failure.isTemporary == decision.expected.hasPrefix("4"))
            #expect(failure.explanation.contains(decision.name))
        }
    }
}

extension MailRoute {
    /// `PREFERENCE NAME ADDRESS…` for each host, `refuses`, or the status code of a failure.
    var summary: String {
        switch self {
        case .hosts(let hosts):
            let lines = hosts.map { host in
                let addresses = host.addresses.map(\.description).joined(separator: " ")
                return "\(host.preference) \(host.name?.text ?? "-") \(addresses)"
            }
            return lines.joined(separator: "; ")
        case .refusesMail: return "refuses"
        case .failed(let failure): return String(failure.description.prefix { $0 != " " })
        }
    }
}
