internal import MailCryptography

/// One chain while it is held against records: what was computed of it for one record serves the next.
struct DANEExamination {
    /// What of a certificate a record matches.
    private struct Part: Hashable {
        let place: Int
        let selector: UInt8
        let matching: UInt8
    }

    /// What a record of usage 2 takes for the authority.
    private enum Authority {
        /// Certificates, any of which will do, and whether their own validity does not count.
        case certificates([Certificate], isTimeless: Bool)
        /// Nothing, and why.
        case missing(DANEFault.Reason)
    }

    private let chain: [Certificate]
    private let hostNames: [String]
    private let time: Int64
    /// How many signatures may still be checked.
    private(set) var allowance = DANEPolicy.maximumSignatureChecks
    private var parts: [Part: [UInt8]] = [:]
    private var verdicts: [TrustAnchors: ChainVerdict] = [:]
    private var attempts = 0

    /// Makes the examination of a chain.
    init(of chain: [Certificate], for hostNames: [String], at time: Int64) {
        self.chain = chain
        self.hostNames = hostNames
        self.time = time
    }

    /// Why a usable record does not authenticate the server; nil when it does.
    mutating func fault(of record: TLSARecord) -> DANEFault.Reason? {
        guard !chain.isEmpty else { return .noCertificate }
        if !record.isTrustAnchor { return matches(record, at: 0) ? nil : .mismatch }
        // Whoever presents so many hopes for work; the check says how many are too many.
        guard chain.count <= TrustAnchors.maximumPresented else { return faults(against: [], isTimeless: false) }
        switch authority(of: record) {
        case .missing(let reason): return reason
        case .certificates(let certificates, let isTimeless):
            return faults(against: certificates, isTimeless: isTimeless)
        }
    }

    /// What is wrong with the chain up to anchors, looked at once for each set of them.
    private mutating func faults(against certificates: [Certificate], isTimeless: Bool) -> DANEFault.Reason? {
        let anchors = TrustAnchors(certificates, isTimeless: isTimeless)
        if let verdict = verdicts[anchors] { return verdict.faults.isEmpty ? nil : .chain(verdict.faults) }
        guard mayTry(),
            let verdict = anchors.verdict(on: chain, forAnyOf: hostNames, at: time, allowance: &allowance)
        else { return .tooMany }
        verdicts[anchors] = verdict
        return verdict == .trusted ? nil : .chain(verdict.faults)
    }

    /// Whether the chain may be looked at once more, which is counted.
    private mutating func mayTry() -> Bool {
        attempts += 1
        return attempts <= DANEPolicy.maximumAttempts
    }

    /// Whether so many signatures may be checked, which are taken off what is allowed.
    private mutating func mayCheck(_ signatures: Int) -> Bool {
        guard signatures <= allowance else { return false }
        allowance -= signatures
        return true
    }

    /// What a record takes for the authority: what it matches in the chain, else what it holds itself.
    private mutating func authority(of record: TLSARecord) -> Authority {
        var matching: [Certificate] = []
        var isServer = false
        for place in chain.indices where matches(record, at: place) {
            if chain[place] == chain[0] { isServer = true } else { matching.append(chain[place]) }
        }
        if !matching.isEmpty { return .certificates(matching, isTimeless: true) }
        // A server that is its own authority is held to its time: it is not only the anchor.
        if isServer {
            guard mayCheck(1) else { return .missing(.tooMany) }
            return chain[0].isOwnIssuer ? .certificates([chain[0]], isTimeless: false) : .missing(.noAuthority)
        }
        guard record.matching == 0 else { return .missing(.mismatch) }
        if record.selector == 0 {
            guard let certificate = try? Certificate(der: record.association) else { return .missing(.mismatch) }
            return .certificates([certificate], isTimeless: true)
        }
        guard mayTry(), mayCheck(chain.count) else { return .missing(.tooMany) }
        let signed = chain.filter { $0.isSigned(by: record.association) }
        return signed.isEmpty ? .missing(.mismatch) : .certificates(signed, isTimeless: false)
    }

    /// Whether a record matches a certificate of the chain.
    private mutating func matches(_ record: TLSARecord, at place: Int) -> Bool {
        let part = Part(place: place, selector: record.selector, matching: record.matching)
        if let octets = parts[part] { return octets == record.association }
        let certificate = chain[place]
        let whole = record.selector == 0 ? certificate.der : certificate.subjectPublicKeyInfo
        let octets =
            switch record.matching {
            case 0: whole
            case 1: SHA256.hash(of: whole)
            default: SHA512.hash(of: whole)
            }
        parts[part] = octets
        return octets == record.association
    }
}
