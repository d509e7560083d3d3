internal import MailAddressing

/// What is to be told to a storage: of each domain the latest only, one after the other, in the order of coming.
struct PendingWrites: Sendable {
    /// What the storage is to do about a domain.
    enum Write: Sendable {
        case save(StoredPolicy)
        case remove
    }

    private var writes: [DomainName: Write] = [:]
    private var order = WaitingLine<DomainName>()
    private var isWriting = false
    private var flushes: [Waiter<Void>] = []

    /// How many changes are still to be told, the one that is being told among them.
    var count: Int { writes.count + (isWriting ? 1 : 0) }

    /// Notes what is to be told; true when somebody has to begin to tell it.
    mutating func append(_ events: [MTASTSEvent]) -> Bool {
        for event in events {
            switch event {
            case .adopted(let policy, replacing: _): append(.save(policy), of: policy.domain)
            case .removed(let policy, _): append(.remove, of: policy.domain)
            case .renewalFailed, .storageFailed: break
            }
        }
        guard !isWriting, !writes.isEmpty else { return false }
        isWriting = true
        return true
    }

    /// What is to be told next, or nil, and then gives who waited for that.
    mutating func next() -> (write: (DomainName, Write)?, done: [Waiter<Void>]) {
        while let domain = order.popFirst() {
            if let write = writes.removeValue(forKey: domain) { return ((domain, write), []) }
        }
        defer { flushes = [] }
        isWriting = false
        return (nil, flushes)
    }

    /// Waits until everything has been told; false when it has.
    mutating func addFlush(_ waiter: Waiter<Void>) -> Bool {
        guard isWriting else { return false }
        flushes.append(waiter)
        return true
    }

    private mutating func append(_ write: Write, of domain: DomainName) {
        if writes.updateValue(write, forKey: domain) == nil { order.append(domain) }
    }
}
