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
        if Self.isAligned(domain, with: signers) {
            // What the domain asks does not matter any more, so nobody is asked.
            return AuthorFacts(author: author, hasAlignedSignature: true)
        }
        return AuthorFacts(author: author, policy: await policy(of: domain), hasAlignedSignature: false)
    }

    /// What the domain of an author asks of receivers.
    func policy(of domain: DomainName) async -> AuthorPolicy {
        for (index, name) in AuthorPolicy.recordNames(for: domain).enumerated() {
            switch await records.textRecords(at: name) {
            case .records(let found):
                if let policy = AuthorPolicy(records: found, ofParent: index > 0) { return policy }
            case .noSuchDomain, .noRecord: continue
            case .temporaryFailure, .permanentFailure: return .unknown
            }
        }
        return .none
    }

    /// Whether a domain, or one above it, has signed.
    ///
    /// A name of one label is none that signs for those below.
    static func isAligned(_ domain: DomainName, with signers: [DomainName]) -> Bool {
        signers.contains { $0.parent != nil && domain.isEqualToOrBelow($0) }
    }
}
