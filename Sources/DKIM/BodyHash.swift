import InternetMessage
import MailCryptography

/// The digest of a body's canonical form, made as the body comes, and the length of that form.
struct BodyHash: Sendable {
    /// What one digest is made of; signatures that agree in it share the digest.
    struct Recipe: Hashable, Sendable {
        var canonicalization: Canonicalization
        var algorithm = DigestAlgorithm.sha256
        /// How many octets of the canonical form are digested; nil is all of them.
        var limit: Int?
    }

    let recipe: Recipe
    private var canonicalizer: BodyCanonicalizer
    private var sink: DigestSink

    init(_ recipe: Recipe) {
        self.recipe = recipe
        canonicalizer = BodyCanonicalizer(recipe.canonicalization)
        sink = DigestSink(recipe.algorithm, limit: recipe.limit)
    }

    /// Takes the next piece of the body.
    mutating func update(_ piece: Span<UInt8>) {
        canonicalizer.update(piece, into: &sink)
    }

    /// The digest of the body, and the length of its whole canonical form; nothing more can be fed.
    consuming func finish() -> (digest: [UInt8], length: Int) {
        var ending = sink
        canonicalizer.finish(into: &ending)
        let length = ending.length
        return (ending.digest(), length)
    }
}

/// Digests octets and counts them; short pieces are gathered, as a call of OpenSSL costs more than a few octets.
private struct DigestSink: OctetSink, Sendable {
    /// How many octets came, digested or not.
    private(set) var length = 0
    private var room: Int
    private var state: MessageDigest
    private var gathered: [UInt8] = []

    init(_ algorithm: DigestAlgorithm, limit: Int?) {
        state = MessageDigest(algorithm)
        room = limit ?? .max
    }

    mutating func append(_ octets: Span<UInt8>) {
        length += octets.count
        let count = min(octets.count, room)
        guard count > 0 else { return }
        room -= count
        let wanted = octets.extracting(0..<count)
        if count >= Self.shortest {
            flush()
            state.update(wanted)
        } else {
            gathered.append(octetsOf: wanted)
            if gathered.count >= Self.most { flush() }
        }
    }

    consuming func digest() -> [UInt8] {
        flush()
        return state.finish()
    }

    private mutating func flush() {
        guard !gathered.isEmpty else { return }
        let pending = gathered
        gathered = []
        state.update(pending.span)
        gathered = pending
        gathered.removeAll(keepingCapacity: true)
    }

    /// The shortest piece that is digested without being gathered.
    private static let shortest = 256
    /// How much is gathered at most.
    private static let most = 2_048
}

extension DKIMSigner {
    /// The digest of a body's canonical form, which a signature has as `bh=` (RFC 6376, section 3.7).
    ///
    /// - Parameters:
    ///   - body: the octets behind the empty line that ends the header.
    ///   - form: the canonical form.
    /// - Returns: the 32 octets of the SHA-256 digest.
    public static func bodyHash(of body: [UInt8], _ form: Canonicalization) -> [UInt8] {
        var hash = BodyHash(BodyHash.Recipe(canonicalization: form))
        hash.update(body.span)
        return hash.finish().digest
    }
}
