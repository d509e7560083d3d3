/// Where TXT records come from: the DNS, a zone file, or a test's table.
///
/// It stands here so that who needs keys and who resolves names need not know each other.
public protocol TextRecordSource: Sendable {
    /// Looks up the TXT records of a name.
    ///
    /// - Parameter name: the name to ask for, for example `s1._domainkey.example.com`.
    /// - Returns: the records, or which kind of nothing there was; a failure is a value, never thrown.
    func textRecords(at name: DomainName) async -> TextRecordAnswer
}

/// The answer to a look-up of TXT records.
///
/// Complete: what is not in it would be treated as one of these by every caller.
public enum TextRecordAnswer: Hashable, Sendable {
    /// The records, at least one; of each one its strings joined without anything between them (RFC 6376, 3.6.2.2).
    case records([[UInt8]])
    /// The name does not exist (NXDOMAIN).
    case noSuchDomain
    /// The name exists and has no TXT record.
    case noRecord
    /// The look-up failed for now: a time-out or a server's failure. The text says how, for people.
    case temporaryFailure(String)
    /// The look-up can never succeed, as with a malformed answer. The text says how, for people.
    case permanentFailure(String)
}
