/// The records that a query found.
///
/// Guarantees: at least one record, all of the type that was asked for and all of the same name.
public struct DNSAnswer: Hashable, Sendable {
    /// The records, in the order in which the server gave them.
    public let records: [DNSRecord]
    /// The name that has the records: the one that was asked for, or where its aliases lead.
    public let canonicalName: DNSName
    /// The aliases (CNAME records) on the way from the name that was asked for to the canonical one.
    public let aliases: [DNSRecord]
    /// For how many seconds the answer may be kept: the least time to live of its records and aliases.
    public let timeToLive: UInt32
    /// Whether a resolver that we trust says that it has validated the answer (the AD flag).
    public let isAuthenticated: Bool

    /// Makes an answer.
    ///
    /// - Parameters:
    ///   - records: the records, at least one.
    ///   - canonicalName: the name that has the records.
    ///   - aliases: the aliases on the way to it.
    ///   - isAuthenticated: whether a trusted resolver has validated all of it.
    public init(records: [DNSRecord], canonicalName: DNSName, aliases: [DNSRecord] = [], isAuthenticated: Bool = false)
    {
        self.records = records
        self.canonicalName = canonicalName
        self.aliases = aliases
        timeToLive = (records + aliases).map(\.timeToLive).min() ?? 0
        self.isAuthenticated = isAuthenticated
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
