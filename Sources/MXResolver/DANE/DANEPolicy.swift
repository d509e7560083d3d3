public import MailAddressing
public import MailCryptography

/// What a server must prove itself by: the usable TLSA records of a mail host (RFC 7672, section 3).
///
/// Guarantees: at least one record; each is usable, once, and in an order that does not depend on that of the DNS.
public struct DANEPolicy: Hashable, Sendable {
    /// The TLSA base domain: the name below which the records stand, and the name to send as SNI (RFC 7672, sections
    /// 2.2.3 and 8.1).
    public let base: DomainName
    /// The usable records, those for the server's own certificate first.
    public let records: [TLSARecord]
    /// The records that cannot be used, which ``TLSARecord/unusability`` explains: the first ``maximumRecords`` of
    /// them.
    public let leftOut: [TLSARecord]
    /// The names of which a certificate below a trust anchor must cover one (RFC 7672, section 3.2.2).
    public let referenceNames: [DomainName]

    /// How many usable records count, the first ones in the order of `records`.
    ///
    /// Domains have one to four, a dozen while they change keys; one answer of the DNS may have almost two thousand.
    public static let maximumRecords = 32
    /// How often one chain is looked at: once for each authority, and once more for a bare key.
    ///
    /// While a domain changes its authority there are two.
    public static let maximumAttempts = 8
    /// How many signatures are checked for one verdict, over all authorities, bare keys and roads to them.
    ///
    /// A chain has two or three, at most ten, and a bare key is held against each presented certificate, at most
    /// twenty. A signature may take a millisecond to check.
    public static let maximumSignatureChecks = 40

    /// Makes a policy of what the DNS has.
    ///
    /// - Parameters:
    ///   - base: the TLSA base domain.
    ///   - records: the records that were found, usable or not; nil is returned when none is usable.
    ///   - referenceNames: the names besides `base` that a certificate may cover, in any order; repeated ones count
    ///     once.
    public init?(base: DomainName, records: [TLSARecord], referenceNames: [DomainName] = []) {
        let (usable, leftOut) = Self.sorted(records)
        guard !usable.isEmpty else { return nil }
        self.init(base: base, usable: usable, leftOut: leftOut, referenceNames: referenceNames)
    }

    private init(base: DomainName, usable: [TLSARecord], leftOut: [TLSARecord], referenceNames: [DomainName]) {
        self.base = base
        records = usable
        self.leftOut = leftOut
        var names = [base]
        for name in referenceNames where !names.contains(name) { names.append(name) }
        self.referenceNames = names
    }

    /// The records that can be used and those that cannot: each once, in their order, the first ones.
    static func sorted(_ records: [TLSARecord]) -> (usable: [TLSARecord], leftOut: [TLSARecord]) {
        var usable: [TLSARecord] = []
        var leftOut: [TLSARecord] = []
        // Duplicates go first: reading whole certificates and keys is what costs.
        for record in Set(records).sorted() where usable.count < maximumRecords || leftOut.count < maximumRecords {
            if record.isUsable {
                if usable.count < maximumRecords { usable.append(record) }
            } else if leftOut.count < maximumRecords {
                leftOut.append(record)
            }
        }
        return (usable, leftOut)
    }

    /// The same policy with more names that a certificate may cover, where they are known.
    func adding(_ names: [DomainName?]) -> DANEPolicy {
        DANEPolicy(
            base: base, usable: records, leftOut: leftOut, referenceNames: referenceNames + names.compactMap(\.self))
    }

    /// Whether a record names a trust anchor, so that the certificate's name matters.
    public var hasTrustAnchors: Bool { records.contains(where: \.isTrustAnchor) }

    /// Holds the certificates that a server presented against the records.
    ///
    /// One record that matches is enough. Of the records with a digest only those with the strongest one count, for
    /// each usage and selector (RFC 7671, section 9).
    ///
    /// Usage 3 looks at the server's own certificate alone, and at nothing in it: neither its name nor its time nor its
    /// signature (RFC 7672, section 3.1.1). With usage 2 the chain up to the authority must be right in every way that
    /// `TrustRoots` asks for, and the server's certificate must cover one of `referenceNames`. Of the authority itself
    /// the time does not count: a trust anchor is no part of the path that is checked (RFC 5280, section 6.1), and it
    /// is the record, not the certificate, that says how long it is good. An authority is among the presented
    /// certificates, or the record holds it: its certificate, or its bare key (RFC 7671, section 5.2). The server's own
    /// certificate is an authority only if it may issue others and has issued itself.
    ///
    /// - Parameters:
    ///   - chain: the certificates as the server presented them, its own first.
    ///   - secondsSince1970: the time now.
    public func verdict(on chain: [Certificate], at secondsSince1970: Int64) -> DANEVerdict {
        examination(of: chain, at: secondsSince1970).verdict
    }

    /// The verdict, and how many signatures were checked for it.
    package func examination(
        of chain: [Certificate], at secondsSince1970: Int64
    ) -> (verdict: DANEVerdict, signatureChecks: Int) {
        var examination = DANEExamination(of: chain, for: referenceNames.map(\.text), at: secondsSince1970)
        let verdict = verdict(by: &examination)
        return (verdict, Self.maximumSignatureChecks - examination.allowance)
    }

    private func verdict(by examination: inout DANEExamination) -> DANEVerdict {
        var faults: [DANEFault] = []
        for record in records {
            guard counts(record) else {
                faults.append(DANEFault(.weakerDigest, record: record))
                continue
            }
            guard let reason = examination.fault(of: record) else { return .authenticated(by: record) }
            if reason == .noCertificate { return .refused([DANEFault(reason)]) }
            faults.append(DANEFault(reason, record: record))
        }
        return .refused(faults)
    }

    /// Whether no record of the same usage and selector has a stronger digest.
    private func counts(_ record: TLSARecord) -> Bool {
        record.matching == 0
            || !records.contains { other in
                other.usage == record.usage && other.selector == record.selector && other.matching > record.matching
            }
    }
}
