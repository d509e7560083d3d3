import DeliveryQueue
import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

extension OutboundAgent {
    /// What came of a transaction at one host.
    struct HostResult {
        /// The host, by the address that the session was held with.
        var target: DeliveryTarget
        /// The host by its other address, which was not asked; nil for none.
        var left: DeliveryTarget?
        /// What follows for each recipient, in their order.
        var judgements: [FailurePolicy.Judgement]
        /// What was done, but for the outcomes.
        var trial: AttemptReport.Trial
    }

    /// Carries out one transaction at one host.
    func `try`(
        _ attempt: DeliveryAttempt, _ recipients: [Int], _ content: ByteBuffer, at target: DeliveryTarget
    ) async -> HostResult {
        var begun: Task<Bool, Never>?
        while true {
            let lease: SMTPConnectionPool.Lease
            do throws(SMTPClientFailure) {
                lease = try await self.lease(target, for: attempt)
            } catch {
                if error.stage == .connect, !error.isOurs, !error.isShared {
                    hosts.failed(error.address == nil ? target : target.parted(by: error.address).held, at: clock.now())
                }
                let (held, left) = target.parted(by: error.address)
                let judgement = policy.judge(error, at: held.description, named: target.serverName)
                // Where no connection came about, neither address is there.
                return HostResult(
                    target: held, left: error.address == nil ? nil : left,
                    judgements: recipients.map { _ in judgement }, trial: AttemptReport.Trial(at: held, error))
            }
            let (held, left) = target.parted(by: lease.client.remoteAddress.ipAddress)
            hosts.reached(target)
            // The record is on its way to the disk while the envelope is.
            let recorded = begun ?? Task { await attempt.awaitRecord() }
            begun = recorded
            let (outcomes, timings, isHealthy) = await self.try(attempt, recipients, content, over: lease.client) {
                await recorded.value
            }
            await pool.release(lease, isHealthy: isHealthy)
            let trial = AttemptReport.Trial(at: held, over: lease, timings)
            switch outcomes {
            // A kept connection that the host has closed meanwhile is not held against it.
            case .sent(let outcomes)
            where lease.isReused && outcomes.isLostBeforeTheEnvelope && !Task.isCancelled:
                continue
            case .sent(let outcomes):
                let version = lease.client.tlsVersion
                let reports = lease.client.extensions.services.contains(.deliveryStatusNotifications)
                let judgements = outcomes.map {
                    policy.judge(
                        $0, at: held.description, named: target.serverName, tls: version, sendsReports: reports)
                }
                return HostResult(target: held, left: left, judgements: judgements, trial: trial)
            case .settled(let judgement):
                return HostResult(
                    target: held, left: left, judgements: recipients.map { _ in judgement }, trial: trial)
            }
        }
    }

    /// What came of a connection.
    private enum Trial {
        case sent([SMTPRecipientOutcome])
        /// Nothing was sent, and this is what it means for every recipient.
        case settled(FailurePolicy.Judgement)
    }

    /// Carries out one transaction over a connection; tells whether the connection can be kept.
    private func `try`(
        _ attempt: DeliveryAttempt, _ recipients: [Int], _ content: ByteBuffer, over client: SMTPClient,
        mayFinish: @escaping @Sendable () async -> Bool
    ) async -> (Trial, SMTPStageTimings, isHealthy: Bool) {
        // Connecting takes time.
        guard !isOverdue(attempt.message) else { return (.settled(.settle(Self.overdue)), SMTPStageTimings(), true) }
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
            case .failure(let refusal): return (.settled(.nextHost(refusal.outcome)), SMTPStageTimings(), true)
            }
        }
        let (outcomes, timings) = await client.sendTimed(transaction, content: content, mayFinish: mayFinish)
        let isBroken = outcomes.contains { if case .lost = $0 { true } else { false } }
        return (.sent(outcomes), timings, !isBroken)
    }

    /// Has a connection; where TLS is only an opportunity and fails, one in the clear (RFC 7435).
    private func lease(
        _ target: DeliveryTarget, for attempt: DeliveryAttempt
    ) async throws(SMTPClientFailure) -> SMTPConnectionPool.Lease {
        let most = attempt.limits.messagesPerConnection
        do {
            let lease = try await pool.lease(
                try target.destination(security: target.security), mostMessages: most)
            await tellOfTLS(target, attempt, lease)
            return lease
        } catch {
            if !error.isShared, !Task.isCancelled { await tellOfTLS(target, attempt, error) }
            guard case .startTLSWhenOffered = target.security, error.isOfOpportunity else { throw error }
            // The other address of the host may do better, and has not been asked.
            let held = target.parted(by: error.address).held
            do {
                return try await pool.lease(try held.destination(security: .none), mostMessages: most)
            } catch {
                var failure = error
                // The other address is still to be asked.
                if target.alternative != nil { failure.address = failure.address ?? held.address.description }
                throw failure
            }
        }
    }
}

extension SMTPClientFailure {
    /// Whether TLS is what failed, so that the clear may do where nobody demands it: also where the host hangs up in
    /// place of an answer.
    fileprivate var isOfOpportunity: Bool {
        guard !isOurs else { return false }
        switch reason {
        case .tlsUnavailable: return true
        case .connection: return stage == .startTLS
        default: return false
        }
    }
}

extension AttemptReport.Trial {
    /// What was done at a host that no session came about with.
    fileprivate init(at target: DeliveryTarget, _ failure: SMTPClientFailure) {
        self.init(
            host: target.description, isRelay: false, isFallback: false, isReused: false, tlsVersion: nil,
            opening: SMTPStageTimings(), transaction: SMTPStageTimings(), outcomes: [])
        // All of it was spent on the way to where it failed.
        if !failure.isShared { opening[failure.stage] = failure.elapsed }
    }

    /// What was done over a connection.
    fileprivate init(
        at target: DeliveryTarget, over lease: SMTPConnectionPool.Lease, _ transaction: SMTPStageTimings
    ) {
        self.init(
            host: target.description, isRelay: false, isFallback: false, isReused: lease.isReused,
            tlsVersion: lease.client.tlsVersion,
            opening: lease.isReused ? SMTPStageTimings() : lease.client.openingTimings, transaction: transaction,
            outcomes: [])
    }
}

extension DeliveryOutcome {
    /// Adds a word for people.
    mutating func tell(_ more: String) { detail = [detail, more].compactMap { $0 }.joined(separator: ", ") }
}
