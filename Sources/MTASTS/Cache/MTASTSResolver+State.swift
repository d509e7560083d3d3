internal import MXResolver
internal import MailAddressing

extension MTASTSResolver {
    /// What becomes of a call.
    struct Call: Sendable {
        /// The answer, if it is known.
        var answer: MTASTSAnswer?
        /// Who waits, if it is not.
        var waiter: Waiter<MTASTSAnswer>?
        /// The search that has to be started.
        var search: Search?
    }

    /// The table, the searches under way, and what is to be told to the storage: events in, and what is to be done out.
    struct State: Sendable {
        /// What is known.
        var table: PolicyTable
        /// Who fetches, and who waits for that.
        var slots: FetchSlots
        /// Who sleeps until a policy is to be renewed.
        var renewers: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var isShutDown = false
        /// What is under way.
        var searches: [DomainName: Search] = [:]
        /// The numbers of the searches that count as renewals; those that are slow do not.
        var renewals: Set<UInt64> = []
        /// Who waits until nothing is under way.
        var idlers: [Waiter<Void>] = []
        /// What is to be told to the storage.
        var writes = PendingWrites()
        private var numbers: UInt64 = 0

        /// Makes a state without searches.
        init(table: PolicyTable, slots: FetchSlots) {
            self.table = table
            self.slots = slots
        }

        /// How many callers wait.
        var callers: Int { searches.values.reduce(0) { $0 + $1.waiters.count } }

        /// A number that was not given before.
        mutating func nextNumber() -> UInt64 {
            numbers += 1
            return numbers
        }

        /// A caller asks what is known.
        mutating func ask(_ domain: DomainName, at now: Int64) -> Call {
            switch table.look(up: domain, at: now) {
            case .settled(let answer, let step):
                guard step != .nothing, searches[domain] == nil, !isShutDown else { return Call(answer: answer) }
                return Call(answer: answer, search: begin(domain, step))
            case .open(let step): return wait(for: domain, step, at: now)
            }
        }

        /// A caller asks what is published.
        mutating func askAgain(_ domain: DomainName, at now: Int64) -> Call {
            let step = table.recheck(domain, at: now)
            guard step == .nothing, searches[domain] == nil else { return wait(for: domain, step, at: now) }
            return ask(domain, at: now)
        }

        private mutating func wait(for domain: DomainName, _ step: PolicyTable.Step, at now: Int64) -> Call {
            guard !isShutDown else {
                let known = table.answer(for: domain, at: now)
                return Call(answer: known?.policy == nil ? .none(.cancelled) : known?.unfinished)
            }
            let waiter = Waiter<MTASTSAnswer>()
            var search: Search?
            if searches[domain] == nil { search = begin(domain, step, isForCallers: true) }
            searches[domain]?.waiters[ObjectIdentifier(waiter)] = waiter
            return Call(waiter: waiter, search: search)
        }
    }
}
