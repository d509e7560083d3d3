import MailAddressing
import MailCryptography
import MailForwarding

/// What the DNS records of a domain are made of: all of it is public.
struct DomainPlanView: Codable, Hashable, Sendable {
    /// A public key that is published.
    struct Key: Codable, Hashable, Sendable {
        var selector: String
        /// `rsa` or `ed25519`.
        var algorithm: String
        /// The octets that stand in `p=`, in base64.
        var publishedKey: String
    }

    /// The domain.
    var domain: String
    /// The host that takes its mail.
    var mailHost: String
    /// The domain of the senders that forwards leave with; nil for the mail host.
    var rewriteDomain: String?
    /// Whether the mail host is the machine's name, as nobody has said another.
    var isMailHostGuessed = false
    /// The keys that its mail is signed with.
    var keys: [Key]

    /// Takes what there is of a domain.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - keys: its keys; nothing of them is taken that is secret.
    ///   - mailHost: the host that takes its mail.
    ///   - rewriteDomain: the domain of the senders that forwards leave with; nil for the mail host.
    ///   - isMailHostGuessed: whether that is the machine's name, as nobody has said another.
    init(
        _ domain: DomainName, keys: [DomainKey], mailHost: DomainName, rewriteDomain: DomainName? = nil,
        isMailHostGuessed: Bool
    ) {
        self.rewriteDomain = rewriteDomain?.text
        self.domain = domain.text
        self.mailHost = mailHost.text
        self.isMailHostGuessed = isMailHostGuessed
        self.keys = keys.map { key in
            Key(
                selector: key.selector, algorithm: key.algorithm.word,
                publishedKey: Base64.encode(key.publishedKey))
        }
    }

    /// The records.
    ///
    /// - Parameters:
    ///   - reportAddress: where reports of DMARC and of TLS go; nil for nowhere.
    ///   - strictTransportID: the identifier of the MTA-STS policy; nil where there is none.
    /// - Throws: `CommandFailure`, operational, where none can be written.
    func plan(
        reportAddress: Mailbox? = nil, strictTransportID: String? = nil
    ) throws(CommandFailure) -> DomainRecordPlan {
        do {
            let signing = try keys.map { key in
                guard let algorithm = DomainSigningRecord.Algorithm(rawValue: key.algorithm),
                    let octets = Base64.decode(key.publishedKey.utf8)
                else { throw DomainRecordError.malformedKey }
                return try DomainSigningRecord(selector: key.selector, algorithm: algorithm, publicKey: octets)
            }
            return try DomainRecordPlan(
                domain: DomainName(domain), mailHost: DomainName(mailHost), signing: signing,
                reportAddress: reportAddress, strictTransportID: strictTransportID,
                rewriteDomain: DomainName(rewriteDomain ?? mailHost))
        } catch {
            let subject = Console.printable("\(domain) with the mail host \(mailHost)")
            throw .operational("no DNS records can be written for \(subject): \(error)")
        }
    }
}

extension KeyAlgorithm {
    /// The algorithm as `k=` of a record has it (RFC 6376, section 3.6.1; RFC 8463, section 4).
    var word: String {
        switch self {
        case .rsa: DomainSigningRecord.Algorithm.rsa.rawValue
        case .ed25519: DomainSigningRecord.Algorithm.ed25519.rawValue
        }
    }
}
