import COpenSSL
import COpenSSLShim

extension ChainFault {
    /// Makes a fault from OpenSSL's number for it.
    init(_ fault: waxwing_chain_fault, subject: String) {
        self.init(Self.kind(of: fault), depth: max(0, Int(fault.depth)), subject: subject)
    }

    private static func kind(of fault: waxwing_chain_fault) -> Kind {
        switch fault.code {
        case X509_V_ERR_CERT_HAS_EXPIRED: .expired(at: fault.time)
        case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid(from: fault.time)
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_REJECTED:
            .unknownIssuer
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: .selfSigned
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE: .badSignature
        case X509_V_ERR_INVALID_PURPOSE: .notForServers
        case X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA, X509_V_ERR_KEYUSAGE_NO_CERTSIGN: .notAnIssuer
        case X509_V_ERR_CERT_CHAIN_TOO_LONG, X509_V_ERR_PATH_LENGTH_EXCEEDED: .tooManyIssuers
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL: .weakKey
        case X509_V_ERR_CA_MD_TOO_WEAK: .weakSignature
        case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD,
            X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, X509_V_ERR_INVALID_EXTENSION:
            .malformed
        default:
            .other(code: Int(fault.code), text: unsafe String(cString: X509_verify_cert_error_string(Int(fault.code))))
        }
    }
}
