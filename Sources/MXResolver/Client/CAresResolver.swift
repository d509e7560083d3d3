public import Logging
public import MailAddressing

/// Asks the DNS through c-ares.
///
/// One thread of its own drives the sockets; it sleeps until one of them is ready or a query is due to be repeated.
/// Thousands of queries may be under way. A large answer is asked for again by TCP.
///
/// Guarantees: every call of `query` returns exactly once. Cancelling a task ends that task's query with `.cancelled`
/// and no other; `shutdown`, or the end of the last reference, ends all of them so and stops the thread.
///
/// Known limits: with several servers, one that answers SERVFAIL or REFUSED is believed and the next is not asked. A
/// query to servers that are silent takes up to `timeout × (2^tries − 1)` for each server.
public final class CAresResolver: DNSResolver, TextRecordSource {
    private let loop: ResolverLoop

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
        let question = DNSQuestion(DNSName(name), type)
        let message = DNSMessage.query(question, identifier: UInt16.random(in: UInt16.min...UInt16.max))
        // A question alone is far below the limit at which a message has no octets.
        let pending = PendingQuery(message: message.serialized() ?? [])
        let loop = self.loop
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<PendingQuery.Outcome, Never>) in
                if pending.wait(continuation) { loop.submit(pending) }
            }
        } onCancel: {
            pending.finish(.failure(.cancelled))
        }
        return outcome.flatMap { answer in
            DNSAnswer.result(parsing: answer.bytes.span, of: name, type, trustsAuthenticated: answer.isTrusted)
        }
    }

    /// Ends every query with `.cancelled` and stops the thread.
    ///
    /// Later queries end so at once. It may be called repeatedly.
    public func shutdown() { loop.stop() }
}
