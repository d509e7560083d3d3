/// One comparison of an audit's notes with a store's holdings.
struct AuditReview {
    /// What was found so far.
    private(set) var report = AuditReport()
    private let holdings: StoreHoldings
    private let forgotten: Set<MessageID>
    /// Each recipient's events without the acceptance, in the ledger's order.
    let chains: [RecipientPlace: [RecipientEvent]]

    /// Begins a comparison.
    ///
    /// - Parameters:
    ///   - holdings: what the store holds.
    ///   - forgotten: messages that may be gone.
    init(holdings: StoreHoldings, forgotten: Set<MessageID>) {
        self.holdings = holdings
        self.forgotten = forgotten
        var chains: [RecipientPlace: [RecipientEvent]] = [:]
        for (id, held) in holdings.messages {
            for entry in held.entries where entry.event.kind != .accepted {
                chains[RecipientPlace(message: id, recipient: entry.recipient), default: []].append(entry.event)
            }
        }
        self.chains = chains
    }

    /// Looks for a commit, and reports one that is there in part or though it was refused.
    ///
    /// - Parameter commit: the commit.
    /// - Returns: its fate as it is known now.
    mutating func judge(_ commit: AuditedCommit) -> AuditedCommit.Fate {
        // What is gone as its history is over says nothing; what else the commit is about must still be there.
        let changes = commit.changes.filter { !isGone($0.message) }
        if changes.isEmpty, !commit.changes.isEmpty { return commit.fate }
        switch commit.fate {
        case .acknowledged:
            report.acknowledged += 1
            return .acknowledged
        case .refused:
            report.refused += 1
            for change in changes where isPresent(change).contains(true) {
                note(change.message, nil, "\(words(for: change)) was refused, but is there")
            }
            return .refused
        case .unknown:
            let found = changes.flatMap(isPresent)
            if found.allSatisfy(\.self) {
                report.foundWhole += 1
                return .acknowledged
            }
            report.foundAbsent += 1
            if found.contains(true), let change = changes.first(where: { isPresent($0).contains(false) }) {
                note(change.message, nil, "\(words(for: change)) is missing, but others of its commit are there")
            }
            return .refused
        }
    }

    /// Whether a message is absent and may be.
    private func isGone(_ id: MessageID) -> Bool { forgotten.contains(id) && holdings.messages[id] == nil }

    /// Whether a change is there, for each of its recipients.
    private func isPresent(_ change: AuditedCommit.Change) -> [Bool] {
        switch change {
        case .accept(let message, _): [holdings.messages[message.id] != nil]
        case .event(let id, let recipients, let event):
            recipients.map { chains[RecipientPlace(message: id, recipient: $0)]?.contains(event) == true }
        }
    }

    private func words(for change: AuditedCommit.Change) -> String {
        switch change {
        case .accept: "the acceptance"
        case .event(_, let recipients, let event): "'\(event.kind)' of \(recipients.count) recipients"
        }
    }

    /// Compares what was acknowledged with what is there.
    ///
    /// - Parameters:
    ///   - commits: all commits; none is of unknown fate.
    ///   - isComplete: whether nothing else may be there.
    mutating func compare(_ commits: [AuditedCommit], isComplete: Bool) {
        var expected: [RecipientPlace: [RecipientEvent]] = [:]
        var accepted: Set<MessageID> = []
        for change in commits.lazy.filter({ $0.fate == .acknowledged }).flatMap(\.changes) {
            switch change {
            case .accept(let message, let content):
                accepted.insert(message.id)
                compare(message, content)
            case .event(let id, let recipients, let event):
                for recipient in recipients {
                    expected[RecipientPlace(message: id, recipient: recipient), default: []].append(event)
                }
            }
        }
        for (place, events) in expected.sorted(by: { $0.key < $1.key }) where holdings.messages[place.message] != nil {
            compare(events, at: place)
        }
        guard isComplete else { return }
        compareReports()
        for id in holdings.messages.keys.sorted() where !accepted.contains(id) {
            note(id, nil, "it is there, but was never accepted")
        }
        for (place, events) in chains.sorted(by: { $0.key < $1.key }) where accepted.contains(place.message) {
            let count = expected[place]?.count ?? 0
            if events.count > count {
                note(place.message, place.recipient, "\(events.count) events are there, but \(count) were recorded")
            }
        }
    }

