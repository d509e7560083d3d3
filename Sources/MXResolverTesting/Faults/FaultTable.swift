internal import MXResolver

/// The faults of questions, and how often each has happened.
struct FaultTable: Sendable {
    /// Which questions: of a name or of all, of a type or of all.
    private struct Scope: Hashable, Sendable {
        let name: DNSName?
        let type: DNSRecordType?
    }

    private struct Entry: Sendable {
        let fault: DNSFault
        var questionCount = 0
        var happenedCount = 0

        /// Counts a question; whether the fault happens to it.
        mutating func happens() -> Bool {
            questionCount += 1
            guard questionCount.isMultiple(of: fault.stride) else { return false }
            if let limit = fault.limit, happenedCount >= limit { return false }
            happenedCount += 1
            return true
        }
    }

    private var entries: [Scope: [Entry]] = [:]

    /// Makes an empty table.
    init() {}

    /// Sets the faults of questions; none takes those away that there are.
    mutating func set(_ faults: [DNSFault], for name: DNSName?, _ type: DNSRecordType?) {
        entries[Scope(name: name, type: type)] = faults.isEmpty ? nil : faults.map { Entry(fault: $0) }
    }

    /// Takes all faults away.
    mutating func removeAll() { entries = [:] }

    /// The fault that happens to a query now, which counts as one time.
    ///
    /// Those of its name and type come first, then of its name, of its type, and of everything; within these the first.
    mutating func take(
        for question: DNSQuestion, of query: DNSMessage, by transport: DNSTransport
    ) -> DNSFault? {
        guard !entries.isEmpty else { return nil }
        let scopes = [
            Scope(name: question.name, type: question.type), Scope(name: question.name, type: nil),
            Scope(name: nil, type: question.type), Scope(name: nil, type: nil),
        ]
        for scope in scopes {
            guard var found = entries[scope] else { continue }
            defer { entries[scope] = found }
            for index in found.indices where found[index].fault.isFor(query, by: transport) {
                if found[index].happens() { return found[index].fault }
            }
        }
        return nil
    }
}
