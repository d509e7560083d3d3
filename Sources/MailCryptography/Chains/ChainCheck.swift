import COpenSSLShim

/// Certificates one behind the other, as the C shim takes them.
struct JoinedCertificates {
    /// The octets of all certificates.
    let octets: [UInt8]
    /// How many of them belong to each.
    let lengths: [Int]

    /// Joins certificates.
    init(_ certificates: [Certificate]) {
        octets = certificates.flatMap(\.der)
        lengths = certificates.map(\.der.count)
    }
}

/// What every check of a chain has in common: its bounds, the names, and how faults come back from the C shim.
enum ChainCheck {
    /// Where the C shim puts the faults it finds, and how many there is room for.
    typealias Shim = (
        JoinedCertificates, _ allowance: inout Int32, _ faults: inout [waxwing_chain_fault],
        _ subjects: inout [CChar], _ capacity: Int
    ) -> Int

    /// How many certificates of a server are looked at.
    ///
    /// Servers present two or three; ten times as many come only from whoever wants us to work.
    static let maximumPresented = 20
    /// How many issuers may stand between the server and the root: twice as many as in any chain of a public authority.
    static let maximumIssuers: Int32 = 8
    /// How many signatures one chain can have: those by the issuers, by the root, and by an issuer too many.
    static let maximumSignatures = Int(maximumIssuers) + 2
    /// How many faults are told apart: more than one certificate can have.
    private static let maximumFaults = 16

    /// The verdict on a chain: what the shim finds, and whether the server's certificate covers one of the names.
    ///
    /// What signatures are checked is taken off the allowance; nil where it does not suffice.
    static func verdict(
        on chain: [Certificate], forAnyOf hostNames: [String], allowance: inout Int, by shim: Shim
    ) -> ChainVerdict? {
        guard let server = chain.first else { return .refused([ChainFault(.noCertificate)]) }
        guard chain.count <= maximumPresented else {
            return .refused([ChainFault(.tooManyCertificates(chain.count))])
        }
        guard var faults = self.faults(of: chain, allowance: &allowance, by: shim) else { return nil }
        if !hostNames.contains(where: server.covers) {
            faults.append(ChainFault(.wrongName(wanted: hostNames, present: server.hostNames)))
        }
        return faults.isEmpty ? .trusted : .refused(faults)
    }

    private static func faults(of chain: [Certificate], allowance: inout Int, by shim: Shim) -> [ChainFault]? {
        var found = [waxwing_chain_fault](repeating: waxwing_chain_fault(), count: maximumFaults)
        let width = Int(WAXWING_SUBJECT_CAPACITY)
        var subjects = [CChar](repeating: 0, count: maximumFaults * width)
        var left = Int32(clamping: allowance)
        let count = shim(JoinedCertificates(chain), &left, &found, &subjects, maximumFaults)
        allowance = Int(left)
        OpenSSLErrors.clear()
        guard count != WAXWING_ALLOWANCE_EXHAUSTED else { return nil }
        guard count >= 0 else { return [ChainFault(.malformed)] }
        var faults: [ChainFault] = []
        for place in 0..<min(count, maximumFaults) {
            let text = subjects[(place * width)..<((place + 1) * width)].prefix { $0 != 0 }
            let subject = String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let fault = ChainFault(found[place], subject: subject)
            if !faults.contains(fault) { faults.append(fault) }
        }
        return faults
    }
}
