public import MailAddressing

extension AuthorPolicy {
    /// Where the policy for a domain may stand, the nearest first (the walk of DMARC's successor, up the tree).
    ///
    /// A public suffix list is not needed so: the first name with a record has the say. Of a name with more than eight
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
        let texts = records.prefix(Self.maximumRecords).map { String(decoding: $0, as: UTF8.self) }
        let found = texts.filter(RecordVersion.dmarc.begins)
        guard found.count == 1, let text = found.first, let tags = RecordTags(text) else { return nil }
        let policy = (isParent ? tags["sp"] : nil) ?? tags["p"]
        switch policy?.lowercased() {
        case "reject": self = .reject
        case "quarantine": self = .quarantine
        // Without a policy that is known, it only asks for reports.
        default: self = .monitoring
        }
    }

    /// From how many labels on names above the author's domain are asked.
    private static let maximumParentLabels = 7
    /// The most records of a name that are looked at.
    private static let maximumRecords = 100
}
