import COpenSSL
import COpenSSLShim

/// What OpenSSL prepares once to sign or to verify SHA-256 digests with one RSA key.
///
/// Preparing takes a tenth of a verification. The prepared context is only ever copied, which any number of threads may do
/// at once; each call has a copy of its own.
///
/// Unchecked, because what is copied is never changed.
@safe
final class RSAContext: @unchecked Sendable {
    /// What the context is for.
    enum Use {
        case signing
        case verifying
    }

    private let prepared: OpaquePointer

    /// Prepares a context; nil for a key that is not RSA.
    ///
    /// - Parameters:
    ///   - key: the key, of which the context keeps a reference of its own.
    ///   - use: what the context is for.
    init?(_ key: OpaquePointer, for use: Use) {
        let made = unsafe use == .signing ? waxwing_rsa_signer(key) : waxwing_rsa_verifier(key)
        guard let made = unsafe made else { return nil }
        unsafe prepared = made
    }

    deinit { unsafe EVP_PKEY_CTX_free(prepared) }

    /// Gives one call a copy of the context, or nil when there is no memory.
    func lend<Output>(_ body: (OpaquePointer?) -> Output) -> Output {
        let context = unsafe EVP_PKEY_CTX_dup(prepared)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        return unsafe body(context)
    }
}
