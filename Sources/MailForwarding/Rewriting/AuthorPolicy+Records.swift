public import MailAddressing

extension AuthorPolicy {
    /// Where the policy for a domain may stand, its own name first, then those above it.
    ///
    /// The record of the domain itself has the say; without one that of its organization does (RFC 7489, section 6.6.3).
    /// Which of the names above that is takes a list of public suffixes; without one, all of them are asked and the
    /// strictest is believed, so that no forward is refused that could have been made ready for it. Of a name with more than eight
    /// labels those between the name itself and its last seven are not asked, so that a long one costs no more questions.
    ///
    /// - Parameter domain: the author's domain.
    /// - Returns: the names at which TXT records are looked up, at most eight; top-level domains are left out.
    public static func recordNames(for domain: DomainName) -> [DomainName] {
        var names: [DomainName] = []
        var next: DomainName? = domain
        while let name = next, name.parent != nil {
            let isSkipped = name != domain && name.labels.count > maximumParentLabels
            if !isSkipped, let record = try? name.prefixed(by: "_dmarc") { names.append(record) }
            next = name.parent
        }
        return names
    }

    /// Reads the policy of one of those names.
    ///
    /// - Parameters:
    ///   - records: the TXT records there.
    ///   - isParent: whether the name is that of a domain above the author's, whose `sp` counts then.
    /// - Returns: the policy; nil where there is no DMARC record, or several (RFC 7489, section 6.6.3).
    public init?(records: [[UInt8]], ofParent isParent: Bool) {
        guard let tags = Self.tags(of: records) else { return nil }
        let policy = (isParent ? tags["sp"] : nil) ?? tags["p"]
        switch policy?.lowercased() {
        case "reject": self = .reject
        case "quarantine": self = .quarantine
        // Without a policy that is known, it only asks for reports.
        default: self = .monitoring
        }
    }

    /// Whether the records of a name want signatures of the very domain of the author, and of none above it
    /// (`adkim=s`, RFC 7489, section 3.1.1).
    ///
    /// - Parameter records: the TXT records there.
    public static func wantsExactSignatures(records: [[UInt8]]) -> Bool {
        tags(of: records)?["adkim"]?.lowercased() == "s"
    }

    /// The stricter of two policies; one that is not known is as strict as none.
    ///
    /// - Parameter other: the other one.
    public func orStricter(_ other: AuthorPolicy) -> AuthorPolicy { other.strictness > strictness ? other : self }

    private var strictness: Int {
        switch self {
        case .unknown, .none: 0
        case .monitoring: 1
        case .quarantine: 2
        case .reject: 3
        }
    }

    /// The tags of the one DMARC record among others.
    private static func tags(of records: [[UInt8]]) -> RecordTags? {
        let texts = records.prefix(maximumRecords).map { String(decoding: $0, as: UTF8.self) }
        let found = texts.filter(RecordVersion.dmarc.begins)
        guard found.count == 1, let text = found.first else { return nil }
        return RecordTags(text)
    }

    /// From how many labels on names above the author's domain are asked.
    private static let maximumParentLabels = 7
    /// The most records of a name that are looked at.
    private static let maximumRecords = 100
}
