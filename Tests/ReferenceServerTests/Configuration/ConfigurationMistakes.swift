@testable import ReferenceServer

/// Files with one mistake, and the line that is printed for each.
enum ConfigurationMistakes {
    /// All of them.
    static let all: [MistakeCase] = [keys, scalars, addresses, conflicts].flatMap { $0 }

    /// Keys that are unknown or missing, and values of the wrong kind.
    static let keys: [MistakeCase] = [
        MistakeCase("listners: []\n", "1:1: listners: unknown key; did you mean listeners?"),
        MistakeCase("spoolThreshold: 1KiB\n", "1:1: spoolThreshold: unknown key; did you mean spool-threshold?"),
        MistakeCase("mode: relay\n", "1:1: mode: unknown key; did you mean delivery.mode?"),
        MistakeCase("tls:\n  cert: a.pem\n", "2:3: tls.cert: unknown key; did you mean certificate?"),
        MistakeCase(
            "delivery:\n  retry:\n    frist: 5m\n",
            "3:5: delivery.retry.frist: unknown key; did you mean first?"),
        MistakeCase("history: { quux: 1 }\n", "1:12: history.quux: unknown key; known here: retention, maximum-size"),
        MistakeCase(
            "listeners:\n  - kind: mx\n",
            "2:5: listeners[0].address: is missing and has no default"),
        MistakeCase("durability: [full]\n", "1:13: durability: is a list; expected one of: full, relaxed, none"),
        MistakeCase(
            "dns: x\n",
            "1:6: dns: is a single value; expected a mapping with the keys servers, trust-authenticated"),
    ]

    /// Words, numbers, durations, sizes and paths.
    static let scalars: [MistakeCase] = [
        MistakeCase(
            "storage: sqlit\n",
            "1:10: storage: \"sqlit\" is not accepted; accepted: sqlite, memory; did you mean sqlite?"),
        MistakeCase(
            "delivery: { retry: { first: 5 } }\n",
            "1:29: delivery.retry.first: \"5\" is no duration; accepted: \(DurationText.accepted)"),
        MistakeCase(
            "delivery: { retry: { expire: 400d } }\n",
            "1:30: delivery.retry.expire: 400d is out of range; accepted: 1ms to 365d"),
        MistakeCase(
            "spool-threshold: 64kb\n",
            "1:18: spool-threshold: \"64kb\" is no size; accepted: \(SizeText.accepted); did you mean 64KiB?"),
        MistakeCase(
            "spool-threshold: 1GiB\n",
            "1:18: spool-threshold: 1GiB is out of range; accepted: 0 to 256MiB"),
        MistakeCase(
            "minimum-free-space: 2000GiB\n",
            "1:21: minimum-free-space: 2000GiB is out of range; accepted: 0 to 1024GiB"),
        MistakeCase(
            "history: { maximum-size: 1KiB }\n",
            "1:26: history.maximum-size: 1KiB is out of range; accepted: 1MiB to 1024GiB"),
        MistakeCase(
            "suppression: { hold: 5m }\n",
            "1:22: suppression.hold: 5m is out of range; accepted: 1h to 730d"),
        MistakeCase(
            "suppression: { learnt: true }\n",
            "1:16: suppression.learnt: unknown key; did you mean learn?"),
        MistakeCase(
            "delivery: { ambiguous: resent }\n",
            """
            1:24: delivery.ambiguous: "resent" is not accepted; accepted: resend, hold; did you mean resend?
            """),
        MistakeCase(
            "dkim: { sign: yes }\n",
            "1:15: dkim.sign: \"yes\" is not accepted; accepted: true, false; did you mean true?"),
        MistakeCase(
            "delivery: { port: 65536 }\n",
            "1:19: delivery.port: \"65536\" is not accepted; accepted: a whole number from 1 to 65535"),
        MistakeCase(
            "delivery: { retry: { jitter: 2 } }\n",
            "1:30: delivery.retry.jitter: \"2\" is not accepted; accepted: a number from 0.0 to 1.0"),
        MistakeCase("data: ~/mail\n", "1:7: data: \"~/mail\": ~ is not expanded; write the whole path"),
        MistakeCase("data: \"\"\n", "1:7: data: is empty; expected a path"),
        MistakeCase("data: \"a\\0b\"\n", "1:7: data: \"a\\u{0}b\" has a control character; expected a path"),
        MistakeCase(
            "tls: { roots: sytem }\n",
            """
            1:15: tls.roots: "sytem" is not accepted; accepted: system, or a path, as in \
            ./sytem; did you mean system?
            """),
    ]

