import COpenSSL

/// An OpenSSL digest context, freed with its last owner.
///
/// Unchecked, because `MessageDigest` changes a context only while it is the one owner; everybody else only copies it.
@safe
final class DigestContext: @unchecked Sendable {
    private let context: OpaquePointer
    private let algorithm: DigestAlgorithm

    /// Makes the context of an empty message.
    init(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        unsafe context = Self.allocate()
        let answer = unsafe EVP_DigestInit_ex(context, algorithm.implementation, nil)
        precondition(answer == 1, "OpenSSL starts every digest it has, unless there is no memory")
    }

    /// Makes a context that goes on from where the other one is.
    init(copying other: DigestContext) {
        algorithm = other.algorithm
        unsafe context = Self.allocate()
        let answer = unsafe EVP_MD_CTX_copy_ex(context, other.context)
        precondition(answer == 1, "OpenSSL copies every started digest, unless there is no memory")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Takes more of the message.
    func update(_ octets: Span<UInt8>) {
        let answer = unsafe octets.withUnsafeBufferPointer { buffer in
            unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        precondition(answer == 1, "a started digest takes any octets")
    }

    /// The digest; the context cannot be used again.
    func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: algorithm.length)
        let answer = unsafe EVP_DigestFinal_ex(context, &digest, nil)
        precondition(answer == 1, "a started digest can be finished once")
        return digest
    }

    private static func allocate() -> OpaquePointer {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("there is no memory, which ends a Swift program anyway")
        }
        return unsafe context
    }
}
