import DKIM
public import DeliveryQueue
public import MXResolver
import MailAddressing
public import NIOCore
import SMTPProtocol
import SMTPTransport

/// One message's way out: route, sign, connect, deliver, judge.
///
/// Guarantees: what is signed is what is sent; the final dot goes out only after the attempt was recorded; each recipient
/// gets an outcome; hosts are tried in the order of their preference.
public struct OutboundAgent: MessageDeliverer {
    private let configuration: OutboundAgentConfiguration
    private let resolver: MailExchangeResolver
    private let signer: MessageSigner
    private let clock: any QueueClock
    private let group: (any EventLoopGroup)?

    /// Makes an agent.
    ///
    /// - Parameters:
    ///   - configuration: names, route and limits.
    ///   - resolver: finds mail hosts.
    ///   - signer: signs what goes out.
    ///   - clock: civil time, for signatures.
    ///   - group: the event loops to run on; those that the process shares by default.
    public init(
        configuration: OutboundAgentConfiguration, resolver: MailExchangeResolver, signer: MessageSigner,
        clock: any QueueClock = SystemQueueClock(), group: (any EventLoopGroup)? = nil
    ) {
        self.configuration = configuration
        self.resolver = resolver
        self.signer = signer
        self.clock = clock
        self.group = group
    }

    /// Tries to deliver a message to recipients of one site; see `MessageDeliverer`.
    public func deliver(_ attempt: DeliveryAttempt) async -> [DeliveryOutcome] {
        let targets: [DeliveryTarget]
        switch await findTargets(for: attempt) {
        case .success(let found): targets = found
        case .failure(let refusal): return attempt.recipients.map { _ in refusal.outcome }
        }
        let signature: [UInt8]
        do {
            signature = try signer.signature(of: attempt.content, at: clock.now().seconds) ?? []
        } catch {
            let reply = SMTPReply(451, .init(4, 7, 5), "The message cannot be signed: \(error)")
            return attempt.recipients.map { _ in DeliveryOutcome(.deferred, reply: reply, isRemoteReply: false) }
        }
        var content = ByteBufferAllocator().buffer(capacity: signature.count + attempt.content.count)
        content.writeBytes(signature)
        content.writeBytes(attempt.content)

        var outcomes: [DeliveryOutcome?] = attempt.recipients.map { _ in nil }
        var fallback: [DeliveryOutcome?] = outcomes
        for target in targets.prefix(configuration.maximumAddresses) {
            let open = outcomes.indices.filter { outcomes[$0] == nil }
            if open.isEmpty || Task.isCancelled { break }
            let steps = await self.try(attempt, open.map { attempt.recipients[$0] }, content, at: target)
            for (position, step) in zip(open, steps) {
                switch step {
                case .settle(let outcome): outcomes[position] = outcome
                case .nextHost(let outcome): fallback[position] = outcome
                }
            }
        }
        return zip(outcomes, fallback).map { $0 ?? $1 ?? Self.noHost }
    }

    private static var noHost: DeliveryOutcome {
        DeliveryOutcome(
            .deferred, reply: SMTPReply(451, .init(4, 4, 4), "No address of the destination could be tried"),
            isRemoteReply: false)
    }

    /// Carries out one transaction at one address.
    private func `try`(
        _ attempt: DeliveryAttempt, _ recipients: [Int], _ content: ByteBuffer, at target: DeliveryTarget
    ) async -> [FailurePolicy.Step] {
        let client: SMTPClient
        do throws(SMTPClientFailure) {
            client = try await connect(to: target)
        } catch {
            return recipients.map { _ in FailurePolicy.judge(error, at: target.description) }
        }
        let transaction = SMTPTransaction(
            reversePath: attempt.message.reversePath, recipients: recipients.map { attempt.message.recipients[$0] },
            size: content.readableBytes, isEightBit: attempt.message.isEightBit)
        // The record is on its way to the disk while the envelope is.
        let recorded = Task { await attempt.awaitRecord() }
        let outcomes = await client.send(transaction, content: content) { await recorded.value }
        // The outcome is known; nobody waits for the goodbye.
        Task { await client.quit() }
        return outcomes.map { FailurePolicy.judge($0, at: target.description, tls: client.tlsVersion) }
    }

    /// Connects; where TLS is only an opportunity and fails, once more in the clear (RFC 7435).
    private func connect(to target: DeliveryTarget) async throws(SMTPClientFailure) -> SMTPClient {
        do {
            return try await connect(to: target, security: target.security)
        } catch {
            guard case .startTLSWhenOffered = target.security, case .tlsUnavailable = error.reason else { throw error }
            return try await connect(to: target, security: .none)
        }
    }

    private func connect(
        to target: DeliveryTarget, security: SMTPClient.Security
    ) async throws(SMTPClientFailure) -> SMTPClient {
        let address: SocketAddress
        do {
            address = try SocketAddress(ipAddress: target.address.description, port: target.port)
        } catch {
            throw SMTPClientFailure(.connection("the address cannot be used"), at: .connect)
        }
        return try await SMTPClient.connect(
            to: address, serverName: target.serverName, helloName: configuration.hostName, security: security,
            credentials: target.credentials, timeouts: configuration.timeouts, group: group)
    }

    /// Why there is no host to try.
    private struct RouteRefusal: Error {
        var outcome: DeliveryOutcome
    }

    private func findTargets(for attempt: DeliveryAttempt) async -> Result<[DeliveryTarget], RouteRefusal> {
        let host: MailHost
        let make: (DomainName?, IPAddress) -> DeliveryTarget
        let route: MailRoute
        switch configuration.route {
        case .direct(let port, let tls):
            host = attempt.message.recipients[attempt.recipients[0]].host
            let security = tls.map { SMTPClient.Security.startTLSWhenOffered($0) } ?? .none
            make = { name, address in
                DeliveryTarget(serverName: name?.text, address: address, port: port, security: security)
            }
            route = await resolver.route(to: host)
        case .relay(let relay):
            host = relay.host
            make = { name, address in
                DeliveryTarget(
                    serverName: name?.text, address: address, port: relay.port, security: relay.security,
                    credentials: relay.credentials)
            }
            route = await resolver.addresses(of: host)
        }
        switch route {
        case .hosts(let hosts):
            return .success(hosts.flatMap { host in host.addresses.map { make(host.name, $0) } })
        case .refusesMail:
            let reply = SMTPReply(556, .init(5, 1, 10), "\(host) accepts no mail (null MX)")
            return .failure(.init(outcome: DeliveryOutcome(.failed, reply: reply, isRemoteReply: false)))
        case .failed(let failure):
            // A relay that cannot be found is our trouble, and no word on the recipient.
            let isOurs = if case .relay = configuration.route { true } else { false }
            let isTemporary = failure.isTemporary || isOurs
            let status = EnhancedStatusCode(
                isTemporary ? 4 : 5, UInt16(clamping: failure.status.subject), UInt16(clamping: failure.status.detail))
            let reply = SMTPReply(isTemporary ? 451 : 550, status, failure.explanation)
            let kind: DeliveryOutcome.Kind = isTemporary ? .deferred : .failed
            return .failure(.init(outcome: DeliveryOutcome(kind, reply: reply, isRemoteReply: false)))
        }
    }
}
