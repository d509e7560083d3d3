import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("What is refused for safety, and what changes nothing")
struct ConfigurationSafetyTests {
    /// A listener's address, a network that may relay there, and whether it is refused, with a word of the reason.
    struct RelayCase: Sendable, CustomTestStringConvertible {
        let address: String
        let network: String
        let reason: String?

        var testDescription: String { "\(network) at \(address)" }
    }

    @Test(
        "An open relay is refused with the reason",
        arguments: [
            RelayCase(address: "0.0.0.0:25", network: "0.0.0.0/0", reason: "open relay"),
            RelayCase(address: "0.0.0.0:25", network: "128.0.0.0/1", reason: "open relay"),
            RelayCase(address: "192.0.2.1:25", network: "10.0.0.0/7", reason: "open relay"),
            RelayCase(address: "[::]:25", network: "::/0", reason: "open relay"),
            RelayCase(address: "[::]:25", network: "2000::/3", reason: "open relay"),
            RelayCase(address: "[::]:25", network: "2000::/15", reason: "open relay"),
            RelayCase(address: "[::]:25", network: "::ffff:0:0/96", reason: "open relay"),
            RelayCase(address: "0.0.0.0:25", network: "127.0.0.0/8", reason: "forwarding proxy"),
            RelayCase(address: "0.0.0.0:25", network: "127.0.0.1", reason: "forwarding proxy"),
            RelayCase(address: "[::]:25", network: "::1", reason: "forwarding proxy"),
            RelayCase(address: "[::]:25", network: "::fffe:0:0/95", reason: "open relay"),
            RelayCase(address: "[::]:25", network: "::/64", reason: "open relay"),
            RelayCase(address: "[::]:25", network: "::/120", reason: "forwarding proxy"),
            RelayCase(address: "[::]:25", network: "::ffff:127.0.0.0/104", reason: "forwarding proxy"),
            RelayCase(address: "0.0.0.0:25", network: "10.0.0.0/8", reason: nil),
            RelayCase(address: "192.0.2.1:25", network: "192.0.2.0/24", reason: nil),
            RelayCase(address: "[::]:25", network: "2001::/16", reason: nil),
            RelayCase(address: "127.0.0.1:25", network: "0.0.0.0/0", reason: nil),
            RelayCase(address: "127.0.0.2:25", network: "127.0.0.0/8", reason: nil),
            RelayCase(address: "[::1]:25", network: "::1", reason: nil),
        ])
    func relaying(_ example: RelayCase) {
        let text = "listeners:\n  - address: \"\(example.address)\"\n    relay-from: [\"\(example.network)\"]\n"
        let problems = ConfigurationFixture.problems(text)
        guard let reason = example.reason else {
            #expect(problems.isEmpty)
            return
        }
        #expect(problems.map { $0.kind } == [.dangerous])
        #expect(problems.first?.keyPath == "listeners[0].relay-from[0]")
        #expect(problems.first?.position == SourcePosition(line: 3, column: 18))
        #expect(problems.first?.message.contains(reason) == true)
    }

    /// A relay's host and protection, and whether a password may go there.
    struct PasswordCase: Sendable {
        let host: String
        let tls: String
        let isAccepted: Bool
    }

    @Test(
        "A password goes to a checked host or stays on this one",
        arguments: [
            PasswordCase(host: "smtp.example.net:587", tls: "required", isAccepted: true),
            PasswordCase(host: "smtp.example.net:465", tls: "implicit", isAccepted: true),
            PasswordCase(host: "smtp.example.net:587", tls: "opportunistic", isAccepted: false),
            PasswordCase(host: "smtp.example.net:25", tls: "none", isAccepted: false),
            PasswordCase(host: "192.0.2.1:25", tls: "none", isAccepted: false),
            PasswordCase(host: "127.0.0.1:2525", tls: "none", isAccepted: true),
        ])
    func passwords(_ example: PasswordCase) {
        let login = "username: me, password-file: p"
        let entry = "{ host: \"\(example.host)\", tls: \(example.tls), \(login) }"
        let problems = ConfigurationFixture.problems("delivery:\n  mode: relay\n  relay:\n    - \(entry)\n")
        let expected: [ConfigurationProblem.Kind] = example.isAccepted ? [] : [.dangerous]
        #expect(problems.map { $0.kind } == expected)
        #expect(problems.allSatisfy { $0.keyPath == "delivery.relay[0].tls" && $0.line == 4 })
    }

