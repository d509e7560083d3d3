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
}
