import COpenSSL
import COpenSSLShim

/// Certificates that one chain is held against in place of roots: what a TLSA record of usage 2 names (RFC 7671,
/// section 5.2).
package struct TrustAnchors: Hashable, Sendable {
    /// How many certificates of a server are looked at.
    package static let maximumPresented = ChainCheck.maximumPresented

    private let certificates: [Certificate]
    private let isTimeless: Bool

    /// Makes anchors.
    ///
    /// - Parameters:
    ///   - certificates: the certificates, any of which will do.
    ///   - isTimeless: whether their own validity does not count, as that of an anchor is no part of the path that is
    ///     checked (RFC 5280, section 6.1).
    package init(_ certificates: [Certificate], isTimeless: Bool) {
        self.certificates = certificates
        self.isTimeless = isTimeless
    }

    /// Checks a chain as ``TrustRoots`` does, but for the validity of the anchors.
    ///
    /// An anchor must be allowed to issue, and what it allows is held to; its own signature is not looked at. One with
    /// a key that presented issuers may not have issues nothing either.
    ///
    /// - Parameters:
    ///   - chain: the server's own certificate first, then helpers.
    ///   - hostNames: the names of which the server's certificate must cover one.
    ///   - secondsSince1970: the time now.
    ///   - allowance: how many signatures may be checked; those that were are taken off.
    /// - Returns: the verdict, or nil where the allowance does not suffice.
    package func verdict(
        on chain: [Certificate], forAnyOf hostNames: [String], at secondsSince1970: Int64, allowance: inout Int
    ) -> ChainVerdict? {
        let anchors = JoinedCertificates(certificates)
        return ChainCheck.verdict(on: chain, forAnyOf: hostNames, allowance: &allowance) {
            chain, allowance, faults, subjects, capacity in
            unsafe waxwing_chain_check_anchors(
                anchors.octets, anchors.lengths, anchors.lengths.count, isTimeless ? 1 : 0, chain.octets,
                chain.lengths, chain.lengths.count, secondsSince1970, ChainCheck.maximumIssuers, &allowance, &faults,
                &subjects, capacity)
        }
    }
}

extension Certificate {
    /// Whether octets are a SubjectPublicKeyInfo of a key that OpenSSL knows.
    package static func isReadable(subjectPublicKeyInfo: [UInt8]) -> Bool {
        defer { OpenSSLErrors.clear() }
        let key = unsafe waxwing_public_key_read_info(subjectPublicKeyInfo, subjectPublicKeyInfo.count)
        defer { unsafe EVP_PKEY_free(key) }
        return unsafe key != nil
    }

    /// Whether the certificate's signature was made with a key, and neither key nor digest are weak.
    ///
    /// - Parameter subjectPublicKeyInfo: the key; false for one that cannot be read, is over 4,096 bits long, or has an
    ///   exponent of over 64.
    package func isSigned(by subjectPublicKeyInfo: [UInt8]) -> Bool {
        defer { OpenSSLErrors.clear() }
        return unsafe waxwing_certificate_is_signed_by(
            der, der.count, subjectPublicKeyInfo, subjectPublicKeyInfo.count) == 1
    }

    /// Whether the certificate may issue others and has signed itself.
    package var isOwnIssuer: Bool {
        defer { OpenSSLErrors.clear() }
        return unsafe waxwing_certificate_is_own_issuer(der, der.count) == 1
    }
}