    /// Looks for the reports that failures and delays name.
    private mutating func compareReports() {
        for (id, held) in holdings.messages.sorted(by: { $0.key < $1.key }) {
            for entry in held.entries {
                guard let report = entry.event.namedReport, holdings.messages[report] == nil, !isGone(report)
                else { continue }
                note(id, entry.recipient, "the sender is told by \(report), which is missing")
            }
        }
    }

    private mutating func compare(_ message: QueuedMessage, _ content: AuditedContent) {
        guard let held = holdings.messages[message.id] else {
            if !forgotten.contains(message.id) {
                note(message.id, nil, "its acceptance was acknowledged, but it is missing")
            }
            return
        }
        if held.stored.message != message { note(message.id, nil, "its envelope is not the one that was accepted") }
        if let damage = held.damage { note(message.id, nil, "its octets are damaged: \(damage)") }
        if let octets = held.content, !content.matches(octets) {
            note(message.id, nil, "its octets are not those that were accepted (\(octets.count) are there)")
        }
    }

    private mutating func compare(_ events: [RecipientEvent], at place: RecipientPlace) {
        let chain = chains[place] ?? []
        var rest = chain[...]
        for event in events {
            if let index = rest.firstIndex(of: event) {
                rest = rest[(index + 1)...]
            } else {
                let isThere = chain.contains(event)
                note(
                    place.message, place.recipient,
                    "'\(event.kind)' was acknowledged, but \(isThere ? "comes too early or too rarely" : "is missing")")
            }
        }
    }

    /// Reports a problem.
    mutating func note(_ message: MessageID, _ recipient: Int?, _ text: String) {
        report.problems.append(LedgerProblem(message: message, recipient: recipient, text: text))
    }
}

extension AuditReview {
    /// Explains deliveries by the ledger, and reports those that it does not explain.
    ///
    /// A recipient may have been given its message once for the delivery that is recorded or for the attempt whose end
    /// is not recorded yet, and once for each ambiguous attempt.
    ///
    /// - Parameter deliveries: how many times receivers took a message for a recipient.
    mutating func explain(_ deliveries: [RecipientPlace: Int]) {
        for (place, count) in deliveries.sorted(by: { $0.key < $1.key }) {
            report.deliveries += count
            report.duplicates += max(0, count - 1)
            guard let held = holdings.messages[place.message] else {
                if !forgotten.contains(place.message) {
                    note(place.message, place.recipient, "it was delivered, but never accepted")
                }
                continue
            }
            guard held.stored.message.recipients.indices.contains(place.recipient) else {
                note(place.message, place.recipient, "it was delivered to a recipient that there is not")
                continue
            }
            let chain = chains[place] ?? []
            let ambiguous = chain.count(where: \.isAmbiguous)
            let last = chain.last { !LedgerRules.isRemark($0.kind) }?.kind
            let isSettledOrOpen = chain.contains { $0.kind == .delivered } || last == .attemptBegan
            let explained = ambiguous + (isSettledOrOpen ? 1 : 0)
            report.explainedDuplicates += max(0, min(count, explained) - 1)
            if count > explained {
                note(place.message, place.recipient, "delivered \(count) times, but the ledger explains \(explained)")
            }
        }
        for (place, chain) in chains.sorted(by: { $0.key < $1.key })
        where deliveries[place] == nil && chain.contains(where: { $0.kind == .delivered }) {
            note(place.message, place.recipient, "recorded as delivered, but nobody was given it")
        }
    }
}
