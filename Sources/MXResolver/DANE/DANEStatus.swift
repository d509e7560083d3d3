public import MailAddressing

/// What DANE asks of a connection to a mail host (RFC 7672, section 2.2).
///
/// Complete: the four outcomes of the RFC.
public enum DANEStatus: Hashable, Sendable {
    /// Nothing: other rules decide about TLS.
    case notApplicable(Reason)
    /// TLS, with whichever certificate: there are authenticated TLSA records and none of them can be used.
    ///
    /// ``TLSARecord/unusability`` says of each record why; the first ``DANEPolicy/maximumRecords`` are there.
    case unusable(base: DomainName, records: [TLSARecord])
    /// TLS, with a certificate that the policy's records mean.
    case required(DANEPolicy)
    /// The host must not be used now: whether it has TLSA records, or for which names its certificate may be, could not
    /// be found out (section 2.1.2).
    case failed(DNSFailure)

    /// Why DANE asks nothing.
    ///
    /// Complete: one for each step of the search that may end without authenticated records.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The host is an address, below which no records stand.
        case addressLiteral
        /// The MX records were not authenticated, so that anybody may have named the host.
        case unauthenticatedMXRecords
        /// The host's addresses were not authenticated, so its records would not be either.
        case unauthenticatedAddresses
        /// There are no TLSA records.
        case noRecords
        /// There are TLSA records, and they were not authenticated.
        case unauthenticatedRecords
    }
}

extension DANEStatus: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .notApplicable(let reason): "DANE does not apply: \(reason.description)"
        case .unusable(let base, _): "TLS is required, as \(base) has TLSA records, though none can be used"
        case .required(let policy):
            "the server must match a TLSA record of \(policy.base): "
                + policy.records.map(\.abbreviated).joined(separator: ", ")
        case .failed(let failure): "the TLSA records could not be looked up: \(failure)"
        }
    }
}

extension DANEStatus.Reason: CustomStringConvertible {
    /// A few words for a person.
    public var description: String {
        switch self {
        case .addressLiteral: "the destination is an address"
        case .unauthenticatedMXRecords: "the MX records are not authenticated"
        case .unauthenticatedAddresses: "the host's addresses are not authenticated"
        case .noRecords: "the host has no TLSA records"
        case .unauthenticatedRecords: "the host's TLSA records are not authenticated"
        }
    }
}
