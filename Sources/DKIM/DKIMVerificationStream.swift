import InternetMessage
public import MailAddressing

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
    private let prepared: PreparedKeys
    private let options: DKIMVerifier.Options
    private var splitter: HeaderBodySplitter
    private var hasFailed = false
    private var header: FieldIndex?
    private var candidates: [Candidate] = []
    private var bodies: [BodyHash] = []
    /// The digests of the body, once the message has ended.
    private var digests: [(digest: [UInt8], length: Int)]?

    init(keys: any TextRecordSource, prepared: PreparedKeys, options: DKIMVerifier.Options) {
        self.keys = keys
        self.prepared = prepared
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
        return await ended.conclude(at: unixTime)
    }

    /// Ends the message, looks up the keys and judges the signatures.
    mutating func conclude(at unixTime: Int64) async -> [DKIMVerdict] {
        end(at: unixTime)
        let answers = await answers()
        return judge(answers)
    }

    /// Ends the message and names the keys that must be looked up, for those who do that themselves.
    ///
    /// What is fed afterwards is no part of the message.
    ///
    /// - Parameter unixTime: the time now, in seconds since 1970, against which expiries are held.
    /// - Returns: each name once; none where no signature could pass.
    public mutating func keyNames(at unixTime: Int64) -> [DomainName] {
        end(at: unixTime)
        return names
    }

    /// Judges the signatures, once the keys were looked up; it may be asked again, as when an answer comes late.
    ///
    /// - Parameter answers: the answer for each of the names that ``keyNames(at:)`` gave, in any order. A signature
    ///   whose key has no answer has the result `temporaryError`.
    /// - Returns: a verdict for each signature that was tried, as with ``DKIMVerifier/verify(_:at:)``. Where the message
    ///   was not ended before by ``keyNames(at:)``, one verdict with the result `temporaryError`, whatever was fed.
    public func verdicts(for answers: [(name: DomainName, answer: TextRecordAnswer)]) -> [DKIMVerdict] {
        judge(answers)
    }

    private mutating func updateBody(_ piece: Span<UInt8>) {
        for index in bodies.indices { bodies[index].update(piece) }
    }

    /// Reads the signatures once the header is complete, and begins the digests that they need.
    private mutating func endHeader() {
        guard let layout = try? splitter.layout() else {
            hasFailed = true
            return
        }
        let header = FieldIndex(layout)
        self.header = header
        let hasFrom = header.count(of: FieldIndex.fromName) > 0
        let positions = header.positions(of: FieldIndex.signatureName).prefix(max(0, options.maximumSignatures))
        let hasBareLineEnd = !positions.isEmpty && DKIMSigningStream.hasBareLineEnd(splitter.header.span)
        for position in positions {
            var candidate = tried(layout.field(at: position), at: position)
            candidate.verdict.hasBareLineEnd = hasBareLineEnd
            candidate.verdict.hasMalformedLine = splitter.ending == .malformedLine
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

    /// Ends the message, once.
    private mutating func end(at unixTime: Int64) {
        guard digests == nil else { return }
        if !hasFailed, splitter.ending == nil {
            let carried = splitter.finish()
            endHeader()
            updateBody(carried.span)
        }
        for index in candidates.indices where candidates[index].signature != nil {
            guard let reason = reason(against: candidates[index].verdict, at: unixTime) else { continue }
            candidates[index].verdict = candidates[index].verdict.with(.permanentError, reason)
            candidates[index].signature = nil
        }
        let ended = bodies
        bodies = []
        digests = ended.map { $0.finish() }
    }

    /// What speaks against the times of a signature (RFC 6376, section 3.5, `t=` and `x=`).
    private func reason(against verdict: DKIMVerdict, at unixTime: Int64) -> DKIMVerdict.Reason? {
        let skew = max(0, options.clockSkew)
        let (earliest, isBeforeAll) = unixTime.subtractingReportingOverflow(skew)
        if let expiry = verdict.expiresAt, expiry < earliest, !isBeforeAll { return .expired }
        let (latest, isBehindAll) = unixTime.addingReportingOverflow(skew)
        if let signed = verdict.signedAt, signed > latest, !isBehindAll { return .signedInFuture }
        return nil
    }

    private func judge(_ answers: [(name: DomainName, answer: TextRecordAnswer)]) -> [DKIMVerdict] {
        guard !hasFailed else { return [DKIMVerdict().with(.permanentError, .unusableHeader)] }
        guard let digests else {
            return [DKIMVerdict().with(.temporaryError, .keyUnavailable("the message was not ended"))]
        }
        guard !candidates.isEmpty, let header else { return [] }
        var spareTrials = SignatureCheck.spareTrials
        return candidates.map { candidate in
            guard let signature = candidate.signature else { return candidate.verdict }
            guard let answer = answers.first(where: { $0.name == signature.keyName })?.answer else {
                return candidate.verdict.with(.temporaryError, .keyUnavailable("no answer was given"))
            }
            let body = digests[candidate.body]
            let check = SignatureCheck(
                signature: signature, facts: candidate.verdict, header: header, position: candidate.position,
                bodyDigest: body.digest, bodyLength: body.length, danger: options.danger,
                maximumRSABits: options.maximumRSABits, keys: prepared)
            return check.verdict(for: answer, spareTrials: &spareTrials)
        }
    }

    /// The names of the keys of all signatures that could pass, each once.
    private var names: [DomainName] {
        var names: [DomainName] = []
        for candidate in candidates {
            guard let name = candidate.signature?.keyName, !names.contains(name) else { continue }
            names.append(name)
        }
        return names
    }

    /// Looks up the keys of all signatures that could pass, at the same time.
    private func answers() async -> [(name: DomainName, answer: TextRecordAnswer)] {
        let names = self.names
        guard names.count > 1 else {
            guard let name = names.first else { return [] }
            return [(name, await keys.textRecords(at: name))]
        }
        return await withTaskGroup(of: (name: DomainName, answer: TextRecordAnswer).self) { [keys] group in
            for name in names {
                group.addTask { (name, await keys.textRecords(at: name)) }
            }
            var answers: [(name: DomainName, answer: TextRecordAnswer)] = []
            for await answer in group { answers.append(answer) }
            return answers
        }
    }
}
