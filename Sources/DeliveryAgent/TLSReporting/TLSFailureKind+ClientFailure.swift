public import SMTPProtocol
import SMTPTransport

extension TLSFailureKind {
    /// What a session's failure comes down to; nil where TLS is not what failed, or the fault is ours.
    ///
    /// It goes by the stage and by the words in which the client, or what holds certificates against TLSA records, says
    /// why. A certificate that no TLSA record means is a `validation-failure`: the records may well be right. Without a
    /// policy no certificate is checked, and what is left is that the negotiation failed.
    ///
    /// Limits: an authority that is not trusted, a certificate whose time is over and one that cannot be read look the
    /// same where a policy of MTA-STS has it checked; all are `certificate-not-trusted`.
    ///
    /// - Parameters:
    ///   - failure: why the session could not go on.
    ///   - policy: what it had to meet.
    public init?(_ failure: SMTPClientFailure, under policy: TLSSessionResult.Policy) {
        guard failure.stage == .startTLS, !failure.isOurs else { return nil }
        switch failure.reason {
        case .tlsUnavailable(let text): self = Self.kind(of: text, under: policy)
        case .refused: self = .startTLSNotSupported
        case .connection, .protocolViolation: self = .validationFailure
        case .malformedMessage, .unsupported, .authenticationUnavailable, .authenticationFailed: return nil
        }
    }

    private static func kind(of text: String, under policy: TLSSessionResult.Policy) -> TLSFailureKind {
        // A reply, which begins with its code, in place of 220.
        let code = text.utf8.prefix(3)
        let isReply = code.count == 3 && code.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if isReply || text == "the server does not offer STARTTLS" { return .startTLSNotSupported }
        switch policy {
        case .tlsa: return kindUnderRecords(of: text)
        case .strictTransport, .none:
            switch text {
            case "the certificate is for another name": return .certificateHostMismatch
            case "nobody who is trusted vouches for the certificate": return .certificateNotTrusted
            default: return .validationFailure
            }
        }
    }

    /// What the sentences of a `DANEVerdict` come down to: that on the certificate, where one of them has it.
    private static func kindUnderRecords(of text: String) -> TLSFailureKind {
        let signs: [(words: String, kind: TLSFailureKind)] = [
            (" expired at ", .certificateExpired), (", not for ", .certificateHostMismatch),
            (" not trusted", .certificateNotTrusted), (" should name an authority and names ", .tlsaInvalid),
        ]
        return signs.first { text.contains($0.words) }?.kind ?? .validationFailure
    }
}
