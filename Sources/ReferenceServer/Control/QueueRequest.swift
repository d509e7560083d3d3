import DeliveryQueue

/// A question about the queue, or something to be done with it, as it goes through the control socket; complete.
enum QueueRequest: Codable, Hashable, Sendable {
    /// Counts, and what waits by destination and age; so many destinations are named, or the usual number.
    case summary(domains: Int? = nil)
    /// Messages in pages, the newest last.
    case list(MessageFilter)
    /// One message's life.
    case trace(id: String)
    /// What became of the recipients of messages accepted in a span of time, in milliseconds since 1970 and up to but
    /// without the end, by domain.
    case statistics(from: Int64, until: Int64)
    /// What limits a site, a domain's site or a message; nil for an overview of all sites.
    case explain(subject: String? = nil)
    /// Where a message is, and what comes next for each recipient.
    case show(id: String)
    /// That something is not delivered, for some milliseconds or until it is resumed.
    case suspend(SuspensionScope, reason: String, milliseconds: Int64?)
    /// That it is delivered again.
    case resume(SuspensionScope)
    /// What is suspended.
    case suspensions
    /// That a site's mail goes `direct` or by the `relay`; nil leaves it to the queue.
    case choose(way: String?, site: String)
    /// Something that a person does with messages.
    case change(QueueOperation, QueueSelection)
    /// Something on the suppression list.
    case suppression(SuppressionRequest)
    /// What came of TLS on a day.
    case tlsReport(TLSReportRequest)
    /// Something in the directory of domains, aliases, rules and accounts.
    case directory(DirectoryRequest)
    /// A copy of the data directory in another one, named by its whole path.
    case backup(to: String)
    /// A look at everything that the store holds.
    case check
}

/// What a person does with messages.
struct QueueOperation: Codable, Hashable, Sendable {
    /// The kinds; complete.
    enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Their waiting recipients wait until they are released.
        case hold
        /// Their held recipients go on.
        case release
        /// Their waiting and held recipients are taken back, and nobody is told.
        case cancel
        /// Their waiting recipients are due now.
        case retry
    }

    /// The kind.
    let kind: Kind
    /// Why, for the trace; used by `hold` and `cancel`.
    var reason = ""
}

/// Which messages something is done with; complete.
enum QueueSelection: Codable, Hashable, Sendable {
    /// Those of these names.
    case names([String])
    /// All that are found, whatever the filter's limit.
    case all(MessageFilter)
}

/// Which messages are looked for, as it goes through the control socket.
struct MessageFilter: Codable, Hashable, Sendable {
    /// Whether messages are found of which every recipient is settled.
    var includesSettled = false
    /// The reverse path, or with `@` before it its domain.
    var sender: String?
    /// A recipient, or with `@` before it its domain.
    var recipient: String?
    /// A state that at least one recipient is in.
    var state: RecipientState?
    /// The first moment of acceptance, in milliseconds since 1970.
    var from: Int64?
    /// The most messages, the newest.
    var limit = 1_000

    /// The most messages of a list, 100,000: their names fit little memory, and nobody reads more of them at once.
    static let maximumLimit = 100_000

    /// The filter as a store takes it.
    var query: MessageQuery {
        var query = MessageQuery(includesSettled: includesSettled, limit: limit)
        query.sender = sender
        query.recipient = recipient
        query.state = state
        query.from = from.map { WallTime(milliseconds: $0) }
        return query
    }
}
