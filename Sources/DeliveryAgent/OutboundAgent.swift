import DKIM
public import DeliveryQueue
import InternetMessage
public import MXResolver
import MailAddressing
import NIOCore
import SMTPProtocol
public import SMTPTransport

/// One message's way out: route, sign, connect, deliver, judge.
///
/// Guarantees: what is signed is what is sent; the final dot goes out only after the attempt was recorded; each recipient
/// gets an outcome; hosts are tried in the order of their preference.
public struct OutboundAgent: MessageDeliverer {
    private let configuration: OutboundAgentConfiguration
    private let resolver: MailExchangeResolver
    private let signer: MessageSigner
    private let clock: any QueueClock
    private let pool: SMTPConnectionPool

    /// Makes an agent.
    ///
    /// - Parameters:
    ///   - configuration: names, route and limits.
    ///   - resolver: finds mail hosts.
    ///   - signer: signs what goes out.
    ///   - clock: civil time, for signatures.
    ///   - pool: keeps connections for further messages, and knows how long hosts may take.
    public init(
        configuration: OutboundAgentConfiguration, resolver: MailExchangeResolver, signer: MessageSigner,
        clock: any QueueClock = SystemQueueClock(), pool: SMTPConnectionPool = SMTPConnectionPool()
    ) {
        self.configuration = configuration
        self.resolver = resolver
        self.signer = signer
        self.clock = clock
        self.pool = pool
    }

    /// Tries to deliver a message to recipients of one site; see `MessageDeliverer`.
    public func deliver(_ attempt: DeliveryAttempt) async -> [DeliveryOutcome] {
        if isOverdue(attempt.message) { return attempt.recipients.map { _ in Self.overdue } }
        let targets: [DeliveryTarget]
        switch await findTargets(for: attempt) {
        case .success(let found): targets = found
        case .failure(let refusal): return attempt.recipients.map { _ in refusal.outcome }
        }
        let content: ByteBuffer
        switch signed(attempt.content) {
        case .success(let signed): content = signed
        case .failure(let refusal): return attempt.recipients.map { _ in refusal.outcome }
        }
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
        // The record is on its way to the disk while the envelope is.
        let recorded = Task { await attempt.awaitRecord() }
        while true {
            let lease: SMTPConnectionPool.Lease
            do throws(SMTPClientFailure) {
                lease = try await self.lease(target)
            } catch {
                return recipients.map { _ in FailurePolicy.judge(error, at: target.description) }
            }
            let (outcomes, isHealthy) = await self.try(attempt, recipients, content, over: lease.client) {
                await recorded.value
            }
            await pool.release(lease, isHealthy: isHealthy)
            switch outcomes {
            // A kept connection that the host has closed meanwhile is not held against it.
            case .sent(let outcomes)
            where lease.isReused && outcomes.isLostBeforeTheEnvelope && !Task.isCancelled:
                continue
            case .sent(let outcomes):
                let version = lease.client.tlsVersion
                return outcomes.map { FailurePolicy.judge($0, at: target.description, tls: version) }
            case .settled(let step): return recipients.map { _ in step }
            }
        }
    }

    /// What came of a connection.
    private enum Trial {
        case sent([SMTPRecipientOutcome])
        /// Nothing was sent, and this is what it means for every recipient.
        case settled(FailurePolicy.Step)
    }

    /// Carries out one transaction over a connection; tells whether the connection can be kept.
    private func `try`(
        _ attempt: DeliveryAttempt, _ recipients: [Int], _ content: ByteBuffer, over client: SMTPClient,
        mayFinish: @escaping @Sendable () async -> Bool
    ) async -> (Trial, isHealthy: Bool) {
        // Connecting takes time.
        guard !isOverdue(attempt.message) else { return (.settled(.settle(Self.overdue)), true) }
        var content = content
        var transaction = transaction(of: attempt, recipients, content)
        if transaction.isEightBit, configuration.convertsToSevenBit,
            !client.extensions.services.contains(.eightBitMIME)
        {
            switch sevenBit(attempt) {
            case .success(let converted):
                content = converted
                transaction.size = content.readableBytes
                transaction.isEightBit = false
            case .failure(let refusal): return (.settled(.nextHost(refusal.outcome)), true)
            }
        }
        let outcomes = await client.send(transaction, content: content, mayFinish: mayFinish)
        let isBroken = outcomes.contains { if case .lost = $0 { true } else { false } }
        return (.sent(outcomes), !isBroken)
    }

