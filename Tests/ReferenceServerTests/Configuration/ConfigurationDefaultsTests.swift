import BounceClassification
import DeliveryQueue
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("Defaults and accepted values")
struct ConfigurationDefaultsTests {
    @Test(
        "A file without content has every default",
        arguments: ["", "# nothing\n", "---\n", "tls:\ndelivery:\ndkim:\n"])
    func defaults(text: String) throws {
        let loaded = try ConfigurationFixture.decode(text)
        let configuration = loaded.configuration
        #expect(loaded.notices.isEmpty)
        #expect(loaded.path == "waxwing.yaml")
        #expect(configuration.hostname.text == "mail.example.test")
        #expect(configuration.dataPath == "/etc/waxwing/waxwing-data")
        #expect(configuration.storage == .sqlite)
        #expect(configuration.durability == .full)
        #expect(configuration.spoolThreshold == 65_536)
        #expect(configuration.minimumFreeSpace == 67_108_864)
        #expect(configuration.delivery.ambiguous == .resend)
        #expect(HistoryLimits(configuration.history) == HistoryLimits())
        #expect(configuration.listeners.map { $0.endpoint.description } == ["127.0.0.1:2525"])
        #expect(configuration.listeners.allSatisfy { $0.kind == .mx && $0.relayFrom.isEmpty })
        #expect(configuration.tls == ServerConfiguration.TLS(identity: nil, additional: [], roots: .system))
        #expect(configuration.accounts.isEmpty)
        #expect(configuration.dns == ServerConfiguration.DNS(servers: [], trustAuthenticated: .loopback))
        #expect(configuration.delivery.mode == .direct)
        #expect(configuration.delivery.port == 25)
        #expect(configuration.delivery.privateAddresses == .refuse)
        #expect(configuration.delivery.relay.isEmpty)
        #expect(configuration.signing == ServerConfiguration.Signing(isEnabled: true, keys: []))
        #expect(configuration.history.retention == .seconds(30 * 86_400))
        #expect(configuration.http.endpoint?.description == "127.0.0.1:8025")
    }

    @Test("The schedule of retries has its defaults")
    func retryDefaults() throws {
        let retry = try ConfigurationFixture.decode("").configuration.delivery.retry
        #expect(retry == RetryRules())
        #expect(retry.standard.first == .seconds(300))
        #expect(retry.standard.factor == 2)
        #expect(retry.standard.maximum == .seconds(4 * 3_600))
        #expect(retry.standard.jitter == 0.2)
        #expect(retry.standard.expiry == .seconds(5 * 86_400))
        #expect(retry.standard.delayNotice == .seconds(4 * 3_600))
    }

    @Test("Every value of a full file arrives")
    func fullFile() throws {
        let configuration = try ConfigurationFixture.decode(Self.full).configuration
        #expect(configuration.hostname.text == "mx.example.net")
        #expect(configuration.dataPath == "/var/lib/waxwing")
        #expect(configuration.storage == .memory)
        #expect(configuration.durability == .relaxed)
        #expect(configuration.listeners.map { $0.endpoint.description } == ["0.0.0.0:25", "[::1]:2525"])
        #expect(configuration.listeners.first?.relayFrom.map { $0.description } == ["192.0.2.0/24", "2001:db8::/32"])
        #expect(configuration.listeners.last?.relayFrom.map { $0.description } == ["::1/128"])
        #expect(configuration.tls.identity?.certificate == "/etc/waxwing/cert.pem")
        #expect(configuration.tls.identity?.key == "/keys/key.pem")
        #expect(configuration.tls.roots == .file("/etc/waxwing/roots.pem"))
        #expect(configuration.dns.servers.map { $0.description } == ["127.0.0.1:5353", "[2001:db8::1]:53"])
        #expect(configuration.dns.trustAuthenticated == .never)
        #expect(configuration.delivery.mode == .relay)
        #expect(configuration.delivery.port == 2_526)
        #expect(configuration.delivery.privateAddresses == .allow)
        let relay = try #require(configuration.delivery.relay.first)
        #expect(relay.host.description == "smtp.example.net")
        #expect(relay.port == 465)
        #expect(relay.security == .implicit)
        #expect(relay.login?.username == "me")
        #expect(relay.login?.password == .file("/etc/waxwing/relay.password"))
        #expect(configuration.delivery.retry.standard.first == .milliseconds(500))
        #expect(configuration.delivery.retry.standard.factor == 1.5)
        #expect(configuration.delivery.retry.standard.maximum == .seconds(30))
        #expect(configuration.delivery.retry.standard.jitter == 0)
        #expect(configuration.delivery.retry.standard.expiry == .seconds(60))
        #expect(configuration.delivery.ambiguous == .hold)
        let queue = try SchedulerComposer(configuration: configuration).queueConfiguration()
        #expect(queue.ambiguous == .hold)
        #expect(configuration.spoolThreshold == 131_072)
        #expect(configuration.minimumFreeSpace == 0)
        #expect(configuration.suppression.policy.hardBounceTime == 45 * 86_400)
        #expect(configuration.suppression.policy.strikeTime == 30 * 86_400)
        let history = HistoryLimits(configuration.history)
        #expect(history == HistoryLimits(retention: .seconds(9 * 86_400), maximumSize: 2_097_152))
        #expect(configuration.signing.isEnabled == false)
        #expect(configuration.signing.keys.map { $0.keyFile } == ["/etc/waxwing/a.pem", "/etc/waxwing/b.pem"])
        #expect(configuration.signing.keys.map { $0.selector.text } == ["s1", "s2.mail"])
        #expect(configuration.signing.keys.map { $0.domain.text } == ["example.net", "example.net"])
    }

