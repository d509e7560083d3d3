import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("Listeners and accounts of the configuration")
struct ConfigurationListenerTests {
    @Test("Every kind of listener is read, and what belongs to it")
    func kinds() throws {
        let loaded = try ConfigurationFixture.decode(
            """
            hostname: a.example
            listeners:
              - { address: "127.0.0.1:25", proxy-from: [10.0.0.1], xclient-from: ["2001:db8::/32"], greeting-delay: 5s }
              - { address: "127.0.0.1:587", kind: submission, dangerous-auth-without-tls: true }
              - { address: "192.0.2.1:465", kind: submissions }
              - { address: "127.0.0.1:24", kind: lmtp, relay-from: [127.0.0.0/8] }
            tls: { additional: [{ certificate: c.pem, key: k.pem }] }
            oauth: { checker: [/bin/check, --strict], timeout: 3s }
            accounts:
              - { user: me@a.example, password-file: me, send-as: ["*@a.example", info@b.example] }
              - { user: you@a.example, password-file: you }
            """)
        let configuration = loaded.configuration
        #expect(configuration.listeners.map(\.kind) == [.mx, .submission, .submissions, .lmtp])
        #expect(configuration.listeners[0].proxyFrom == [try #require(IPNetwork("10.0.0.1"))])
        #expect(configuration.listeners[0].xclientFrom == [try #require(IPNetwork("2001:db8::/32"))])
        #expect(configuration.listeners[0].greetingDelay == .seconds(5))
        #expect(configuration.listeners.map(\.dangerousAuthWithoutTLS) == [false, true, false, false])
        #expect(configuration.tls.additional.count == 1)
        #expect(configuration.oauth.checker == ["/bin/check", "--strict"])
        #expect(configuration.oauth.timeout == .seconds(3))
        #expect(configuration.accounts.map(\.user.description) == ["me@a.example", "you@a.example"])
        #expect(configuration.accounts.map(\.sendAs.count) == [2, 0])
    }

    @Test(
        "What would endanger somebody, or means nothing, is refused with the reason",
        arguments: [
            MistakeCase(
                "listeners: [{ address: \"0.0.0.0:25\", proxy-from: [0.0.0.0/0] }]\n",
                """
                1:51: listeners[0].proxy-from[0]: 0.0.0.0/0 would let strangers choose the address that they are judged by, \
                and so relay; accepted: the addresses of your proxies
                """),
            MistakeCase(
                "listeners: [{ address: \"0.0.0.0:25\", xclient-from: [\"::/0\"] }]\n",
                """
                1:53: listeners[0].xclient-from[0]: ::/0 would let strangers choose the address that they are judged by, \
                and so relay; accepted: the addresses of your proxies
                """),
            MistakeCase(
                "listeners: [{ address: \"127.0.0.1:25\", kind: lmtp }]\n",
                "1:40: listeners[0].kind: lmtp is not spoken at port 25 (RFC 2033, section 5)"),
            MistakeCase(
                """
                listeners: [{ address: "192.0.2.1:587", kind: submission, dangerous-auth-without-tls: true }]
                accounts: [{ user: me@a.example, password-file: p }]

                """,
                """
                1:59: listeners[0].dangerous-auth-without-tls: everybody on the way to 192.0.2.1:587 could read \
                passwords; accepted on loopback only
                """),
            MistakeCase(
                "listeners: [{ address: \"127.0.0.1:25\", dangerous-auth-without-tls: true }]\n",
                "1:40: listeners[0].dangerous-auth-without-tls: is for a listener of kind submission"),
            MistakeCase(
                """
                listeners: [{ address: "127.0.0.1:587", kind: submission, relay-from: [10.0.0.0/8] }]
                accounts: [{ user: me@a.example, password-file: p }]

                """,
                """
                1:59: listeners[0].relay-from: means nothing where everybody has to log in; give these hosts a listener \
                of kind mx
                """),
            MistakeCase(
                """
                listeners: [{ address: "127.0.0.1:465", kind: submissions }]
                accounts:
                  - { user: me@a.example, password-file: p }
                  - { user: Me@A.example, password-file: q, send-as: ["*", "@b"] }

                """,
                "4:5: accounts[1]: Me@a.example is already the user of another account",
                "4:55: accounts[1].send-as[0]: \"*\" is not accepted; accepted: an address, or *@DOMAIN",
                "4:60: accounts[1].send-as[1]: \"@b\" is not accepted; accepted: an address, or *@DOMAIN"),
            MistakeCase(
                """
                listeners: [{ address: "127.0.0.1:465", kind: submissions }]
                oauth: { checker: [check], timeout: 1ms }

                """,
                "2:10: oauth.checker: begins with a program's whole path, as in /usr/local/bin/check-token",
                "2:37: oauth.timeout: 1ms is out of range; accepted: 100ms to 1m"),
        ])
    func refused(_ mistake: MistakeCase) {
        let problems = ConfigurationFixture.problems(mistake.text)
        #expect(problems.map(\.description) == mistake.expected)
    }

    @Test(
        "A relay for loopback behind a proxy or a filter is judged as one that strangers can reach",
        arguments: ["proxy-from", "xclient-from"])
    func relayBehindProxy(key: String) {
        let listener = "{ address: \"127.0.0.1:25\", \(key): [127.0.0.1], relay-from: [0.0.0.0/0] }"
        let problems = ConfigurationFixture.problems("listeners: [\(listener)]\n")
        #expect(problems.map(\.kind) == [.dangerous])
        #expect(problems.map(\.keyPath) == ["listeners[0].relay-from[0]"])
    }

    @Test(
        "Who logs in may send as himself, as nobody, and as what the account allows",
        arguments: [
            ("me@a.example", true), ("", true), ("info@b.example", true), ("other@b.example", false),
            ("any@c.example", true), ("me@A.EXAMPLE", true), ("ME@a.example", true), ("he@a.example", false),
            ("me@[127.0.0.1]", false),
        ])
    func senders(sender: String, isAllowed: Bool) throws {
        let account = ServerConfiguration.Account(
            user: try Mailbox("me@a.example"), passwordFile: "p",
            sendAs: [
                .init(localPart: "info", domain: try DomainName("b.example")),
                .init(localPart: nil, domain: try DomainName("c.example")),
            ])
        let rights = SenderRights([account])
        for user in ["me@a.example", "me@A.Example", "Me@a.example"] {
            #expect(rights.allow(try ReversePath(sender), to: user, at: 0) == isAllowed)
        }
        #expect(rights.allow(try ReversePath(sender), to: "you@a.example", at: 0) == sender.isEmpty)
        #expect(rights.allow(try ReversePath(sender), to: "stranger", at: 0) == sender.isEmpty)
    }
}