    /// The message in 7 bits, signed anew: what is signed is what is sent.
    private func sevenBit(_ attempt: DeliveryAttempt) -> Result<ByteBuffer, RouteRefusal> {
        let reply: SMTPReply
        do throws(SevenBitConversionError) {
            let converted = try SevenBitConversion.converted(attempt.content)
            return signed(converted)
        } catch {
            let isHeader = error.problem == .eightBitHeader
            reply = SMTPReply(
                554, .init(5, 6, isHeader ? 9 : 3),
                "The host takes 7 bits only and the message cannot be converted: \(error)")
        }
        return .failure(.init(outcome: DeliveryOutcome(.failed, reply: reply, isRemoteReply: false)))
    }

    /// A message behind its signatures.
    private func signed(_ message: [UInt8]) -> Result<ByteBuffer, RouteRefusal> {
        let signature: [UInt8]
        do {
            signature = try signer.signature(of: message, at: clock.now().seconds) ?? []
        } catch {
            // What is wrong with the message stays wrong; with a key there is hope.
            let isForEver = error.isOfMessage
            let text = "The message cannot be signed: \(error)"
            let reply =
                isForEver ? SMTPReply(554, .init(5, 6, 0), text) : SMTPReply(451, .init(4, 7, 5), text)
            let outcome = DeliveryOutcome(isForEver ? .failed : .deferred, reply: reply, isRemoteReply: false)
            return .failure(.init(outcome: outcome))
        }
        // The transport's buffers cannot take an array over: this is the one copy on the way out, for all hosts.
        var content = ByteBufferAllocator().buffer(capacity: signature.count + message.count)
        content.writeBytes(signature)
        content.writeBytes(message)
        return .success(content)
    }

    /// Whether the time is over within which the message had to arrive (RFC 2852, section 4.1).
    private func isOverdue(_ message: QueuedMessage) -> Bool {
        guard let deliverBy = message.options.deliverBy, deliverBy.mode == .return else { return false }
        return clock.now() >= message.acceptedAt + .seconds(deliverBy.seconds)
    }

    private static var overdue: DeliveryOutcome {
        let reply = SMTPReply(554, .init(5, 4, 7), "The time within which the message had to arrive is over")
        return DeliveryOutcome(.failed, reply: reply, isRemoteReply: false)
    }

    /// The envelope for the next host: what the sender asked for, less the time that has passed, and less a wait for a
    /// later release, which is the queue's and not the next host's.
    private func transaction(
        of attempt: DeliveryAttempt, _ recipients: [Int], _ content: ByteBuffer
    ) -> SMTPTransaction {
        let message = attempt.message
        var options = message.options
        options.futureRelease = nil
        if let deliverBy = options.deliverBy {
            let elapsed = Int((clock.now() - message.acceptedAt).components.seconds)
            options.deliverBy = DeliverBy(
                seconds: deliverBy.seconds - elapsed, mode: deliverBy.mode, wantsTrace: deliverBy.wantsTrace)
        }
        var transaction = SMTPTransaction(
            reversePath: message.reversePath, recipients: recipients.map { message.recipient(at: $0) },
            size: content.readableBytes, isEightBit: message.isEightBit, options: options)
        if options.allowsInternationalized, message.isEightBit {
            let header = try? MessageHeader(parsing: attempt.content)
            transaction.hasInternationalizedHeader =
                header.map { attempt.content[..<$0.bodyOffset].contains { $0 > 127 } } ?? false
        }
        return transaction
    }

    /// Has a connection; where TLS is only an opportunity and fails, one in the clear (RFC 7435).
    private func lease(_ target: DeliveryTarget) async throws(SMTPClientFailure) -> SMTPConnectionPool.Lease {
        do {
            return try await lease(target, security: target.security)
        } catch {
            guard case .startTLSWhenOffered = target.security, case .tlsUnavailable = error.reason else { throw error }
            return try await lease(target, security: .none)
        }
    }

    private func lease(
        _ target: DeliveryTarget, security: SMTPClient.Security
    ) async throws(SMTPClientFailure) -> SMTPConnectionPool.Lease {
        let address: SocketAddress
        do {
            address = try SocketAddress(ipAddress: target.address.description, port: target.port)
        } catch {
            throw SMTPClientFailure(.connection("the address cannot be used"), at: .connect)
        }
        return try await pool.lease(
            SMTPConnectionPool.Destination(
                address: address, serverName: target.serverName, helloName: configuration.hostName,
                security: security, credentials: target.credentials))
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
