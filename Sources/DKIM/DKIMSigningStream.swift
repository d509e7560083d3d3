public import InternetMessage

/// Makes the signatures of one message that comes in pieces.
///
/// However the message is cut, the signatures are the same. The header is kept, the body is not: the memory it takes does
/// not grow with the body. Several signers, such as one with an RSA and one with an Ed25519 key, share the digest of the
/// body.
public struct DKIMSigningStream: Sendable {
    private let signers: [DKIMSigner]
    private let limits: HeaderLimits
    private var splitter: HeaderBodySplitter
    private var bodies: [BodyHash] = []
    private var failure: DKIMError?

    /// Begins to sign a message.
    ///
    /// - Parameters:
    ///   - signers: who signs, in the order in which the signatures are to stand.
    ///   - limits: how much header is accepted, the signatures included.
    public init(signers: [DKIMSigner], limits: HeaderLimits = .standard) {
        self.signers = signers
        self.limits = limits
        splitter = HeaderBodySplitter(limits: limits)
        for signer in signers where !bodies.contains(where: { $0.recipe == signer.recipe }) {
            bodies.append(BodyHash(signer.recipe))
        }
    }

    /// Takes the next piece of the message; what is wrong with it is thrown in the end.
    ///
    /// - Parameter piece: any number of octets.
    public mutating func update(_ piece: Span<UInt8>) {
        guard failure == nil else { return }
        do {
            switch try splitter.feed(piece) {
            case .header: break
            case .bodyBegins(let carried, let offset):
                updateBody(carried.span)
                updateBody(piece.extracting(offset..<piece.count))
            case .body: updateBody(piece)
            }
        } catch {
            failure = DKIMError(.header(error))
        }
    }

    /// Takes the next piece of the message; what is wrong with it is thrown in the end.
    ///
    /// - Parameter piece: any number of octets.
    public mutating func update(_ piece: [UInt8]) { update(piece.span) }

    /// Signs what was fed.
    ///
    /// - Parameter unixTime: the time now, in seconds since 1970.
    /// - Returns: a DKIM-Signature field for each signer, each with its final CRLF, to be put before the message.
    /// - Throws: `DKIMError` with the problem `missingFrom`, `malformedHeader`, `bareLineEnd`, `header`,
    ///   `signatureTooLarge` or `cryptography`.
    public func finish(at unixTime: Int64) throws(DKIMError) -> [UInt8] {
        var ended = self
        return try ended.conclude(at: unixTime)
    }

    /// Signs what was fed; the stream is of no use any more.
    mutating func conclude(at unixTime: Int64) throws(DKIMError) -> [UInt8] {
        if let failure { throw failure }
        let carried = splitter.finish()
        updateBody(carried.span)
        return try signatures(at: unixTime)
    }

    private mutating func updateBody(_ piece: Span<UInt8>) {
        for index in bodies.indices { bodies[index].update(piece) }
    }

    private mutating func signatures(at unixTime: Int64) throws(DKIMError) -> [UInt8] {
        guard splitter.ending != .malformedLine else { throw DKIMError(.malformedHeader) }
        guard !Self.hasBareLineEnd(splitter.header.span) else { throw DKIMError(.bareLineEnd) }
        let layout: HeaderLayout
        do {
            layout = try splitter.layout()
        } catch {
            throw DKIMError(.header(error))
        }
        let header = FieldIndex(layout)
        guard header.count(of: FieldIndex.fromName) > 0 else { throw DKIMError(.missingFrom) }
        // Who checks the message reads the signatures as a part of the header.
        guard layout.places.count + signers.count <= limits.maximumFieldCount else {
            throw DKIMError(.header(MessageError(.tooManyFields(limit: limits.maximumFieldCount), at: 0)))
        }
        let ended = bodies
        bodies = []
        let digests = ended.map { (recipe: $0.recipe, digest: $0.finish().digest) }
        var signatures: [UInt8] = []
        for signer in signers {
            guard let body = digests.first(where: { $0.recipe == signer.recipe }) else { continue }
            signatures += try signer.signatureField(for: header, bodyDigest: body.digest, at: unixTime)
        }
        guard signatures.count + splitter.header.count <= limits.maximumSize else {
            let problem = MessageError.Problem.headerTooLarge(limit: limits.maximumSize)
            throw DKIMError(.header(MessageError(problem, at: limits.maximumSize)))
        }
        return signatures
    }

    /// Whether a header has a CR or LF that is not part of a CRLF.
    static func hasBareLineEnd(_ header: Span<UInt8>) -> Bool {
        guard header.count > 0 else { return false }
        if header[0] == UInt8(ascii: "\n") || header[header.count - 1] == UInt8(ascii: "\r") { return true }
        // Without a way out of the loop, which takes many octets at once then.
        return unsafe header.withUnsafeBufferPointer { octets in
            var differences: UInt8 = 0
            for index in 1..<octets.count {
                let isReturnBefore: UInt8 = unsafe octets[index &- 1] == UInt8(ascii: "\r") ? 1 : 0
                let isFeed: UInt8 = unsafe octets[index] == UInt8(ascii: "\n") ? 1 : 0
                differences |= isReturnBefore ^ isFeed
            }
            return differences != 0
        }
    }
}

extension DKIMSigner {
    /// What the digest of the body is made of.
    fileprivate var recipe: BodyHash.Recipe { BodyHash.Recipe(canonicalization: options.bodyCanonicalization) }
}
