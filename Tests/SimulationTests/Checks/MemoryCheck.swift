import DeliveryQueue

/// Looks for what is left in the memory of a queue that has nothing to do.
///
/// It looks by name into what only the queue knows: a name that is no longer there is a problem too, as nothing would
/// be checked.
enum MemoryCheck {
    /// Collections of the queue that are empty when nothing waits.
    private static let collections = [
        "active", "uses", "readings", "contents", "readingWaiters", "withoutContent", "abandoned", "idleWaiters",
        "attempts", "pauses", "reroutings", "scheduler.senders.names.places", "scheduler.domains.places",
    ]
    /// Numbers of the queue that are 0 then.
    private static let numbers = ["contentInMemory", "readingInMemory", "scheduler.arena.count", "scheduler.underWay"]

    /// What is left in a queue; empty when nothing is.
    static func problems(with queue: MailQueue) -> [String] {
        var problems: [String] = []
        for name in collections {
            guard let value = value(of: name, in: queue) else {
                problems.append("the queue has no '\(name)'")
                continue
            }
            let count = Mirror(reflecting: value).children.count
            if count > 0 { problems.append("\(count) in '\(name)'") }
        }
        for name in numbers {
            guard let value = value(of: name, in: queue) as? Int else {
                problems.append("the queue has no number '\(name)'")
                continue
            }
            if value != 0 { problems.append("'\(name)' is \(value)") }
        }
        return problems
    }

    /// What a queue keeps under a name, or a part of that.
    private static func value(of name: String, in queue: MailQueue) -> Any? {
        var value: Any = queue
        for part in name.split(separator: ".") {
            guard let child = Mirror(reflecting: value).children.first(where: { $0.label == String(part) }) else {
                return nil
            }
            value = child.value
        }
        return value
    }
}
