import DeliveryQueue
import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("Limits")
struct ConfigurationLimitsTests {
    @Test("have the defaults of the libraries")
    func defaults() throws {
        let configuration = try ConfigurationFixture.decode("").configuration
        #expect(configuration.limits.server == SMTPServerLimits())
        #expect(configuration.delivery.timeouts == SMTPClientTimeouts())
        #expect(configuration.delivery.eightBit == .refuse)
        let usual = SMTPServerConfiguration(hostName: .domain(configuration.hostname))
        var session = usual
        configuration.limits.session.apply(to: &session)
        #expect(session == usual)
    }

    @Test("arrive where they belong")
    func values() throws {
        let configuration = try ConfigurationFixture.decode(
            """
            limits:
              message-size: 50MiB
              header-size: 64KiB
              recipients: 200
              messages: 5
              command-line: 1024
              errors: 3
              idle-commands: 7
              longest-hold: 2d
              sessions: 11
              sessions-per-address: 2
              sessions-per-network: 9
              connections-per-minute: 60
              connections-per-minute-per-network: 90
              free-errors: 1
              error-delay: 2s
              login-failures: 4
              handshake-timeout: 8s
              memory: 1GiB
              command-timeout: 30s
              minimum-rate: 0
              rate-window: 1m
            delivery:
              eight-bit: convert
              bounce-rules: own.rules
              dane: false
              mta-sts: false
              timeouts: { connect: 1s, greeting: 2s, session: 3s, envelope: 4s, data: 5s, message: 6s, final-dot: 7s,
                kept-connection: 8s }
              pool: { connections: 10, connections-per-host: 3, messages-per-connection: 4, idle: 5s }
            """
        ).configuration
        var session = SMTPServerConfiguration(hostName: .domain(configuration.hostname))
        configuration.limits.session.apply(to: &session)
        #expect(session.maximumMessageSize == 50 * 1_024 * 1_024)
        #expect(session.maximumHeaderSize == 65_536)
        #expect(session.maximumRecipients == 200)
        #expect(session.maximumMessages == 5)
        #expect(session.maximumCommandLineLength == 1_024)
        #expect(session.maximumErrors == 3)
        #expect(session.maximumIdleCommands == 7)
        #expect(session.maximumHold == 2 * 86_400)
        let server = configuration.limits.server
        #expect(server.maximumSessions == 11)
        #expect(server.maximumSessionsPerAddress == 2)
        #expect(server.maximumSessionsPerNetwork == 9)
        #expect(server.rates.connectionsPerMinute == 60)
        #expect(server.rates.connectionsPerMinutePerNetwork == 90)
        #expect(server.handshakeTimeout == .seconds(8))
        #expect(configuration.limits.tarpit.freeErrors == 1)
        #expect(configuration.limits.tarpit.step == .seconds(2))
        #expect(configuration.limits.loginFailures == 4)
        #expect(configuration.delivery.bounceRules?.hasSuffix("own.rules") == true)
        #expect(!configuration.delivery.usesDANE && !configuration.delivery.usesStrictTransport)
        #expect(server.maximumMemory == 1_073_741_824)
        #expect(server.commandTimeout == .seconds(30))
        #expect(server.minimumRate == 0)
        #expect(server.rateWindow == .seconds(60))
        let timeouts = configuration.delivery.timeouts
        #expect(
            [
                timeouts.connect, timeouts.greeting, timeouts.session, timeouts.envelope, timeouts.data,
                timeouts.message, timeouts.finalDot, timeouts.keptConnection,
            ] == (1...8).map { .seconds($0) })
        let pool = configuration.delivery.pool
        let limits = pool.limits(for: SchedulerConfiguration())
        #expect(limits.maximumConnections == 10 && limits.maximumConnectionsPerHost == 3)
        #expect(limits.maximumMessagesPerConnection == 4 && limits.idleTimeout == .seconds(5))
        #expect(ServerConfiguration.Pool().limits(for: SchedulerConfiguration(overall: 77)).maximumConnections == 154)
        #expect(configuration.delivery.eightBit == .convert)
    }

    @Test(
        "that make no sense are named",
        arguments: [
            MistakeCase(
                "limits: { recipents: 5 }\n", "1:11: limits.recipents: unknown key; did you mean recipients?"),
            MistakeCase(
                "limits: { message-size: 1KiB }\n",
                "1:25: limits.message-size: 1KiB is out of range; accepted: 64KiB to 1GiB"),
            // What goes to the spool takes little of it.
            MistakeCase("limits: { message-size: 64MiB, memory: 33MiB }\n"),
            MistakeCase(
                "storage: memory\nlimits: { message-size: 64MiB, memory: 33MiB }\n",
                "2:32: limits.memory: is less than one message of message-size needs"),
            MistakeCase(
                "spool-threshold: 128MiB\nlimits: { message-size: 64MiB, memory: 33MiB }\n",
                "2:32: limits.memory: is less than one message of message-size needs"),
            MistakeCase(
                "delivery: { eight-bit: both }\n",
                "1:24: delivery.eight-bit: \"both\" is not accepted; accepted: refuse, convert"),
        ])
    func mistakes(_ mistake: MistakeCase) {
        #expect(ConfigurationFixture.lines(mistake.text) == mistake.expected)
    }
}
