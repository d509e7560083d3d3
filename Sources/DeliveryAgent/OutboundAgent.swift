public import BounceClassification
public import DeliveryQueue
public import MXResolver
import NIOCore
import SMTPProtocol
public import SMTPTransport

/// One message's way out: route, sign, connect, deliver, judge.
///
/// Guarantees: what is signed is what is sent; the final dot goes out only after the attempt was recorded; each
/// recipient gets an outcome; hosts are tried in the order of their preference; where an attempt was made for another
/// site than the one that the recipients belong to, and may be rerouted, nothing is tried; nor is it where the source
/// has no way to the site, or where too many wait for its hosts already.
public struct OutboundAgent: MessageDeliverer {
    let configuration: OutboundAgentConfiguration
    let resolver: MailExchangeResolver
    let signer: MessageSigner
    let clock: any QueueClock
    let pool: SMTPConnectionPool
    let policy: FailurePolicy
    let observer: (any RecipientObserver)?
    let attempts: (any AttemptObserver)?
    let tlsObserver: (any TLSReportObserver)?
    let daneConnections: DANEConnections
    let hosts = HostBook()

    /// Makes an agent.
    ///
    /// - Parameters:
    ///   - configuration: names, route and limits.
    ///   - resolver: finds mail hosts.
    ///   - signer: signs what goes out.
    ///   - clock: civil time, for signatures.
    ///   - pool: keeps connections for further messages, and knows how long hosts may take.
    ///   - classifier: knows what servers say; one with a deployment's own rules puts these first.
    ///   - observer: is told what hosts say of recipients.
    ///   - attempts: is told of attempts.
    ///   - tlsObserver: is told of the TLS of new sessions.
    public init(
        configuration: OutboundAgentConfiguration, resolver: MailExchangeResolver, signer: MessageSigner,
        clock: any QueueClock = SystemQueueClock(), pool: SMTPConnectionPool = SMTPConnectionPool(),
        classifier: BounceClassifier = .standard, observer: (any RecipientObserver)? = nil,
        attempts: (any AttemptObserver)? = nil,
        tlsObserver: (any TLSReportObserver)? = nil
    ) {
        self.configuration = configuration
        self.resolver = resolver
        self.signer = signer
        self.clock = clock
        self.pool = pool
        policy = FailurePolicy(classifier: classifier)
        self.observer = observer
        self.attempts = attempts
        self.tlsObserver = tlsObserver
        daneConnections = DANEConnections(clock: clock)
    }

    /// Why nothing is tried: an outcome for every recipient.
    struct Refusal: Error {
        var outcome: DeliveryOutcome
    }

