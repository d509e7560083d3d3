public import DKIM
import InternetMessage
public import MailAddressing

/// Chooses the key that signs a message: by the author's domain, else by none.
///
/// Signing comes last, on the octets that go out (RFC 6376, section 5.3): nothing changes them afterwards.
public struct MessageSigner: Sendable {
    private let signers: [DomainName: DKIMSigner]

    /// Makes a signer over keys.
    ///
    /// - Parameter signers: a DKIM signer for each domain; it also signs for the domains below its own.
    public init(_ signers: [DomainName: DKIMSigner]) { self.signers = signers }

    /// The signature of a message, as a header field with its final CRLF.
    ///
    /// - Parameters:
    ///   - message: the message's octets as they go out.
    ///   - unixTime: the time in seconds since 1970.
    /// - Returns: the header field, or nil when there is no key for the author's domain.
    /// - Throws: `DKIMError` when there is a key and the message cannot be signed.
    public func signature(of message: [UInt8], at unixTime: Int64) throws(DKIMError) -> [UInt8]? {
        guard !signers.isEmpty, let domain = Self.authorDomain(of: message), let signer = signer(for: domain) else {
            return nil
        }
        return try signer.signature(of: message, at: unixTime)
    }

    private func signer(for domain: DomainName) -> DKIMSigner? {
        var candidate: DomainName? = domain
        while let name = candidate {
            if let signer = signers[name] { return signer }
            candidate = name.parent
        }
        return nil
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
