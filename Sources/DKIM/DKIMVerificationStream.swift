import InternetMessage
import MailAddressing

/// Checks the signatures of one message that comes in pieces.
///
/// However the message is cut, the verdicts are the same. The header is kept, the body is not: the memory it takes does
/// not grow with the body.
public struct DKIMVerificationStream: Sendable {
    /// One signature that is tried: its verdict as far as it is known, and what is still to be checked.
    private struct Candidate: Sendable {
        var verdict: DKIMVerdict
        /// The signature, or nil when the verdict is final.
        var signature: DKIMSignature?
        /// The position of its field in the header.
        var position: Int
        /// Which of the body's digests it needs.
        var body = 0
    }

    private let keys: any TextRecordSource
    private let options: DKIMVerifier.Options
    private var splitter: HeaderBodySplitter
    private var hasFailed = false
    private var header = FieldIndex([])
    private var candidates: [Candidate] = []
    private var bodies: [BodyHash] = []

    init(keys: any TextRecordSource, options: DKIMVerifier.Options) {
        self.keys = keys
        self.options = options
        splitter = HeaderBodySplitter(limits: options.headerLimits)
    }

    /// Takes the next piece of the message.
    ///
    /// - Parameter piece: any number of octets.
    public mutating func update(_ piece: Span<UInt8>) {
        guard !hasFailed else { return }
        do {
            switch try splitter.feed(piece) {
            case .header: break
            case .bodyBegins(let carried, let offset):
                endHeader()
                updateBody(carried.span)
                updateBody(piece.extracting(offset..<piece.count))
            case .body: updateBody(piece)
            }
        } catch {
            hasFailed = true
        }
    }

    /// Takes the next piece of the message.
    ///
    /// - Parameter piece: any number of octets.
    public mutating func update(_ piece: [UInt8]) { update(piece.span) }

    /// Looks up the keys and judges the signatures of what was fed.
    ///
    /// - Parameter unixTime: the time now, in seconds since 1970, against which expiries are held.
    /// - Returns: a verdict for each signature that was tried, as with ``DKIMVerifier/verify(_:at:)``.
    public func finish(at unixTime: Int64) async -> [DKIMVerdict] {
        var ended = self
        ended.end(at: unixTime)
        return await ended.judge()
    }

    private mutating func updateBody(_ piece: Span<UInt8>) {
        for index in bodies.indices { bodies[index].update(piece) }
    }

    /// Reads the signatures once the header is complete, and begins the digests that they need.
    private mutating func endHeader() {
        guard let parsed = try? splitter.parsedHeader() else {
            hasFailed = true
            return
        }
        header = FieldIndex(parsed.fields)
        let hasFrom = header.count(of: FieldIndex.fromName) > 0
        for position in header.positions(of: FieldIndex.signatureName).prefix(max(0, options.maximumSignatures)) {
            var candidate = tried(parsed.fields[position], at: position)
            if !hasFrom {
                candidate.verdict = candidate.verdict.with(.permanentError, .unusableHeader)
                candidate.signature = nil
            }
            if let recipe = candidate.signature?.recipe {
                candidate.body = bodies.firstIndex { $0.recipe == recipe } ?? bodies.endIndex
                if candidate.body == bodies.endIndex { bodies.append(BodyHash(recipe)) }
            }
            candidates.append(candidate)
        }
    }

    private func tried(_ field: HeaderField, at position: Int) -> Candidate {
        var reader = SignatureReader()
        do {
            let signature = try reader.read(field)
            guard signature.algorithm != .rsaSHA1 || options.danger.acceptsSHA1 else {
                return Candidate(verdict: reader.verdict.with(.policy, .algorithmRefused), position: position)
            }
            return Candidate(verdict: reader.verdict, signature: signature, position: position)
        } catch {
            return Candidate(verdict: reader.verdict.with(.permanentError, error.reason), position: position)
        }
    }

    private mutating func end(at unixTime: Int64) {
        if !hasFailed, splitter.ending == nil {
            let carried = splitter.finish()
            endHeader()
            updateBody(carried.span)
        }
        for index in candidates.indices where candidates[index].signature != nil {
            guard let expiry = candidates[index].verdict.expiresAt, expiry < unixTime else { continue }
            candidates[index].verdict = candidates[index].verdict.with(.permanentError, .expired)
            candidates[index].signature = nil
        }
    }

    private func judge() async -> [DKIMVerdict] {
        guard !hasFailed else { return [DKIMVerdict().with(.permanentError, .unusableHeader)] }
        let digests = bodies.map { $0.finish() }
        let answers = await Self.answers(for: Set(candidates.compactMap { $0.signature?.keyName }), from: keys)
        return candidates.map { candidate in
            guard let signature = candidate.signature, let answer = answers[signature.keyName] else {
                return candidate.verdict
            }
            let body = digests[candidate.body]
            let check = SignatureCheck(
                signature: signature, facts: candidate.verdict, header: header, position: candidate.position,
                bodyDigest: body.digest, bodyLength: body.length, danger: options.danger)
            return check.verdict(for: answer)
        }
    }

    /// Looks up all names at the same time.
    private static func answers(
        for names: Set<DomainName>, from keys: any TextRecordSource
    ) async -> [DomainName: TextRecordAnswer] {
        await withTaskGroup(
            of: (DomainName, TextRecordAnswer).self, returning: [DomainName: TextRecordAnswer].self
        ) { group in
            for name in names {
                group.addTask { (name, await keys.textRecords(at: name)) }
            }
            var answers: [DomainName: TextRecordAnswer] = [:]
            for await (name, answer) in group { answers[name] = answer }
            return answers
        }
    }
}