    /// Addresses, networks, domains and mailboxes.
    static let addresses: [MistakeCase] = [
        MistakeCase(
            "listeners:\n  - address: localhost:25\n",
            """
            2:14: listeners[0].address: "localhost" is no IP address; accepted: IPv4:PORT or \
            [IPv6]:PORT; did you mean "127.0.0.1:25"?
            """),
        MistakeCase(
            "listeners:\n  - address: 127.0.0.1\n",
            """
            2:14: listeners[0].address: "127.0.0.1" is not accepted: the port is missing, as in \
            "127.0.0.1:2525"
            """),
        MistakeCase(
            "listeners:\n  - address: 2001:db8::1:25\n",
            """
            2:14: listeners[0].address: "2001:db8::1:25" is not accepted: an IPv6 address stands \
            in brackets, as in "[::1]:2525"
            """),
        MistakeCase(
            "listeners:\n  - address: \"127.0.0.1:25\"\n    relay-from: 10.0.0.0/8\n",
            """
            3:17: listeners[0].relay-from: is a single value; expected a list of networks such \
            as "192.0.2.0/24"; did you mean ["10.0.0.0/8"]?
            """),
        MistakeCase(
            "listeners:\n  - address: \"127.0.0.1:25\"\n    relay-from: [10.0.0/8]\n",
            """
            3:18: listeners[0].relay-from[0]: "10.0.0/8" is no network; accepted: 192.0.2.0/24, \
            2001:db8::/32, or one address
            """),
        MistakeCase(
            "dns: { servers: [\"127.0.0.1:0\"] }\n",
            "1:18: dns.servers[0]: port 0 is not accepted; accepted: 1 to 65535"),
        MistakeCase(
            "delivery: { relay: [{ host: \"a_b.example:25\" }] }\n",
            "1:29: delivery.relay[0].host: \"a_b.example\" is neither a host name nor an IP address"),
        MistakeCase(
            "hostname: a_b.example.test\n",
            """
            1:11: hostname: "a_b.example.test" is no host name: it has an underscore, or a \
            number as its last label
            """),
        MistakeCase(
            "hostname: a..b\n",
            """
            1:11: hostname: "a..b" is no domain: a label of the domain is empty or longer than \
            63 octets (at offset 2)
            """),
        MistakeCase(
            "accounts: [{ user: me, password-file: p }]\n",
            "1:20: accounts[0].user: \"me\" is no mail address: there is no @ (at offset 2)"),
    ]

    /// Values that do not go together.
    static let conflicts: [MistakeCase] = [
        MistakeCase(
            "delivery: { retry: { first: 6h } }\n",
            "1:22: delivery.retry.first: max, 4h, is shorter than first, 6h"),
        MistakeCase(
            "tls: { certificate: a.pem }\n",
            "1:8: tls.certificate: needs key beside it, the file of the private key"),
        MistakeCase(
            "tls: { key: a.pem }\n",
            "1:8: tls.key: needs certificate beside it, the file of the certificate chain"),
        MistakeCase(
            "listeners:\n  - address: \"127.0.0.1:25\"\n  - address: \"127.0.0.1:25\"\n",
            "3:5: listeners[1]: 127.0.0.1:25 is already the address of another listener"),
        MistakeCase(
            "delivery: { mode: relay }\n",
            """
            1:13: delivery.mode: relay needs an entry in delivery.relay, such as { host: \
            "smtp.example.net:587" }
            """),
        MistakeCase(
            "delivery: { mode: hybrid }\n",
            """
            1:13: delivery.mode: hybrid needs an entry in delivery.relay, such as { host: \
            "smtp.example.net:587" }
            """),
        MistakeCase(
            "delivery: { relay: [{ host: \"192.0.2.1:25\", username: me }] }\n",
            "1:45: delivery.relay[0].username: needs password-file or password-environment beside it"),
        MistakeCase(
            """
            dkim:
              keys:
                - { domain: a.example, selector: s, key-file: a }
                - { domain: A.example, selector: S, key-file: b }
            """,
            "4:7: dkim.keys[1]: s._domainkey.a.example is already the name of another key"),
    ]
}
