import MailAddressing

/// Answers to why something waits, and what happens next.
extension MailQueue {
    /// Everything that limits deliveries to a site, and what waits for it.
    ///
    /// - Parameter site: the site, or a recipient's domain: then it is about the site that the domain's mail goes to,
    ///   as far as that is known, and says whether the domain by itself is suspended.
    public func explain(site: String) -> SiteReport {
        let (domain, now) = (site.lowercased(), clock.now())
        var report = scheduler.report(on: home(of: domain), at: now)
        if let own = suspension(of: domain, at: report.site, now) { report.limits.append(own) }
        return report
    }

    /// The sites that anything is ready for or under way to, or that something limits; the most ready first.
    public func overview() -> [SiteSummary] { scheduler.overview(at: clock.now()) }

    /// How far the sources are that are being made known.
    public func warmUps() -> [(source: String, progress: WarmUpProgress)] { scheduler.warmUps(at: clock.now()) }

    /// Where the recipients of a message stand that are not settled, why, and what happens next.
    ///
    /// - Parameter id: the message.
    /// - Returns: the recipients in the order of the envelope; none where all are settled.
    /// - Throws: `QueueStoreError` when the message cannot be read.
    public func explain(_ id: MessageID) async throws(QueueStoreError) -> [RecipientExplanation] {
        beginUse(of: id)
        defer { endUse(of: id) }
        guard let entry = try await activeMessage(id) else { return [] }
        let now = clock.now()
        var reports: [String: SiteReport] = [:]
        return entry.recipients.indices.filter { !entry.recipients[$0].state.isSettled }.map { index in
            let site = home(of: routedDomain(of: index, in: entry.message))
            let report = reports[site] ?? scheduler.report(on: site, at: now)
            reports[site] = report
            return explanation(of: index, entry, report, at: now)
        }
    }

    private func explanation(
        of index: Int, _ entry: ActiveMessage, _ report: SiteReport, at now: WallTime
    ) -> RecipientExplanation {
        let recipient = entry.recipients[index]
        let isBusy = entry.busy.contains(index)
        let domain = routedDomain(of: index, in: entry.message)
        // What is due later than that is attempted all the same, a last time.
        let schedule = configuration.retry.schedule(site: report.site, domain: domain)
        let end = max(entry.message.end(by: schedule), recipient.nextAttempt)
        let limits =
            recipient.state == .queued && !isBusy ? holdUps(entry.message, to: domain, report, at: now) : []
        let (next, nextAt) =
            isBusy && recipient.state == .queued
            ? ("an attempt is being made", nil) : nextStep(recipient, until: end, report, limits, at: now)
        return RecipientExplanation(
            index: index, mailbox: entry.message.recipients[index], recipient: recipient, site: report.site,
            expiresAt: end, limits: limits, next: next, nextAt: nextAt)
    }

    /// What holds up deliveries of a message to a domain whose mail goes to a site.
    private func holdUps(
        _ message: QueuedMessage, to domain: String, _ report: SiteReport, at now: WallTime
    ) -> [LimitReport] {
        var limits = report.limits.filter(\.isLimiting)
        // A site can be reached while one path to it, or the relay, is open.
        let paths = report.paths.map { $0.limits.filter(\.isLimiting) }
        let isRelayed = report.limits.contains { $0.kind == .relayed && !$0.isLimiting }
        if !isRelayed, paths.allSatisfy({ !$0.isEmpty }) { limits += paths.flatMap { $0 } }
        if let own = suspension(of: domain, at: report.site, now) { limits.append(own) }
        if let memory = memoryLimit(of: message.id) { limits.append(memory) }
        // Mail without a sender can be suspended too, under the empty name.
        let senders = message.reversePath.mailbox.map { [$0.description, "@\($0.host)"] } ?? [""]
        for name in senders {
            let own = suspension(.sender(name.lowercased()), "the sender", at: now)
            if let own { limits.append(own) }
        }
        return limits
    }

    /// The suspension of a domain by itself, where its mail goes to a site that is named otherwise.
    private func suspension(of domain: String, at site: String, _ now: WallTime) -> LimitReport? {
        // What is named as the site, or as it is without a rule, is told of there.
        let names = [domain, RoutedName.base(of: domain)].filter { $0 != site && $0 != RoutedName.base(of: site) }
        return names.lazy.compactMap { self.suspension(.site($0), "the domain", at: now) }.first
    }

    private func suspension(_ target: SuspensionTarget, _ what: String, at now: WallTime) -> LimitReport? {
        scheduler.suspensions(at: now).first { $0.target == target }.map { LimitReport($0, of: what) }
    }

    private func nextStep(
        _ recipient: StoredRecipient, until expiry: WallTime, _ report: SiteReport, _ limits: [LimitReport],
        at now: WallTime
    ) -> (text: String, at: WallTime?) {
        let end = "it is given up at \(expiry)"
        switch recipient.state {
        case .attempting: return ("an attempt is under way; its outcome follows", nil)
        case .held: return ("it waits until somebody releases or cancels it", nil)
        default: break
        }
        let due = recipient.nextAttempt
        if due > now {
            let what = recipient.attempts == 0 ? "the first attempt" : "attempt \(recipient.attempts + 1)"
            let lasting = limits.filter { limit in
                (limit.kind == .suspension || limit.kind == .blocked) && (limit.until.map { $0 > due } ?? true)
            }
            let condition = lasting.isEmpty ? "" : ", if it is no longer held up then: \(Self.words(lasting))"
            return ("\(what) is due at \(due)\(condition); \(end)", due)
        }
        guard isRunning else { return ("it is tried when deliveries begin; \(end)", nil) }
        guard !limits.isEmpty else {
            return ("its turn comes among \(report.ready) ready for \(report.site); \(end)", now)
        }
        // All of them must lift; what lifts by no time keeps it longer than any.
        let lifted = limits.contains { $0.until == nil } ? nil : limits.compactMap(\.until).max()
        return ("it is due and held up: \(Self.words(limits)); \(end)", lifted)
    }

    private static func words(_ limits: [LimitReport]) -> String {
        limits.map { "\($0.numbers) (\($0.rule)), lifted by \($0.liftedBy)" }.joined(separator: "; ")
    }
}

extension LimitReport {
    /// What a suspension says of itself.
    fileprivate init(_ suspension: Suspension, of what: String) {
        self.init(
            .suspension, rule: "an operator", used: 0, allowed: 0,
            numbers: "\(what) is suspended since \(suspension.since): \(suspension.reason)", isLimiting: true,
            liftedBy: suspension.until == nil ? "somebody who resumes it" : "its end, or somebody who resumes it",
            until: suspension.until)
    }
}
