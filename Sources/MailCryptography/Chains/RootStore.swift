import COpenSSL
import COpenSSLShim

/// The roots that OpenSSL checks chains against, freed with their last owner.
///
/// Unchecked, because nothing is added once it is in use, and OpenSSL locks what it reads later from the system's
/// folder.
@safe
final class RootStore: @unchecked Sendable {
    private let store: OpaquePointer
    private let source: Source

    /// Where the roots come from.
    private enum Source {
        /// From whoever made the store.
        case given
        /// From the system: from these folders, with a colon between them, besides a file; nil where OpenSSL looks.
        case system(folders: String?)
    }

    /// Makes a store without roots.
    convenience init() { unsafe self.init(waxwing_roots_make(), .given) }

    /// Makes a store with the roots of the system, from a file and from folders with a colon between them; with nil
    /// for both, from where OpenSSL looks by default.
    convenience init(systemFile file: String?, folders: String?) {
        unsafe self.init(waxwing_roots_make_system(file, folders), .system(folders: folders))
    }

    private init(_ store: OpaquePointer?, _ source: Source) {
        guard let store = unsafe store else {
            preconditionFailure("there is no memory, which ends a Swift program anyway")
        }
        unsafe self.store = store
        self.source = source
        OpenSSLErrors.clear()
    }

    /// Adds a certificate in DER, before the store is used; false when it cannot be read.
    func add(_ der: [UInt8]) -> Bool { unsafe waxwing_roots_add(store, der, der.count) == 1 }

    deinit { unsafe X509_STORE_free(store) }

    /// The verdict on a chain.
    func verdict(on chain: [Certificate], for hostName: String, at secondsSince1970: Int64) -> ChainVerdict {
        var allowance = ChainCheck.maximumSignatures
        let verdict = ChainCheck.verdict(on: chain, forAnyOf: [hostName], allowance: &allowance) {
            chain, allowance, faults, subjects, capacity in
            unsafe waxwing_chain_check(
                store, chain.octets, chain.lengths, chain.lengths.count, secondsSince1970, ChainCheck.maximumIssuers,
                &allowance, &faults, &subjects, capacity)
        }
        return explained(verdict ?? .refused([ChainFault(.tooManyIssuers)]))
    }

    /// A verdict that says so where no issuer is known because the system knows none at all.
    private func explained(_ verdict: ChainVerdict) -> ChainVerdict {
        guard case .system(let folders) = source else { return verdict }
        let others = verdict.faults.filter { $0.kind != .unknownIssuer && $0.kind != .selfSigned }
        guard others.count < verdict.faults.count, unsafe waxwing_roots_are_missing(store, folders) == 1 else {
            return verdict
        }
        return .refused([ChainFault(.noRoots)] + others)
    }
}
