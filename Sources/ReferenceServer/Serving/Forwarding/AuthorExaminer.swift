import DKIM
import InternetMessage
import MailAddressing
import MailForwarding

/// Finds out what is known of a message's author: whose signatures pass, and what the author's domain asks of receivers.
struct AuthorExaminer: Sendable {
    private let records: any TextRecordSource
    private let verifier: DKIMVerifier

    /// Makes an examiner.
    ///
    /// - Parameter records: where keys and policies are looked up.
    init(records: any TextRecordSource) {
        self.records = records
        verifier = DKIMVerifier(keys: records)
    }

    /// A check of the signatures of one message, fed as it comes.
    func signatures() -> DKIMVerificationStream { verifier.begin() }

    /// What is known of the author.
    ///
    /// - Parameters:
    ///   - header: the header of the message.
    ///   - signers: the domains whose signatures passed.
    func facts(of header: MessageHeader, signers: [DomainName]) async -> AuthorFacts {
        guard let author = AuthorFacts.author(of: header), let domain = author.host.domain else {
            return AuthorFacts(author: nil)
        }
        if signers.contains(domain) {
            // What the domain asks does not matter any more, so nobody is asked.
            return AuthorFacts(author: author, hasAlignedSignature: true)
        }
        let demand = await demand(of: domain)
        // A signature of a domain above is as good, unless the author's wants its own.
        let isAligned = Self.isAligned(domain, with: signers) && !demand.isExact
        return AuthorFacts(author: author, policy: demand.policy, hasAlignedSignature: isAligned)
    }

    /// What the domain of an author asks of receivers, and whether it wants signatures of its own alone.
    ///
    /// Without a record of its own the strictest of those above it counts.
    private func demand(of domain: DomainName) async -> (policy: AuthorPolicy, isExact: Bool) {
        var demand = (policy: AuthorPolicy.none, isExact: false)
        for (index, name) in AuthorPolicy.recordNames(for: domain).enumerated() {
            switch await records.textRecords(at: name) {
            case .records(let found):
                guard let policy = AuthorPolicy(records: found, ofParent: index > 0) else { continue }
                demand.policy = demand.policy.orStricter(policy)
                demand.isExact = demand.isExact || AuthorPolicy.wantsExactSignatures(records: found)
                if index == 0 { return demand }
            case .noSuchDomain, .noRecord: continue
            // What is not known may be as strict as can be.
            case .temporaryFailure, .permanentFailure: return (.unknown, true)
            }
        }
        return demand
    }

    /// Whether a domain, or one above it, has signed.
    ///
    /// A name of one label is none that signs for those below.
    static func isAligned(_ domain: DomainName, with signers: [DomainName]) -> Bool {
        signers.contains { $0.parent != nil && domain.isEqualToOrBelow($0) }
    }
}
