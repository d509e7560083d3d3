import BounceClassification
import DeliveryAgent
import DeliveryQueue
import MXResolver
import MailAddressing
import NIOConcurrencyHelpers

/// What carries out deliveries and what writes reports, made of a configuration; others may take their place while the
/// queue runs.
struct OutgoingParts: Sendable {
    /// Carries out deliveries.
    let agent: OutboundAgent
    /// Writes reports to senders.
    let reporter: CutThroughReporter<ForwardingReporter>
    /// Judges mail to the domains of the directory.
    let forwarder: Forwarder

    /// Makes them.
    ///
    /// - Parameters:
    ///   - configuration: the configuration.
    ///   - parts: what the server has anyway.
    /// - Throws: `CommandFailure` with the reason, such as a key that cannot be read.
    static func made(
        of configuration: ServerConfiguration, over parts: LastingParts
    ) async throws(CommandFailure) -> OutgoingParts {
        let routes = RouteComposer(configuration: configuration)
        var agentConfiguration = OutboundAgentConfiguration(
            hostName: configuration.hostname.text, route: try routes.route())
        agentConfiguration.table = try routes.table()
        agentConfiguration.relays = try routes.relays()
        agentConfiguration.fallsBack = configuration.delivery.mode.fallsBack
        agentConfiguration.unsignable = configuration.signing.unsignable
        agentConfiguration.tellsTimings = true
        agentConfiguration.convertsToSevenBit = configuration.delivery.eightBit == .convert
        agentConfiguration.security = try routes.security(policies: parts.policies)
        var options = MailExchangeResolver.Options()
        options.privateAddresses = configuration.delivery.privateAddresses == .allow ? .allow : .refuse
        options.ownHostNames = [configuration.hostname]
        options.ownAddresses = configuration.ownAddresses
        let learner = SuppressionLearner(
            list: parts.suppressions, policy: configuration.suppression.policy, logger: parts.logger)
        let signers = try ServerFiles(configuration: configuration).signers()
        let agent = OutboundAgent(
            configuration: agentConfiguration, resolver: MailExchangeResolver(dns: parts.dns, options: options),
            signer: MessageSigner(
                DomainSigners(configured: signers, directory: parts.directory, logger: parts.logger)),
            pool: parts.pool, classifier: try BounceClassifier.withRules(at: configuration.delivery.bounceRules),
            observer: configuration.suppression.learns ? learner : nil,
            attempts: AttemptObservers(observers: [AttemptAlerts(logger: parts.logger), parts.metrics.attempts]),
            tlsObserver: parts.tlsReports)
        let composer = ForwarderComposer(configuration: configuration, logger: parts.logger)
        let forwarder = try await composer.forwarder(
            over: parts.directory, records: parts.dns, meter: parts.meter, desk: parts.desk)
        return OutgoingParts(
            agent: agent,
            reporter: CutThroughReporter(
                desk: parts.desk,
                base: ForwardingReporter(
                    reporter: BounceReporter(hostName: configuration.hostname), forwarder: forwarder)),
            forwarder: forwarder)
    }
}

/// Has deliveries carried out, and reports written, by whoever is in charge at the time.
final class OutgoingSwitch: MessageDeliverer, FailureReporter {
    private let current: NIOLockedValueBox<OutgoingParts>

    /// Puts parts in charge.
    init(_ parts: OutgoingParts) { current = NIOLockedValueBox(parts) }

    /// Who is in charge now.
    var parts: OutgoingParts { current.withLockedValue { $0 } }

    /// Puts others in charge; what is under way goes on as it began.
    func replace(with parts: OutgoingParts) { current.withLockedValue { $0 = parts } }

    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult { await parts.agent.deliver(attempt) }

    func report(
        _ failures: [RecipientFailure], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? { parts.reporter.report(failures, of: message, content: content, at: now) }

    func reasonForSilence(on message: QueuedMessage, at now: WallTime) -> String? {
        parts.reporter.reasonForSilence(on: message, at: now)
    }

    func delayReport(
        _ delays: [RecipientDelay], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? { parts.reporter.delayReport(delays, of: message, content: content, at: now) }

    func successReport(
        _ successes: [RecipientSuccess], of message: QueuedMessage, content: [UInt8], at now: WallTime
    ) -> MessageSubmission? { parts.reporter.successReport(successes, of: message, content: content, at: now) }
}
