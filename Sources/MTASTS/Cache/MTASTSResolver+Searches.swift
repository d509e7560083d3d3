internal import MXResolver
internal import MailAddressing

extension MTASTSResolver {
    /// The search for a domain's policy: who carries it out and who waits for it.
    struct Search: Sendable {
        let domain: DomainName
        /// The number of the search, as a later one may be about the same domain.
        let number: UInt64
        /// What is done now, or is to be done first.
        var step: PolicyTable.Step
        /// Whether the policy is fetched even if the DNS does not ask for it, and without standing in line.
        var isRenewal: Bool
        /// Whether it is for those who wait and for nobody else, so that it leaves the line with the last of them.
        let isForCallers: Bool
        var waiters: [ObjectIdentifier: Waiter<MTASTSAnswer>] = [:]
        var task: Task<Void, Never>?
    }

    /// Who is to be told that a search has ended.
    struct Ending: Sendable {
        /// Who gets the answer.
        var waiters: [Waiter<MTASTSAnswer>] = []
        /// Who looks whether there is room for another renewal.
        var renewers: [AsyncStream<Void>.Continuation] = []
        /// Who waits for the end of the last search.
        var idlers: [Waiter<Void>] = []
    }

    /// What a renewal begins with.
    enum Renewal: Sendable {
        /// A search that has to be started.
        case search(Search)
        /// A search that is under way, which does not stand in line any more; nil when it never did.
        case promoted(Waiter<Bool>?)
    }
}

extension MTASTSResolver.State {
    /// Begins a search; its task is started by the caller.
    mutating func begin(
        _ domain: DomainName, _ step: PolicyTable.Step, isRenewal: Bool = false, isForCallers: Bool = false
    ) -> MTASTSResolver.Search {
        let search = MTASTSResolver.Search(
            domain: domain, number: nextNumber(), step: step, isRenewal: isRenewal, isForCallers: isForCallers)
        searches[domain] = search
        return search
    }

    /// Begins to renew a policy whose time has come, if there are not too many such searches.
    ///
    /// A search for it that is under way becomes a renewal, unless it fetches already.
    mutating func beginRenewal(limit: Int, at now: Int64) -> MTASTSResolver.Renewal? {
        guard !isShutDown else { return nil }
        while renewals.count < limit, let domain = table.takeDue(at: now) {
            guard let search = searches[domain] else {
                let search = begin(domain, .discover, isRenewal: true)
                renewals.insert(search.number)
                return .search(search)
            }
            guard !search.isRenewal, !slots.isRunning(search.number) else { continue }
            searches[domain]?.isRenewal = true
            renewals.insert(search.number)
            return .promoted(slots.isWaiting(search.number) ? slots.runBeside(search.number) : nil)
        }
        return nil
    }

    /// The task of a search runs; false when it is to be cancelled.
    mutating func attach(_ task: Task<Void, Never>, to search: MTASTSResolver.Search) -> Bool {
        if current(search) != nil { searches[search.domain]?.task = task }
        return !isShutDown
    }

    /// A search as it is now, or nil when it has ended.
    func current(_ search: MTASTSResolver.Search) -> MTASTSResolver.Search? {
        guard let current = searches[search.domain], current.number == search.number else { return nil }
        return current
    }

    /// How far the search for a domain's policy has come.
    func stage(of domain: DomainName) -> MTASTSAnswer.Stage {
        if case .fetch? = searches[domain]?.step { .fetch } else { .lookup }
    }

    /// A search is about to fetch.
    ///
    /// One that has lost all its callers stands in no line: it is over, and the next caller begins another one.
    mutating func takeTurn(_ search: MTASTSResolver.Search) -> FetchSlots.Turn {
        guard let current = current(search), !isShutDown else { return .never }
        guard !current.isRenewal else {
            _ = slots.runBeside(search.number)
            return .now
        }
        let isAbandoned = current.isForCallers && current.waiters.isEmpty
        let turn = slots.take(search.number, mayWait: !isAbandoned)
        if isAbandoned, case .never = turn { searches[search.domain] = nil }
        return turn
    }

    /// A fetch takes long; gives whose turn it is now, and who looks whether there is room for another renewal.
    mutating func slowDown(
        _ search: MTASTSResolver.Search
    ) -> (next: Waiter<Bool>?, renewers: [AsyncStream<Void>.Continuation]) {
        let (isSlow, next) = slots.slowDown(search.number)
        guard isSlow, renewals.remove(search.number) != nil else { return (next, []) }
        return (next, Array(renewers.values))
    }

    /// A caller does not wait any more; gives who is to be told not to wait for a turn.
    mutating func leave(_ domain: DomainName, _ waiter: Waiter<MTASTSAnswer>) -> Waiter<Bool>? {
        guard searches[domain]?.waiters.removeValue(forKey: ObjectIdentifier(waiter)) != nil,
            let search = searches[domain], search.isForCallers, search.waiters.isEmpty,
            let turn = slots.leave(search.number)
        else { return nil }
        // At once, so that the next caller does not join what is about to end.
        searches[domain] = nil
        return turn
    }

    /// A search ended; gives who is to be told.
    mutating func end(_ search: MTASTSResolver.Search) -> MTASTSResolver.Ending {
        var ending = MTASTSResolver.Ending()
        if let ended = current(search) {
            searches[search.domain] = nil
            renewals.remove(search.number)
            ending.waiters = Array(ended.waiters.values)
            ending.renewers = Array(renewers.values)
        }
        if searches.isEmpty { swap(&ending.idlers, &idlers) }
        return ending
    }

    /// Waits until nothing is under way; false when that is so.
    mutating func addIdler(_ waiter: Waiter<Void>) -> Bool {
        guard !searches.isEmpty else { return false }
        idlers.append(waiter)
        return true
    }
}
