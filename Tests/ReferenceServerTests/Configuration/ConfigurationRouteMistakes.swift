@testable import ReferenceServer

/// Mistakes in what is said of ways out, and the line that is printed for each.
enum ConfigurationRouteMistakes {
    /// All of them.
    static let all: [MistakeCase] = [names, mail, ways, others].flatMap { $0 }

    /// Names of routes.
    static let names: [MistakeCase] = [
        MistakeCase(
            "delivery: { routes: [x] }\n",
            """
            1:22: delivery.routes[0]: is a single value; expected a mapping with the keys name, to, from, \
            larger-than, smaller-than, direct, relay, lmtp, sign
            """),
        MistakeCase(
            "delivery: { routes: { name: a } }\n",
            "1:21: delivery.routes: is a mapping; expected a list of routes, each with a name"),
        MistakeCase(
            "delivery: { routes: [{ direct: {} }] }\n",
            "1:22: delivery.routes[0].name: is missing and has no default"),
        MistakeCase(
            "delivery: { routes: [{ name: a/b, direct: {} }] }\n",
            """
            1:30: delivery.routes[0].name: "a/b" is no name of a route; accepted: letters, digits, -, _ and ., \
            64 at most
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, direct: {}, via: x }] }\n",
            """
            1:45: delivery.routes[0].via: unknown key; known here: name, to, from, larger-than, smaller-than, \
            direct, relay, lmtp, sign
            """),
        MistakeCase(
            "delivery:\n  routes:\n    - { name: a, direct: {} }\n    - { name: a, to: a.example, direct: {} }\n",
            "4:7: delivery.routes[1]: a is already the name of another route"),
    ]

    /// Which mail a route is for, and who signs it.
    static let mail: [MistakeCase] = [
        MistakeCase(
            "delivery: { routes: [{ name: a, to: [], direct: {} }] }\n",
            "1:37: delivery.routes[0].to: names no domain; leave it out for all"),
        MistakeCase(
            "delivery: { routes: [{ name: a, from: [], direct: {} }] }\n",
            "1:39: delivery.routes[0].from: names no domain; leave it out for all"),
        MistakeCase(
            "delivery: { routes: [{ name: a, to: \"bob@a.example\", direct: {} }] }\n",
            """
            1:37: delivery.routes[0].to: "bob@a.example" names no domain; accepted: a domain, *.DOMAIN for all \
            below it, or an address such as [192.0.2.1]; did you mean a.example?
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, to: [a.example, \"mx*.a.example\", \"<>\"], direct: {} }] }\n",
            """
            1:49: delivery.routes[0].to[1]: "mx*.a.example" names no domain; accepted: a domain, *.DOMAIN for \
            all below it, or an address such as [192.0.2.1]
            """,
            """
            1:66: delivery.routes[0].to[2]: "<>" names no domain; accepted: a domain, *.DOMAIN for all below it, \
            or an address such as [192.0.2.1]
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, from: [\"<>\", \"a b\"], direct: {} }] }\n",
            """
            1:46: delivery.routes[0].from[1]: "a b" names no domain; accepted: a domain, *.DOMAIN for all below \
            it, or an address such as [192.0.2.1], or <> for mail without a sender
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, to: { a: b }, direct: {} }] }\n",
            "1:37: delivery.routes[0].to: is a mapping; expected a list of domains, such as \"*.example.com\""),
        MistakeCase(
            "delivery: { routes: [{ name: a, larger-than: 1X, direct: {} }] }\n",
            """
            1:46: delivery.routes[0].larger-than: "1X" is no size; accepted: a number of bytes or a size such as \
            64KiB, 25MiB or 1GiB
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, smaller-than: 2000GiB, direct: {} }] }\n",
            "1:47: delivery.routes[0].smaller-than: 2000GiB is out of range; accepted: 0 to 1024GiB"),
        MistakeCase(
            "delivery: { routes: [{ name: a, larger-than: 2MiB, smaller-than: 1MiB, direct: {} }] }\n",
            "1:52: delivery.routes[0].smaller-than: no message is larger than larger-than and smaller than this"),
        MistakeCase(
            "delivery: { routes: [{ name: a, larger-than: 10, smaller-than: 11, direct: {} }] }\n",
            "1:50: delivery.routes[0].smaller-than: no message is larger than larger-than and smaller than this"),
        MistakeCase(
            "delivery: { routes: [{ name: a, direct: {}, sign: dsa }] }\n",
            """
            1:51: delivery.routes[0].sign: "dsa" is not accepted; accepted: all, rsa, ed25519, none; did you \
            mean rsa?
            """),
    ]

    /// Where routes lead.
    static let ways: [MistakeCase] = [
        MistakeCase(
            "delivery: { routes: [{ name: a }] }\n",
            """
            1:22: delivery.routes[0]: leads nowhere; accepted: one of direct: {}, relay: { host: … }, lmtp: { \
            host: … }
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, direct: {}, relay: { host: \"r.example:25\" } }] }\n",
            """
            1:22: delivery.routes[0]: leads to direct and relay; accepted: one of direct: {}, relay: { host: … \
            }, lmtp: { host: … }
            """),
        MistakeCase(
            """
            delivery: { routes: [{ name: a, direct: {}, relay: { host: "r.example:25" }, lmtp: { host: \
            "l.example:24" } }] }

            """,
            """
            1:22: delivery.routes[0]: leads to direct and relay and lmtp; accepted: one of direct: {}, relay: { \
            host: … }, lmtp: { host: … }
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, direct: true }] }\n",
            "1:41: delivery.routes[0].direct: is a single value; expected a mapping with the keys tls"),
        MistakeCase(
            "delivery: { routes: [{ name: a, direct: { tls: implicit } }] }\n",
            """
            1:48: delivery.routes[0].direct.tls: "implicit" is not accepted; accepted: opportunistic, encrypted, \
            required
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, direct: { port: 25 } }] }\n",
            "1:43: delivery.routes[0].direct.port: unknown key; known here: tls"),
        MistakeCase(
            "delivery: { routes: [{ name: a, relay: \"r.example:25\" }] }\n",
            """
            1:40: delivery.routes[0].relay: is a single value; expected a list of hosts, each with a host; did \
            you mean ["r.example:25"]?
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, relay: { tls: none } }] }\n",
            "1:40: delivery.routes[0].relay.host: is missing and has no default"),
        MistakeCase(
            "delivery: { routes: [{ name: a, relay: [{ host: \"r.example:25\", priority: 1001 }] }] }\n",
            """
            1:75: delivery.routes[0].relay[0].priority: "1001" is not accepted; accepted: a whole number from 0 \
            to 1000
            """),
        MistakeCase(
            "delivery: { routes: [{ name: a, lmtp: [{ host: \"127.0.0.1:24\" }, { host: l.example }] }] }\n",
            """
            1:74: delivery.routes[0].lmtp[1].host: "l.example" is not accepted: the port is missing, as in \
            "127.0.0.1:2525"
            """),
        MistakeCase(
            """
            delivery: { routes: [{ name: a, lmtp: { host: "l.example:24", tls: none, username: me, \
            password-file: p } }] }

            """,
            """
            1:63: delivery.routes[0].lmtp.tls: none would send the password to whoever answers; accepted with \
            username: required, implicit
            """),
    ]

    /// Relays, the choice of a way, second addresses, and mail that cannot be signed.
    static let others: [MistakeCase] = [
        MistakeCase(
            "delivery: { mode: smart }\n",
            "1:13: delivery.mode: smart needs an entry in delivery.relay, such as { host: \"smtp.example.net:587\" }"),
        MistakeCase(
            "delivery: { mode: relay, relay: [{ host: \"r.example:25\", priority: -1 }] }\n",
            "1:68: delivery.relay[0].priority: \"-1\" is not accepted; accepted: a whole number from 0 to 1000"),
        MistakeCase(
            "delivery:\n  mode: hybrid\n  relay:\n    - { host: \"r.example:25\" }\n    - { host: s.example }\n",
            """
            5:15: delivery.relay[1].host: "s.example" is not accepted: the port is missing, as in \
            "127.0.0.1:2525"
            """),
        MistakeCase(
            "delivery: { smart: fast }\n",
            """
            1:20: delivery.smart: is a single value; expected a mapping with the keys window, samples, \
            least-samples, margin, stay, exploring, relay-cost, failure-cost
            """),
        MistakeCase(
            "delivery: { smart: { window: 30s } }\n",
            "1:30: delivery.smart.window: 30s is out of range; accepted: 1m to 30d"),
        MistakeCase(
            "delivery: { smart: { samples: 256 } }\n",
            "1:31: delivery.smart.samples: \"256\" is not accepted; accepted: a whole number from 1 to 255"),
        MistakeCase(
            "delivery: { smart: { least-samples: 40 } }\n",
            "1:22: delivery.smart.least-samples: 40 is more than samples, 32, which count"),
        MistakeCase(
            "delivery: { smart: { samples: 4 } }\n",
            "1:20: delivery.smart.least-samples: 8 is more than samples, 4, which count"),
        MistakeCase(
            "delivery: { smart: { margin: 0.01, exploring: 0.6 } }\n",
            "1:30: delivery.smart.margin: \"0.01\" is not accepted; accepted: a number from 0.05 to 1.0",
            "1:47: delivery.smart.exploring: \"0.6\" is not accepted; accepted: a number from 0.0 to 0.5"),
        MistakeCase(
            "delivery: { smart: { stay: 31d, relay-cost: 2d, failure-cost: 25h } }\n",
            "1:28: delivery.smart.stay: 31d is out of range; accepted: 0s to 30d",
            "1:45: delivery.smart.relay-cost: 2d is out of range; accepted: 0s to 1d",
            "1:63: delivery.smart.failure-cost: 25h is out of range; accepted: 0s to 1d"),
        MistakeCase(
            "delivery: { timeouts: { second-address: soon } }\n",
            """
            1:41: delivery.timeouts.second-address: "soon" is no duration; accepted: a whole number and a unit, \
            such as 500ms, 30s, 5m, 4h or 5d
            """),
        MistakeCase(
            "dkim: { unsignable: sent }\n",
            "1:21: dkim.unsignable: \"sent\" is not accepted; accepted: hold, send; did you mean send?"),
    ]
}