    @Test("A relay may be named by its address, and asks for a checked certificate by default")
    func relayByAddress() throws {
        let text = "delivery: { mode: relay, relay: [{ host: \"[2001:db8::1]:587\" }] }"
        let loaded = try ConfigurationFixture.decode(text)
        let relay = try #require(loaded.configuration.delivery.relay.first)
        let address = try #require(IPAddress("2001:db8::1"))
        #expect(relay.host == .address(address))
        #expect(relay.security == .required)
        #expect(relay.login == nil)
    }

    @Test("A machine whose name is no host name wants one in the file", arguments: ["", "my_host", "12345"])
    func unusableMachineName(name: String) {
        let problems = ConfigurationFixture.problems("storage: sqlit\n", machineName: name)
        #expect(problems.map { $0.keyPath } == ["hostname", "storage"])
        #expect(problems.first?.kind == .missingKey)
        #expect(ConfigurationFixture.problems("hostname: a.example\n", machineName: name).isEmpty)
    }

    @Test("A byte order mark and foreign line ends change nothing")
    func foreignText() throws {
        let loaded = try ConfigurationFixture.decode("\u{FEFF}hostname: a.example\r\nstorage: memory\r\n")
        #expect(loaded.configuration.hostname.text == "a.example")
        #expect(loaded.configuration.storage == .memory)
    }

    private static let full = """
        hostname: MX.example.net
        data: /var/lib/waxwing
        storage: memory
        durability: relaxed
        spool-threshold: 128KiB
        minimum-free-space: 0
        listeners:
          - address: 0.0.0.0:25
            relay-from: [192.0.2.0/24, "2001:db8::/32"]
            proxy-from: []
            xclient-from: []
          - { address: "[::1]:2525", kind: mx, relay-from: ["::1"] }
        tls: { certificate: cert.pem, key: /keys/key.pem, additional: [], roots: ./roots.pem }
        oauth: {}
        accounts: []
        dns: { servers: ["127.0.0.1:5353", "[2001:db8::1]:53"], trust-authenticated: never }
        delivery:
          mode: relay
          port: 2526
          private-addresses: allow
          relay:
            - { host: "smtp.example.net:465", tls: implicit, username: me, password-file: relay.password }
          routes: []
          sources: []
          retry: { first: 500ms, factor: 1.5, max: 30s, jitter: 0, expire: 1m }
          ambiguous: hold
        dkim:
          sign: false
          keys:
            - { domain: example.net, selector: s1, key-file: a.pem }
            - { domain: example.net, selector: s2.mail, key-file: b.pem }
        suppression: { learn: true, hold: 45d }
        history: { retention: 9d, maximum-size: 2MiB }
        """
}
