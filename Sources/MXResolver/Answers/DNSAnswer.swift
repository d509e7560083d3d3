/// The records that a query found.
///
/// Guarantees: at least one record, all of the type that was asked for and all of the same name. Copying one costs as
/// much as copying one reference, however many records there are.
public struct DNSAnswer: Sendable {
    private final class Storage: Sendable {
        let records: [DNSRecord]
        let canonicalName: DNSName
        let aliases: [DNSRecord]
        let timeToLive: UInt32
        let isAuthenticated: Bool

        init(
            records: [DNSRecord], canonicalName: DNSName, aliases: [DNSRecord], timeToLive: UInt32,
            isAuthenticated: Bool
        ) {
            self.records = records
            self.canonicalName = canonicalName
            self.aliases = aliases
            self.timeToLive = timeToLive
            self.isAuthenticated = isAuthenticated
        }
    }

    private let storage: Storage

    /// The records, in the order in which the server gave them.
    public var records: [DNSRecord] { storage.records }
    /// The name that has the records: the one that was asked for, or where its aliases lead.
    public var canonicalName: DNSName { storage.canonicalName }
    /// The aliases (CNAME records) on the way from the name that was asked for to the canonical one.
    public var aliases: [DNSRecord] { storage.aliases }
    /// For how many seconds the answer may be kept: the least time to live of its records and aliases.
    public var timeToLive: UInt32 { storage.timeToLive }
    /// Whether a resolver that we trust says that it has validated the answer (the AD flag).
    public var isAuthenticated: Bool { storage.isAuthenticated }

    /// Makes an answer.
    ///
    /// - Parameters:
    ///   - records: the records, at least one.
    ///   - canonicalName: the name that has the records.
    ///   - aliases: the aliases on the way to it.
    ///   - isAuthenticated: whether a trusted resolver has validated all of it.
    public init(records: [DNSRecord], canonicalName: DNSName, aliases: [DNSRecord] = [], isAuthenticated: Bool = false)
    {
        var least: UInt32?
        for record in records { least = min(least ?? record.timeToLive, record.timeToLive) }
        for record in aliases { least = min(least ?? record.timeToLive, record.timeToLive) }
        self.init(
            records: records, canonicalName: canonicalName, aliases: aliases, timeToLive: least ?? 0,
            isAuthenticated: isAuthenticated)
    }

    /// Makes an answer whose least time to live is known.
    init(
        records: [DNSRecord], canonicalName: DNSName, aliases: [DNSRecord], timeToLive: UInt32, isAuthenticated: Bool
    ) {
        storage = Storage(
            records: records, canonicalName: canonicalName, aliases: aliases, timeToLive: timeToLive,
            isAuthenticated: isAuthenticated)
    }
}

extension DNSAnswer: Hashable {
    /// Whether both have the same records, in the same order, and all else alike.
    public static func == (left: DNSAnswer, right: DNSAnswer) -> Bool {
        left.storage === right.storage
            || left.isAuthenticated == right.isAuthenticated && left.timeToLive == right.timeToLive
                && left.canonicalName == right.canonicalName && left.records == right.records
                && left.aliases == right.aliases
    }

    /// Feeds the records and the name into the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(canonicalName)
        hasher.combine(records)
    }
}

extension DNSAnswer: CustomStringConvertible {
    /// The name and what its records say.
    public var description: String {
        let texts = records.map { "\($0.data)" }.joined(separator: ", ")
        return "\(canonicalName): \(texts)\(isAuthenticated ? " (authenticated)" : "")"
    }
}

/// The statement that something does not exist (RFC 2308).
public struct DNSDenial: Hashable, Sendable {
    /// The name that has nothing: the one that was asked for, or where its aliases lead; nil if that is not known.
    public let canonicalName: DNSName?
    /// For how many seconds this may be remembered, or nil when the answer had no SOA record and it may not.
    public let timeToLive: UInt32?
    /// Whether a resolver that we trust says that it has validated the denial (the AD flag).
    public let isAuthenticated: Bool

    /// Makes a denial.
    ///
    /// - Parameters:
    ///   - canonicalName: the name that has nothing.
    ///   - timeToLive: for how many seconds this may be remembered, or nil if not at all.
    ///   - isAuthenticated: whether a trusted resolver has validated it.
    public init(canonicalName: DNSName? = nil, timeToLive: UInt32? = nil, isAuthenticated: Bool = false) {
        self.canonicalName = canonicalName
        self.timeToLive = timeToLive
        self.isAuthenticated = isAuthenticated
    }
}
