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

    /// The digest of the body so far, and the length of its whole canonical form.
    func finish() -> (digest: [UInt8], length: Int) {
        var ended = self
        ended.canonicalizer.finish(into: &ended.sink)
        return (ended.sink.digest(), ended.sink.length)
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

    func digest() -> [UInt8] {
        var ended = self
        ended.flush()
        return ended.state.finalize()
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
