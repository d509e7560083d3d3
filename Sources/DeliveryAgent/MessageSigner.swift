public import DKIM
import InternetMessage
import MailAddressing

/// Chooses the keys that sign a message: those of the author's domain, else none.
///
/// Signing comes last, on the octets that go out (RFC 6376, section 5.3): nothing changes them afterwards.
public struct MessageSigner: Sendable {
    private let signers: [DomainName: [DKIMSigner]]

    /// Makes a signer over keys.
    ///
    /// - Parameter signers: a DKIM signer for each key. Several of one domain all sign; they also sign for the domains
    ///   below their own that have no key themselves.
    public init(_ signers: [DKIMSigner]) { self.signers = Dictionary(grouping: signers, by: \.domain) }

    /// The signatures of a message, as header fields with their final CRLF.
    ///
    /// - Parameters:
    ///   - message: the message's octets as they go out.
    ///   - unixTime: the time in seconds since 1970.
    /// - Returns: the header fields, or nil when there is no key for the author's domain.
    /// - Throws: `DKIMError` when there is a key and the message cannot be signed.
    public func signature(of message: [UInt8], at unixTime: Int64) throws(DKIMError) -> [UInt8]? {
        guard !signers.isEmpty, let domain = Self.authorDomain(of: message) else { return nil }
        var fields: [UInt8] = []
        for signer in signersInCharge(of: domain) { fields += try signer.signature(of: message, at: unixTime) }
        return fields.isEmpty ? nil : fields
    }

    private func signersInCharge(of domain: DomainName) -> [DKIMSigner] {
        var candidate: DomainName? = domain
        while let name = candidate {
            if let found = signers[name] { return found }
            candidate = name.parent
        }
        return []
    }

    /// The domain of the address in the first From field.
    static func authorDomain(of message: [UInt8]) -> DomainName? {
        guard let header = try? MessageHeader(parsing: message),
            let value = header.first(named: "From")?.unfoldedValue
        else { return nil }
        var address = Substring(value)
        if let open = value.lastIndex(of: "<"), let close = value[open...].firstIndex(of: ">") {
            address = value[value.index(after: open)..<close]
        }
        guard let at = address.lastIndex(of: "@") else { return nil }
        let domain = address[address.index(after: at)...].prefix { $0 != " " && $0 != "," && $0 != "(" && $0 != "\t" }
        return try? DomainName(domain)
    }
}
