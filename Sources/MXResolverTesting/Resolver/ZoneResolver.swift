public import MXResolver
public import MailAddressing
internal import MailCryptography

/// Answers questions from a zone in memory, and fails where it is told to.
///
/// It is a client and a `ZoneServer` without a network between them: every answer is written to octets and read again,
/// what is cut off is asked for again as by TCP, and what a client must not take for its answer is not taken. A server
/// that is silent, or whose answers are not taken, is a time-out at once; only faults with a delay take time.
public final class ZoneResolver: DNSResolver, TextRecordSource {
    let responder: ZoneResponder
    let sleep: @Sendable (Duration) async -> Void
    private let asked = LockedBox(RecentList<DNSQuestion>())

    /// Makes a resolver of a zone.
    ///
    /// - Parameters:
    ///   - zone: the records.
    ///   - isAuthenticated: whether names of which the zone says nothing are secure.
    ///   - sleep: lets the time of a delay pass; returns when so much has passed, or the task is cancelled. A test with
    ///     a clock of its own gives that clock's.
    public init(
        _ zone: Zone, isAuthenticated: Bool = false,
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await ContinuousClock().sleep(for: $0) }
    ) {
        responder = ZoneResponder(zone, isAuthenticated: isAuthenticated)
        self.sleep = sleep
    }

    /// Makes a resolver from the text of a zone file.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - isAuthenticated: whether names of which the zone says nothing are secure.
    /// - Throws: `ZoneError` with what is wrong and the line.
    public convenience init(parsing text: String, isAuthenticated: Bool = false) throws(ZoneError) {
        self.init(try Zone(parsing: text), isAuthenticated: isAuthenticated)
    }

    /// The questions that were asked so far, in their order; of a long run the most recent 10,000.
    public var questions: [DNSQuestion] { asked.withLock { $0.elements } }

    /// Forgets the questions that were asked so far.
    public func forgetQuestions() { asked.withLock { $0 = RecentList() } }

    /// Replaces the zone; faults stay.
    ///
    /// - Parameter zone: the records from now on.
    public func replace(with zone: Zone) { responder.replace(with: zone) }

    /// Answers from the zone.
    ///
    /// - Parameters:
    ///   - name: the name to ask for.
    ///   - type: the type of the records.
    /// - Returns: at least one record, or which kind of nothing there is; `.cancelled` as soon as the task is.
    public func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        let question = DNSQuestion(DNSName(name), type)
        asked.withLock { $0.append(question) }
        var exchange = ClientExchange(question)
        while true {
            let reply = responder.reply(toQuery: exchange.query, by: exchange.transport)
            if let delay = reply.delay {
                await sleep(delay)
                guard !Task.isCancelled else { return .failure(.cancelled) }
            }
            switch exchange.take(reply) {
            case .askAgain: continue
            case .failure(let failure): return .failure(failure)
            case .answer(let octets):
                // Whether to say so is up to the zone; whom to believe is no question here.
                return DNSAnswer.result(parsing: octets.span, of: name, type, trustsAuthenticated: true)
            }
        }
    }
}
