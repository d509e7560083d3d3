/// Why a query found no records.
///
/// The cases are apart because mail treats them apart: "no such domain" and "no data" are statements of the DNS on which
/// mail may bounce, everything else is the lack of a statement, on which mail waits.
///
/// Complete: each case asks something else of the caller, and `unexpectedResponse` holds what has no case of its own.
public enum DNSFailure: Error, Hashable, Sendable {
    /// The name does not exist (NXDOMAIN).
    case noSuchDomain(DNSDenial = DNSDenial())
    /// The name exists and has no record of the type that was asked for (NODATA).
    case noData(DNSDenial = DNSDenial())
    /// The server will not answer us (REFUSED), or does not look further on our behalf.
    case refused
    /// The server has failed (SERVFAIL), as it also says when validation fails.
    case serverFailure
    /// The server answered with a code that does not answer the question.
    case unexpectedResponse(DNSResponseCode)
    /// No answer came in time.
    case timeout
    /// No server could be reached at all.
    case unreachable
    /// The answer cannot be read.
    case malformed(DNSMessageError)
    /// The task was cancelled or the resolver shut down.
    case cancelled

    /// Whether asking again later may give records: whether nothing was stated about the name.
    public var isTemporary: Bool { denial == nil }

    /// The denial, if the DNS states that there is no such domain or record.
    public var denial: DNSDenial? {
        switch self {
        case .noSuchDomain(let denial), .noData(let denial): denial
        case .refused, .serverFailure, .unexpectedResponse, .timeout, .unreachable, .malformed, .cancelled: nil
        }
    }
}

extension DNSFailure: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch self {
        case .noSuchDomain: "no such domain"
        case .noData: "no such record"
        case .refused: "the name server refused the query"
        case .serverFailure: "the name server failed"
        case .unexpectedResponse(let code): "the name server answered \(code)"
        case .timeout: "no name server answered in time"
        case .unreachable: "no name server could be reached"
        case .malformed(let error): "the answer is malformed: \(error)"
        case .cancelled: "the query was cancelled"
        }
    }
}
