import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// What a simulated process delivers by: it finds the site, holds a session and translates what was said, as an agent
/// does.
final class NetworkDeliverer: MessageDeliverer, @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    private let network: VirtualNetwork
    private let time: VirtualTime
    private let journal: Journal
    private let limits: LimitWatch
    private let orders: OrderWatch
    private let plant: Plant
    private let owner: Int
    /// When the process began.
    private let began: VirtualTime.Moment

    /// Makes a deliverer.
    init(
        _ network: VirtualNetwork, time: VirtualTime, journal: Journal, limits: LimitWatch, orders: OrderWatch,
        plant: Plant, owner: Int
    ) {
        self.network = network
        self.time = time
        self.journal = journal
        self.limits = limits
        self.orders = orders
        self.plant = plant
        self.owner = owner
        began = time.now
    }

    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        guard !limits.isOver(owner) else { return stopped(attempt) }
        let place = limits.begin(attempt, owner)
        defer { limits.end(place, owner) }
        let domains = attempt.recipients.map { attempt.message.recipients[$0].host.description }
        let looksUp = Int64.random(in: 0...60, using: &network.random)
        if looksUp > 20 { guard await time.wait(looksUp, for: owner) else { return stopped(attempt) } }
        let site = network.site(of: domains.first ?? "")
        let id = attempt.message.id
        if attempt.site != site.name, attempt.mayReroute {
            limits.reroute(place, owner)
            journal.totals.add("reroutings")
            journal.note([id.number, Int64(site.name.utf8.count)]) {
                "\(id) \(attempt.recipients) goes to \(site.name)"
            }
            return .rerouted(site: site.name)
        }
        if attempt.way == .usual, let pause = network.pause(from: attempt.source.name, at: site) {
            limits.reroute(place, owner)
            journal.totals.add("not tried")
            journal.note([id.number, pause == .noWay ? 1 : 2]) { "\(id) \(attempt.recipients) is not tried: \(pause)" }
            return .notTried(pause, otherwise: Replies.notTried)
        }
        orders.check(attempt, since: began)
        check(attempt)
        journal.totals.add("attempts")
        journal.note([id.number, Int64(attempt.recipients.count)]) {
            "\(id) \(attempt.recipients) is tried at \(attempt.site) from \(attempt.source.name)"
        }
        if plant.strikes(.endlessAttempt) { _ = await time.wait(.max / 2, for: owner, isCancellable: false) }
        // Who went elsewhere meanwhile is tried by another attempt.
        let belongs = domains.map { network.site(of: $0) === site }
        return await session(attempt, at: site, belongs)
    }

    /// Checks that the octets are those that were accepted.
    private func check(_ attempt: DeliveryAttempt) {
        var octets = attempt.content
        if plant.strikes(.changedOctets), !octets.isEmpty { octets[octets.count - 1] ^= 1 }
        guard journal.octets[attempt.message.id] != octets else { return }
        journal.note(.content, "\(attempt.message.id) goes out with \(octets.count) octets that did not come in")
    }

    private func session(
        _ attempt: DeliveryAttempt, at site: SimulatedSite, _ belongs: [Bool]
    ) async -> AttemptResult {
        let address = attempt.source.name
        async let early = network.chance(500) ? attempt.awaitRecord() : true
        let greeting = site.begin(from: address, at: time.now)
        if let refusal = await answer(to: greeting, attempt) {
            _ = await early
            return refusal
        }
        defer { site.end(from: address) }
        guard await time.wait(.random(in: site.behaviour.session, using: &network.random), for: owner) else {
            _ = await early
            return stopped(attempt)
        }
        if network.chance(site.behaviour.brokenSessions) {
            _ = await early
            return lost(attempt)
        }
        var outcomes: [DeliveryOutcome] = []
        var accepted: [Int] = []
        for (index, isHere) in zip(attempt.recipients, belongs) {
            let mailbox = attempt.message.recipients[index]
            let verdict = site.judge(mailbox, from: attempt.message.reversePath, by: address, at: time.now)
            outcomes.append(isHere ? Replies.outcome(of: verdict) : Replies.elsewhere)
            if isHere, case .accepted = verdict { accepted.append(index) }
        }
        guard !accepted.isEmpty else {
            _ = await early
            return .settled(outcomes, .success)
        }
        guard await early, await attempt.awaitRecord() else {
            return .settled(attempt.recipients.map { _ in Replies.unrecorded }, .none)
        }
        guard !limits.isOver(owner), !Task.isCancelled else { return stopped(attempt) }
        return await finish(attempt, at: site, outcomes, accepted)
    }

    /// The final dot, and its reply.
    private func finish(
        _ attempt: DeliveryAttempt, at site: SimulatedSite, _ outcomes: [DeliveryOutcome], _ accepted: [Int]
    ) async -> AttemptResult {
        let places = accepted.map { RecipientPlace(message: attempt.message.id, recipient: $0) }
        let isLost = network.chance(site.behaviour.lostReplies)
        let isTaken = !plant.strikes(.emptyPromise) && !(isLost && network.chance(500))
        let half = Int64.random(in: site.behaviour.reply, using: &network.random) / 2
        // Before the host has taken it and after that, it is time for a process to end.
        guard await time.wait(half, for: owner, isCancellable: false) else { return stopped(attempt) }
        if isTaken {
            orders.checkEnd(attempt, since: began)
            network.take(places)
            if plant.strikes(.secondDelivery) { network.take(places) }
            site.count(from: attempt.source.name, at: time.now)
            journal.note([attempt.message.id.number, Int64(places.count)]) {
                "\(attempt.message.id) \(accepted) is taken by \(site.name)"
            }
        }
        guard await time.wait(half, for: owner, isCancellable: false) else { return stopped(attempt) }
        guard isLost else { return .settled(outcomes, .success) }
        let all = zip(attempt.recipients, outcomes).map { accepted.contains($0) ? Replies.ambiguous : $1 }
        return .settled(all, .none)
    }
}

/// What ends a session before its time.
extension NetworkDeliverer {
    private func answer(to greeting: SimulatedSite.Greeting, _ attempt: DeliveryAttempt) async -> AttemptResult? {
        let outcome: DeliveryOutcome
        let signal: PathSignal
        switch greeting {
        case .welcome: return nil
        case .silence(let wait):
            guard await time.wait(wait, for: owner) else { return stopped(attempt) }
            (outcome, signal) = (Replies.silence, .unreachable)
        case .blocked: (outcome, signal) = (Replies.blocked, .blocked("550 5.7.1 your address is on our list"))
        case .throttled(let retryAfter, let reply):
            journal.totals.add("throttled")
            (outcome, signal) = (Replies.throttled(retryAfter, reply), .throttled(retryAfter: retryAfter))
        }
        guard await time.wait(5, for: owner) else { return stopped(attempt) }
        return .settled(attempt.recipients.map { _ in outcome }, signal)
    }

    private func stopped(_ attempt: DeliveryAttempt) -> AttemptResult {
        .settled(attempt.recipients.map { _ in Replies.stopped }, .none)
    }

    private func lost(_ attempt: DeliveryAttempt) -> AttemptResult {
        let isEarly = network.chance(500)
        return .settled(attempt.recipients.map { _ in Replies.lost }, isEarly ? .unreachable : .none)
    }
}
