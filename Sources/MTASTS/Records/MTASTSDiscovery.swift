public import MailAddressing

/// What the DNS says about whether a domain has a policy (RFC 8461, section 3.1).
///
/// None of these says that a policy that is known already does not apply any more (section 5.1): whoever can make an
/// answer go missing could else make the policy go missing.
///
/// Complete: the domain says that it has one, or does not, or nobody can tell.
public enum MTASTSDiscovery: Hashable, Sendable {
    /// The domain says that it has a policy.
    case record(MTASTSRecord)
    /// The domain does not say that it has a policy.
    case none(Absence)
    /// The DNS could not be asked; the text says why, for people, printable and short.
    case failed(String)

    /// Why a domain counts as one that does not say that it has a policy.
    ///
    /// Complete: one for each step at which the search for the record can end.
    public enum Absence: Hashable, Sendable {
        /// The name of the record does not exist.
        case noSuchDomain
        /// There is no TXT record.
        case noRecord
        /// There are TXT records, and none of them begins with `v=STSv1;`.
        case noCandidate
        /// There are so many records that begin with `v=STSv1;`, and there may only be one.
        case severalRecords(Int)
        /// The record cannot be read.
        case malformed(MTASTSRecordError)
        /// The name of the record would be longer than a name in the DNS can be.
        case nameTooLong
    }

    /// Finds the record in the answer of a look-up.
    ///
    /// Records that do not begin with `v=STSv1;` are discarded; of the others there must be exactly one, which can be
    /// read. A malformed answer is no statement of the domain, so that it counts as a failure.
    ///
    /// - Parameter answer: the answer to a look-up at ``name(for:)``.
    public init(_ answer: TextRecordAnswer) {
        switch answer {
        case .noSuchDomain: self = .none(.noSuchDomain)
        case .noRecord: self = .none(.noRecord)
        case .temporaryFailure(let reason), .permanentFailure(let reason): self = .failed(PlainText.cleaned(reason))
        case .records(let records):
            let candidates = records.filter(MTASTSRecord.isCandidate)
            guard let candidate = candidates.first else {
                self = .none(.noCandidate)
                return
            }
            guard candidates.count == 1 else {
                self = .none(.severalRecords(candidates.count))
                return
            }
            do throws(MTASTSRecordError) {
                self = .record(try MTASTSRecord(parsing: candidate))
            } catch {
                self = .none(.malformed(error))
            }
        }
    }

    /// The name at which a domain's record stands: `_mta-sts.` and the domain.
    ///
    /// - Parameter domain: the domain that mail goes to; domains below it have records of their own or none.
    /// - Returns: the name, or nil when it would be longer than a name in the DNS can be.
    public static func name(for domain: DomainName) -> DomainName? { try? domain.prefixed(by: "_mta-sts") }
}

extension MTASTSDiscovery.Absence: CustomStringConvertible {
    /// A few words for a person, without octets of any record.
    public var description: String {
        switch self {
        case .noSuchDomain: "there is no such name"
        case .noRecord: "there is no TXT record"
        case .noCandidate: "no TXT record begins with \"v=STSv1;\""
        case .severalRecords(let count): "\(count) TXT records begin with \"v=STSv1;\", and there may be only one"
        case .malformed(let error): "the TXT record cannot be read: \(error)"
        case .nameTooLong: "the name of the TXT record would be too long"
        }
    }
}