    /// Tries to deliver a message to recipients of one site; see `MessageDeliverer`.
    ///
    /// What it says of the path is nothing where the task was cancelled, or where only this host is to blame.
    public func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        let began = clock.now()
        var journal = AttemptJournal()
        let rule = rule(for: attempt)?.name
        let result = await deliver(attempt, &journal, mayLookAgain: true).telling(of: rule)
        if let attempts, case .settled(let outcomes, _) = result {
            attempts.attempted(journal.report(on: attempt, by: rule, since: began, outcomes))
        }
        return result
    }

    /// Tries to deliver a message to recipients of one site.
    ///
    /// - Parameters:
    ///   - attempt: the attempt.
    ///   - journal: what is done is noted there.
    ///   - mayLookAgain: whether it is begun anew where a policy kept it from being delivered that has changed meanwhile.
    private func deliver(
        _ attempt: DeliveryAttempt, _ journal: inout AttemptJournal, mayLookAgain: Bool
    ) async -> AttemptResult {
        guard !isOverdue(attempt.message) else { return settled(attempt, Self.overdue) }
        let targets: [DeliveryTarget]
        let began = clock.now()
        let way = restricted(await way(for: attempt), for: attempt)
        journal.routing = journal.routing + max(.zero, clock.now() - began)
        switch way {
        case .targets(let found): targets = found
        case .otherSite(let site): return .rerouted(site: site)
        case .noWay(let outcome): return .notTried(.noWay, otherwise: outcome)
        case .refused(let refusal): return settled(attempt, refusal.outcome)
        }
        guard hasRoom(for: targets) else { return .notTried(.noRoom, otherwise: Self.noRoom) }
        switch signed(attempt.content, by: signatures(for: attempt)) {
        case .success(let content):
            let result = await deliver(attempt, content, at: targets, &journal)
            guard mayLookAgain, case .settled(let outcomes, _) = result,
                await hasOtherPolicy(than: outcomes, at: targets, for: attempt)
            else { return result }
            return await deliver(attempt, &journal, mayLookAgain: false)
        case .failure(let refusal): return settled(attempt, refusal.outcome)
        }
    }

    /// Whether the pool has a connection to the first of the addresses that are tried, or to another one of its host, or
    /// lets one more wait for it: a host that is crowded is no reason to go to the one behind it.
    ///
    /// Those it lets in between this and the lease are few; they count as attempts.
    private func hasRoom(for targets: [DeliveryTarget]) -> Bool {
        targets.prefix(configuration.maximumAddresses).prefix { $0.isOfSameHost(as: targets[0]) }.contains {
            target in
            // What cannot be connected to at all is found out by the attempt.
            guard let destination = try? target.destination(security: target.security) else { return true }
            return pool.hasRoom(for: destination)
        }
    }

    /// The same for every recipient, and no word on the path.
    private func settled(_ attempt: DeliveryAttempt, _ outcome: DeliveryOutcome) -> AttemptResult {
        .settled(attempt.recipients.map { _ in outcome }, .none)
    }

    /// Tries one address after the other until every recipient's outcome stands; then, where that is wanted, the relay
    /// for those whom another way can help.
    private func deliver(
        _ attempt: DeliveryAttempt, _ content: ByteBuffer, at targets: [DeliveryTarget],
        _ journal: inout AttemptJournal
    ) async -> AttemptResult {
        let isDirect = isDirect(attempt)
        let (findings, evidence) = await findings(
            for: attempt.recipients, attempt, content, at: targets, &journal, isOfOwnHost: isDirect)
        let isRelayed = attempt.way == .overflow && rule(for: attempt) == nil
        var outcomes = isRelayed ? relayed(findings) : findings.map(\.outcome)
        if isDirect, rule(for: attempt) == nil { await fallBack(attempt, content, &outcomes, &journal) }
        return .settled(outcomes, Task.isCancelled ? .none : evidence.signal)
    }

    /// What came of a recipient at hosts.
    struct Finding {
        var outcome: DeliveryOutcome
        /// Whether the matter is settled; else another host might have done better.
        var isSettled: Bool

        init(_ outcome: DeliveryOutcome, isSettled: Bool) {
            self.outcome = outcome
            self.isSettled = isSettled
        }
    }

    /// What comes of recipients at the addresses of hosts, and what these say of the path.
    func findings(
        for recipients: [Int], _ attempt: DeliveryAttempt, _ content: ByteBuffer, at targets: [DeliveryTarget],
        _ journal: inout AttemptJournal, isOfOwnHost: Bool, isFallback: Bool = false
    ) async -> ([Finding], PathEvidence) {
        var outcomes: [DeliveryOutcome?] = recipients.map { _ in nil }
        var fallback: [DeliveryOutcome?] = outcomes
        var evidence = PathEvidence()
        var (rest, trials) = (hosts.inOrder(targets, at: clock.now())[...], 0)
        while let next = rest.popFirst(), trials < configuration.maximumAddresses {
            let open = outcomes.indices.filter { outcomes[$0] == nil }
            if open.isEmpty || Task.isCancelled { break }
            trials += 1
            let result = await self.try(attempt, open.map { recipients[$0] }, content, at: next)
            let (target, judgements) = (result.target, result.judgements)
            // The other address of the host was not asked.
            if let left = result.left { rest.insert(left, at: rest.startIndex) }
            evidence.add(judgements)
            await tell(
                judgements, of: open.map { recipients[$0] }, in: attempt.message,
                isOfOwnHost: isOfOwnHost || target.manner.dialect == .lmtp)
            var trial = result.trial
            (trial.isRelay, trial.isFallback) = (!isOfOwnHost, isFallback)
            for (position, judgement) in zip(open, judgements) {
                var outcome = target.completing(judgement.outcome)
                if configuration.tellsTimings, let timing = trial.timing { outcome.tell(timing) }
                trial.outcomes.append(outcome)
                switch judgement.step {
                case .settle: outcomes[position] = outcome
                case .nextHost where outcome.outweighs(fallback[position]): fallback[position] = outcome
                case .nextHost: break
                }
            }
            journal.trials.append(trial)
        }
        let findings = zip(outcomes, fallback).map { settled, open in
            Finding(settled ?? open ?? Self.noHost, isSettled: settled != nil)
        }
        return (findings, evidence)
    }

    /// Tells the observer what a host said of recipients, of those whose outcome stands.
    private func tell(
        _ judgements: [FailurePolicy.Judgement], of recipients: [Int], in message: QueuedMessage, isOfOwnHost: Bool
    ) async {
        guard let observer else { return }
        let now = clock.now()
        let answers = zip(recipients, judgements).compactMap { index, judgement -> RecipientAnswer? in
            guard judgement.step == .settle, judgement.outcome.isRemoteReply,
                judgement.outcome.kind == .delivered || judgement.refusal != nil
            else { return nil }
            return RecipientAnswer(
                recipient: message.recipients[index], reversePath: message.reversePath,
                reply: judgement.outcome.reply, refusal: judgement.refusal, isOfOwnHost: isOfOwnHost, time: now)
        }
        if !answers.isEmpty { await observer.answered(answers) }
    }

    private static var noRoom: DeliveryOutcome {
        DeliveryOutcome(
            .deferred, reply: SMTPReply(451, .init(4, 3, 2), "Too many messages wait for a connection to the host"),
            isRemoteReply: false, errorClass: .local)
    }

    private static var noHost: DeliveryOutcome {
        DeliveryOutcome(
            .deferred, reply: SMTPReply(451, .init(4, 4, 4), "No address of the destination could be tried"),
            isRemoteReply: false, errorClass: .local)
    }
}

extension AttemptResult {
    /// The result with a word on the rule that chose the route, if one did.
    fileprivate func telling(of rule: String?) -> AttemptResult {
        guard let rule, case .settled(var outcomes, let signal) = self else { return self }
        for index in outcomes.indices { outcomes[index].tell("by the route \(rule)") }
        return .settled(outcomes, signal)
    }
}
