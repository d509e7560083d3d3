import COpenSSL

/// A digest that takes its message in pieces, as a value: a copy goes its own way.
package struct MessageDigest: Sendable {
    private var context: DigestContext

    /// Makes the digest of an empty message.
    ///
    /// - Parameter algorithm: which digest.
    package init(_ algorithm: DigestAlgorithm) {
        context = DigestContext(algorithm)
    }

    /// Takes more of the message.
    ///
    /// - Parameter octets: any number of octets.
    package mutating func update(_ octets: Span<UInt8>) {
        guard octets.count > 0 else { return }
        if !isKnownUniquelyReferenced(&context) { context = DigestContext(copying: context) }
        context.update(octets)
    }

    /// The digest of what was taken so far; more may be taken afterwards.
    package func finalize() -> [UInt8] {
        DigestContext(copying: context).finish()
    }

    /// The digest of what was taken, which ends this value: cheaper than ``finalize()``, as nothing is copied.
    package consuming func finish() -> [UInt8] {
        if !isKnownUniquelyReferenced(&context) { context = DigestContext(copying: context) }
        return context.finish()
    }

    /// The digest of a whole message, cheaper than in pieces.
    ///
    /// - Parameters:
    ///   - octets: the message.
    ///   - algorithm: which digest.
    package static func hash(of octets: Span<UInt8>, _ algorithm: DigestAlgorithm) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: algorithm.length) { digest, count in
            let answer = unsafe octets.withUnsafeBufferPointer { buffer in
                unsafe EVP_Digest(
                    buffer.baseAddress, buffer.count, digest.baseAddress, nil, algorithm.implementation, nil)
            }
            precondition(answer == 1, "OpenSSL makes every digest it has, unless there is no memory")
            count = algorithm.length
        }
    }
}
