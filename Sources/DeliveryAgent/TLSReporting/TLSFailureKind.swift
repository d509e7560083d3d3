/// What kept a session from being secured, by the names of RFC 8460, section 4.3.
///
/// Complete: the RFC has no others, and has receivers read them.
public enum TLSFailureKind: String, Hashable, Sendable, CaseIterable {
    /// The host has no STARTTLS to offer.
    case startTLSNotSupported = "starttls-not-supported"
    /// The certificate is for another name than the host's.
    case certificateHostMismatch = "certificate-host-mismatch"
    /// The certificate's time is over.
    case certificateExpired = "certificate-expired"
    /// Nobody who is trusted vouches for the certificate.
    case certificateNotTrusted = "certificate-not-trusted"
    /// Any other failure of the negotiation.
    case validationFailure = "validation-failure"
    /// The host's TLSA records cannot be met by any certificate.
    case tlsaInvalid = "tlsa-invalid"
    /// The DNS could not be authenticated.
    case dnssecInvalid = "dnssec-invalid"
    /// DANE is demanded here, and the host has no TLSA records.
    case daneRequired = "dane-required"
    /// The domain's MTA-STS policy could not be fetched.
    case policyFetchError = "sts-policy-fetch-error"
    /// The domain's MTA-STS policy cannot be read.
    case policyInvalid = "sts-policy-invalid"
    /// The certificate of the host that has the MTA-STS policy was refused.
    case policyHostCertificateInvalid = "sts-webpki-invalid"
}
