public import Logging
public import MailAddressing

/// Asks the DNS through c-ares.
///
/// One thread of its own drives the sockets; it sleeps until one of them is ready or a query is due to be repeated.
/// Thousands of queries may be under way. A large answer is asked for again by TCP. A server that does not understand
/// extended DNS is asked without.
///
/// With several servers, one that fails (SERVFAIL, REFUSED, an answer that cannot be read or leads elsewhere) or is silent
/// is followed by the next. One that was silent is asked last for a while. What every server says of a failure counts
/// in the end: that they failed before that they were silent.
///
/// Guarantees: every call of `query` returns exactly once. Cancelling a task ends that task's query with `.cancelled`
/// and no other; `shutdown`, or the end of the last reference, ends all of them so and stops the thread.
///
/// Known limits: where one of several servers validates and the others do not, a broken signature makes the others be
/// believed; let all of them validate. A query to servers that are silent takes up to `timeout × (2^tries − 1)` for
/// each server.
public final class CAresResolver: DNSResolver, TextRecordSource {
    let loop: ResolverLoop

    /// Makes a resolver and starts its thread.
    ///
    /// - Parameters:
    ///   - configuration: which servers to ask and how long.
    ///   - logger: gets what cannot be said in answers; without it nothing is logged.
    /// - Throws: `ResolverSetupError` when the system or the library refuses.
    public init(configuration: Configuration = Configuration(), logger: Logger? = nil) throws(ResolverSetupError) {
        let silent = Logger(label: "dns", factory: { _ in SwiftLogNoOpLogHandler() })
        loop = try ResolverLoop(configuration: configuration, logger: logger ?? silent)
    }

    deinit { loop.stop() }

    /// Looks up the records of a name, following aliases.
    ///
    /// - Parameters:
    ///   - name: the name to ask for.
    ///   - type: the type of the records.
    /// - Returns: at least one record, or which kind of nothing there was.
    public func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        var plan = loop.plan()
        var step = plan.start()
        while case .ask(let attempt) = step {
            if let pause = plan.takePause(of: loop.configuration.timeout) {
                // A cancelled task sleeps no longer, and finds that out below.
                try? await Task.sleep(for: pause)
            }
            let (result, evidence) = await ask(name, type, attempt, trustsAuthenticated: plan.trustsAuthenticated)
            if case .failure(.cancelled) = result { return result }
            let outcome = QueryPlan.Outcome(of: result, by: attempt)
            let order = loop.note(evidence == .heldBack ? nil : outcome, of: attempt)
            step = plan.take(outcome, order: order)
            loop.note(evidence, plan.provenPlain, of: attempt.server)
            if case .finish = step { return result }
        }
        if case .fail(let failure) = step { return .failure(failure) }
        return .failure(.unreachable)
    }

    /// Makes one attempt; gives its result, and what it shows besides.
    private func ask(
        _ name: DomainName, _ type: DNSRecordType, _ attempt: QueryPlan.Attempt, trustsAuthenticated: Bool
    ) async -> (Result<DNSAnswer, DNSFailure>, ServerTable.Evidence) {
        let message = DNSMessage.query(
            DNSQuestion(DNSName(name), type), identifier: UInt16.random(in: UInt16.min...UInt16.max),
            isExtended: attempt.isExtended)
        // A question alone is far below the limit at which a message has no octets.
        let pending = PendingQuery(attempt, message: message.serialized() ?? [])
        let loop = self.loop
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<PendingQuery.Outcome, Never>) in
                if pending.wait(continuation) { loop.submit(pending) }
            }
        } onCancel: {
            pending.finish(.failed(.cancelled))
        }
        let bytes: [UInt8]
        switch outcome {
        case .answered(let octets): bytes = octets
        case .failed(let failure): return (.failure(failure), .nothing)
        case .heldBack: return (.failure(.timeout), .heldBack)
        }
        do {
            let message = try DNSMessage(parsing: bytes.span)
            let result = DNSAnswer.result(
                of: message, about: DNSName(name), type, trustsAuthenticated: trustsAuthenticated)
            guard attempt.isExtended else { return (result, .nothing) }
            if message.extended != nil { return (result, .extended) }
            return (result, message.responseCode == .noError ? .plain : .nothing)
        } catch {
            // What c-ares has cut off itself has as many octets as one of these.
            let isCut = Self.payloadSizes.contains(bytes.count) && !attempt.isStream
            let reason = isCut ? DNSMessageError(.cutOff, at: bytes.count) : error
            return (.failure(.malformed(reason)), .nothing)
        }
    }

    /// The largest datagrams, without and with extended DNS (RFC 1035, section 4.2.1).
    private static let payloadSizes = [512, Int(ExtendedDNS.recommendedPayloadSize)]

    /// Ends every query with `.cancelled` and stops the thread.
    ///
    /// Later queries end so at once. It may be called repeatedly.
    public func shutdown() { loop.stop() }
}
