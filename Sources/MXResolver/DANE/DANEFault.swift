public import MailCryptography

/// Why a TLSA record does not authenticate a server.
public struct DANEFault: Hashable, Sendable {
    /// The kinds of fault.
    ///
    /// Complete: what can come of holding a chain against a record.
    public enum Reason: Hashable, Sendable {
        /// The server presented no certificate.
        case noCertificate
        /// The record matches no certificate that may stand for it: the server's own (usage 3), an issuer (usage 2).
        case mismatch
        /// A record that should name an authority names the server's own certificate, which may not issue others.
        case noAuthority
        /// The record matches an authority, and the chain that leads to it is not to be believed.
        case chain([ChainFault])
        /// A record of the same usage and selector has a stronger digest, which alone counts (RFC 7671, section 9).
        case weakerDigest
        /// There are more authorities than are tried, or more signatures than are checked.
        case tooMany
    }

    /// What is wrong.
    public let reason: Reason
    /// The record; nil when no certificate was there to hold against it.
    public let record: TLSARecord?

    /// Makes a fault.
    ///
    /// - Parameters:
    ///   - reason: what is wrong.
    ///   - record: the record, or nil where it concerns all.
    public init(_ reason: Reason, record: TLSARecord? = nil) {
        self.reason = reason
        self.record = record
    }
}

extension DANEFault: CustomStringConvertible {
    /// One sentence for a person, with the record.
    public var description: String {
        let subject = record.map { "the TLSA record \($0.abbreviated)" } ?? "a TLSA record"
        return switch reason {
        case .noCertificate: "the server presented no certificate"
        case .mismatch:
            record?.isTrustAnchor == true
                ? "\(subject) matches no issuer of the server's chain"
                : "\(subject) does not match the server's certificate"
        case .noAuthority: "\(subject) should name an authority and names the server's own certificate"
        case .chain(let faults):
            "\(subject) names the authority, but " + faults.map(\.description).joined(separator: ", and ")
        case .weakerDigest: "\(subject) does not count beside one with a stronger digest"
        case .tooMany: "\(subject) was not tried, as the chain has been checked as often as any is"
        }
    }
}
