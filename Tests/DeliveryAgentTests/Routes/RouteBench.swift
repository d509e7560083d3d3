import DeliveryAgent
import DeliveryQueue
import MXResolver
import MXResolverTesting
import MailAddressing
import SMTPProtocol
import SMTPTransport

/// An agent with rules, over a zone whose hosts have addresses on which no other tests listen.
///
/// `receiver.test` and `signed.test`, which is signed, have one mail host each, both at 127.0.8.1; there are the relays
/// `relay.test` at 127.0.8.2 and `spare.test` at 127.0.8.3; at 127.0.8.9 nobody ever listens.
struct RouteBench {
    /// What there is beside the agent's configuration.
    struct Parts {
        var signer = MessageSigner([])
        var clock: any QueueClock = SystemQueueClock()
        var preference = AddressPreference.ipv6First
        var observer: (any RecipientObserver)?
        var attempts: (any AttemptObserver)?
        var tlsObserver: (any TLSReportObserver)?
    }

    /// A message and its attempt.
    struct Mail {
        var sender = "ada@sender.test"
        var recipients = ["bob@receiver.test"]
        var content = AgentBench.content
        var number: Int64 = 1
        var options = MailOptions()
        var site = "test"
        var mayReroute = false
        var source = DeliverySource.standard
        var way = DeliveryWay.usual
        var earlierAttempts = 0
    }

    static let zoneText = """
        $TTL 60
        $SECURE signed.test.
        receiver.test. IN MX 10 mx.receiver.test.
        mx.receiver.test. IN A 127.0.8.1
        other.test. IN MX 10 mx.receiver.test.
        dead.test. IN MX 10 gone.test.
        gone.test. IN A 127.0.8.9
        signed.test. IN MX 10 mx.signed.test.
        mx.signed.test. IN A 127.0.8.1
        relay.test. IN A 127.0.8.2
        spare.test. IN A 127.0.8.3
        two.test. IN MX 10 two.test.
        two.test. IN MX 20 mx.receiver.test.
        two.test. IN A 127.0.8.9
        two.test. IN AAAA ::1
        pair.test. IN MX 10 pair.test.
        pair.test. IN A 127.0.8.1
        pair.test. IN AAAA ::1

        """

    /// What the queue asks for the rule of a message.
    private let table: RouteTable
    let agent: OutboundAgent
    let zone: ZoneResolver
    let pool = SMTPConnectionPool()

    /// Makes an agent.
    ///
    /// - Parameters:
    ///   - route: the usual way out.
    ///   - rules: which mail goes another way.
    ///   - records: what the zone has beside its usual records, a line each.
    ///   - parts: what there is beside the configuration.
    ///   - adjust: changes the configuration.
    init(
        _ route: DeliveryRoute, rules: [RouteRule] = [], records: String = "", _ parts: Parts = Parts(),
        adjust: (inout OutboundAgentConfiguration) -> Void = { _ in }
    ) throws {
        zone = try ZoneResolver(parsing: Self.zoneText + records)
        var options = MailExchangeResolver.Options()
        (options.privateAddresses, options.addressPreference) = (.allow, parts.preference)
        var configuration = OutboundAgentConfiguration(hostName: "mail.sender.test", route: route)
        table = RouteTable(rules)
        configuration.table = table
        adjust(&configuration)
        agent = OutboundAgent(
            configuration: configuration, resolver: MailExchangeResolver(dns: zone, options: options),
            signer: parts.signer, clock: parts.clock, pool: pool, observer: parts.observer, attempts: parts.attempts,
            tlsObserver: parts.tlsObserver)
    }

    /// A relay of the zone, or one that it does not have.
    static func relay(
        _ host: String = "relay.test", port: Int, security: SMTPClient.Security = .none, priority: Int = 10,
        dialect: SMTPServerConfiguration.Dialect = .smtp
    ) throws -> RelayHost {
        RelayHost(host: try MailHost(host), port: port, security: security, priority: priority, dialect: dialect)
    }

    func attempt(_ mail: Mail = Mail()) async throws -> AttemptResult {
        let message = QueuedMessage(
            id: MessageID(number: mail.number), reversePath: try ReversePath(mail.sender),
            recipients: try mail.recipients.map { try Mailbox($0) }, options: mail.options,
            acceptedAt: WallTime(milliseconds: 0), expiresAt: WallTime(milliseconds: 1), size: mail.content.count,
            isEightBit: false, origin: "test")
        return await agent.deliver(
            DeliveryAttempt(
                message: message, recipients: Array(message.recipients.indices), content: mail.content,
                site: mail.site, mayReroute: mail.mayReroute, source: mail.source, way: mail.way,
                rule: table.rule(
                    forDomain: message.recipients[0].host.description,
                    sender: message.reversePath.description.lowercased(), size: message.size),
                earlierAttempts: mail.earlierAttempts, awaitRecord: { true }))
    }

    func stop() async { await pool.shutdown() }
}
