import DeliveryQueue

/// The injection keys that a trial used, and what they name.
struct TrialKeys: Sendable {
    private struct Use: Sendable {
        var key: InjectionKey
        /// What it may name; several where the fate of a commit is unknown.
        var ids: [MessageID]
    }

    private var uses: [String: [Use]] = [:]

    /// Notes that a key names a message; what it named before is forgotten, or the message is of unknown fate.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - id: the message.
    ///   - owner: whose key it is: it is used by one task at a time.
    mutating func note(_ key: InjectionKey, for id: MessageID, of owner: String) {
        if let index = uses[owner]?.firstIndex(where: { $0.key == key }) {
            uses[owner]?[index].ids.append(id)
        } else {
            uses[owner, default: []].append(Use(key: key, ids: [id]))
        }
    }

    /// A key with the message that it names.
    ///
    /// - Parameters:
    ///   - owner: whose.
    ///   - number: chooses one.
    /// - Returns: the key, or nil when the owner has none.
    func choose(of owner: String, number: UInt64) -> (key: InjectionKey, id: MessageID)? {
        guard let all = uses[owner], !all.isEmpty else { return nil }
        let use = all[Int(number % UInt64(all.count))]
        return use.ids.last.map { (use.key, $0) }
    }

    /// Settles what was of unknown fate by what is there.
    ///
    /// - Parameter holdings: what the store holds.
    /// - Returns: what is wrong.
    mutating func review(_ holdings: StoreHoldings) -> [String] {
        var problems: [String] = []
        for (owner, all) in uses {
            uses[owner] = all.compactMap { use in
                let present = use.ids.filter { holdings.messages[$0] != nil }
                if present.count > 1 { problems.append("a key was taken for each of \(present)") }
                return present.isEmpty ? nil : Use(key: use.key, ids: present)
            }
        }
        return problems.sorted()
    }
}

extension AcknowledgementAudit {
    /// The messages that are settled, as far as is known, and of which a recipient was settled until a moment: what a
    /// store may forget that is told to forget what was settled until then.
    ///
    /// - Parameter limit: the moment.
    func settledMessages(until limit: WallTime) -> Set<MessageID> {
        var open: [MessageID: Set<Int>] = [:]
        var early: Set<MessageID> = []
        for change in commits.lazy.filter({ $0.fate != .refused }).flatMap(\.changes) {
            switch change {
            case .accept(let message, _): open[message.id] = Set(message.recipients.indices)
            case .event(let id, let recipients, let event):
                guard [.delivered, .bounced, .expired, .cancelled].contains(event.kind) else { continue }
                open[id]?.subtract(recipients)
                if event.time <= limit { early.insert(id) }
            }
        }
        return early.filter { open[$0]?.isEmpty == true }
    }
}