    @Test(
        "What changes nothing is accepted with a notice",
        arguments: [
            MistakeCase(
                "storage: memory\nspool-threshold: 1MiB\nminimum-free-space: 1GiB\n",
                "2:1: spool-threshold: has no effect while storage is memory",
                "3:1: minimum-free-space: has no effect while storage is memory"),
            MistakeCase("spool-threshold: 1MiB\nminimum-free-space: 1GiB\n"),
            MistakeCase("http: { address: \"[::1]:80\" }\n"), MistakeCase("http: { address: none }\n"),
            MistakeCase("delivery: { retry: { delay-notice: 2h } }\n"),
            MistakeCase(
                "delivery:\n  relay: [{ host: \"a.example:25\" }]\n",
                """
                2:3: delivery.relay: has no effect while delivery.mode is direct and no source in its warm-up has \
                overflow: relay
                """),
            MistakeCase(
                """
                delivery:
                  relay: [{ host: "a.example:25" }]
                  sources: [{ name: a, warm-up: { overflow: relay } }]
                """),
            MistakeCase(
                """
                delivery:
                  mode: relay
                  relay: [{ host: "a.example:25" }]
                  sources: [{ name: a, warm-up: { overflow: relay } }]
                """,
                """
                4:35: delivery.sources[0].warm-up.overflow: relay has no effect while delivery.mode is relay: all mail \
                goes there
                """),
            MistakeCase(
                "delivery: { shaping: { connections: 50 }, pool: { connections-per-host: 20 } }\n",
                """
                1:22: delivery.shaping: connections has no effect beyond delivery.pool.connections-per-host, 20: \
                further deliveries wait for one
                """),
            MistakeCase("delivery: { shaping: { connections: 50 } }\n"),
            MistakeCase(
                "delivery: { pool: { connections: 400 } }\n",
                """
                1:19: delivery.pool: connections is fewer than delivery.limits.deliveries, 1000, which has no effect \
                beyond it
                """),
            MistakeCase("delivery: { limits: { deliveries: 400 }, pool: { connections: 400 } }\n"),
            MistakeCase(
                "delivery: { retry: { expire: 2h, delay-notice: 2h, sites: [{ sites: [a.example], expire: 1h }] } }\n",
                """
                1:34: delivery.retry.delay-notice: 2h has no effect: everything is given up after 2h, expire
                """),
            MistakeCase(
                "delivery: { retry: { delay-notice: 7d } }\n",
                """
                1:22: delivery.retry.delay-notice: 7d has no effect: everything is given up after 5d, expire
                """),
            MistakeCase(
                """
                delivery:
                  retry:
                    delay-notice: 4h
                    sites:
                      - { sites: [a.example], expire: 4h }
                      - { sites: [b.example], expire: 5h }
                """,
                """
                5:31: delivery.retry.sites[0].expire: delivery.retry.delay-notice, 4h, has no effect for these sites: \
                mail to them is given up after 4h
                """),
            MistakeCase("delivery: { retry: { expire: 1h } }\n"),
            MistakeCase("delivery: { retry: { expire: 1h, delay-notice: never } }\n"),
            MistakeCase(
                "delivery: { mode: relay, relay: [{ host: \"smtp.example.net:465\", tls: implicit }], dane: true }\n",
                "1:84: delivery.dane: has no effect while delivery.mode is relay: the relay's own tls holds"),
            MistakeCase(
                """
                delivery:
                  mode: relay
                  relay: [{ host: "smtp.example.net:465", tls: implicit }]
                  dane: true
                  routes: [{ name: a, to: a.example, direct: {} }]
                """),
            MistakeCase(
                "delivery: { smart: { samples: 40 } }\n",
                "1:13: delivery.smart: has no effect while delivery.mode is direct"),
            MistakeCase(
                "delivery: { mode: smart, relay: [{ host: \"smtp.example.net:587\" }], smart: { samples: 40 } }\n"),
            MistakeCase(
                "suppression: { learn: false, hold: 5d }\n",
                "1:30: suppression.hold: has no effect while learn is false"),
            MistakeCase("dkim: { sign: true }\n", "1:9: dkim.sign: has no effect without an entry in dkim.keys"),
            MistakeCase(
                "accounts: [{ user: me@example.test, password-file: p }]\n",
                "1:1: accounts: has no effect without a listener of kind submission or submissions"),
            MistakeCase(
                "oauth: { checker: [/bin/check] }\n",
                "1:1: oauth: has no effect without a listener of kind submission or submissions"),
            MistakeCase("spool-threshold:\nhistory: {}\n"),
        ])
    func notices(_ mistake: MistakeCase) throws {
        let notices = try ConfigurationFixture.decode(mistake.text).notices
        #expect(notices.map { $0.description } == mistake.expected)
        #expect(notices.allSatisfy { $0.kind == .noEffect })
    }

    @Test("A setting without effect is read all the same")
    func noEffectValues() throws {
        let text = "storage: memory\nspool-threshold: 1MiB\nhttp: { address: \"[::1]:80\" }\n"
        let configuration = try ConfigurationFixture.decode(text).configuration
        #expect(configuration.spoolThreshold == 1_048_576)
        #expect(configuration.http.endpoint?.description == "[::1]:80")
    }
}
