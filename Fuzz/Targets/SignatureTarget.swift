import DKIM
import InternetMessage
import MailAddressing

/// Messages at `DKIMVerifier` and `DKIMSigner`.
///
/// Invariants:
/// - Every DKIM-Signature field has a verdict, up to a number of them; a message whose header is beyond a limit has one.
/// - No signature passes that our key did not make.
/// - A message is signed unless it has no From, a header line that is no field, something bare in its header or a header
///   beyond a limit, and is refused for exactly that.
/// - What is signed passes, and no longer once it has expired.
/// - When an octet of a signed message is another, the signature passes if and only if the canonical forms of the body
///   and of the signed fields, said anew in `ReferenceCanonicalForm`, are what they were.
/// - Whole, octet by octet and cut anywhere, signatures and verdicts are the same.
/// - What changed is looked for in any body and in any copied header, and takes no longer than it may.
///
/// The script is the message; each event is a cut. The choices: what is accepted, the answer to the look-up of the key,
/// the forms, the expiry, and which octet becomes which other.
enum SignatureTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let script = FuzzScript(input.script, alphabet)
        let message = script.octets
        let ways = [[message], message.singly, script.deliveries]
        try checkVerifying(message, in: ways, &input)
        let signer = try SigningChoices(&input)
        guard let signature = try checkSigning(message, in: ways, signer) else { return }
        try checkSigned(signature, message, in: ways, signer)
        let place = (input.number(below: 256) << 8 | input.number(below: 256)) % max(1, message.count)
        try checkChanged(signature, message, at: place, to: input.octet(), signer)
    }

    private static func checkVerifying(
        _ message: [UInt8], in ways: [[[UInt8]]], _ input: inout FuzzInput
    ) throws(BrokenInvariant) {
        var options = DKIMVerifier.Options.default
        options.maximumSignatures = input.choice(8, 1, 0, -1)
        options.headerLimits = input.choice(.standard, HeaderLimits(maximumSize: 300, maximumFieldCount: 5))
        options.danger.acceptsSHA1 = input.flag()
        options.danger.acceptsPartialBodies = input.flag()
        options.danger.acceptsAmbiguousHeaders = input.flag()
        let keys = SignatureKeys(SignatureKeys.answer(Int(input.octet())))
        let header = try? MessageHeader(parsing: message, limits: options.headerLimits)
        let count = header?.fields(named: "DKIM-Signature").count ?? 1
        let expected = header == nil ? 1 : min(count, max(0, options.maximumSignatures))
        let verdicts = try keys.verdicts(of: [message], options)
        try demand(verdicts.count == expected, "every signature has a verdict", "\(verdicts.count) of \(expected)")
        try demand(!verdicts.contains { $0.result == .pass }, "only our key's signatures pass", "\(verdicts)")
        if header?.first(named: "From") == nil {
            let isUnusable = verdicts.allSatisfy { $0.reason == .unusableHeader && $0.result == .permanentError }
            try demand(isUnusable, "nothing can be said of a message without From", "\(verdicts)")
        }
        if let header { try checkCopies(in: verdicts, header) }
        for pieces in ways.dropFirst() {
            let others = try keys.verdicts(of: pieces, options)
            try demand(others == verdicts, "cut in another way, the verdicts are the same", "\(others), \(verdicts)")
        }
    }

    /// The copies of the header that signatures have.
    private static func checkCopies(in verdicts: [DKIMVerdict], _ header: MessageHeader) throws(BrokenInvariant) {
        for verdict in verdicts {
            guard let copied = verdict.copiedHeader, let copy = CopiedHeader(parsing: copied) else { continue }
            try demand(!copy.fields.isEmpty, "a copy has fields", copied.shown)
            let changes = copy.changes(
                to: header, signedFields: verdict.signedFields,
                canonicalization: verdict.headerCanonicalization ?? .simple)
            let isDifferent = changes.allSatisfy { $0.signed != $0.found }
            try demand(isDifferent, "what changed was other before", "\(changes)")
        }
    }

    /// The signature's field, or nil for a message that is rightly refused.
    private static func checkSigning(
        _ message: [UInt8], in ways: [[[UInt8]]], _ choices: SigningChoices
    ) throws(BrokenInvariant) -> [UInt8]? {
        var first: Result<[UInt8], DKIMError>?
        for pieces in ways {
            var stream = choices.signer.begin()
            for piece in pieces { stream.update(piece) }
            let made: Result<[UInt8], DKIMError>
            do { made = .success(try stream.finish(at: SigningChoices.now)) } catch { made = .failure(error) }
            if let first { try demand(made == first, "cut in another way, the signature is the same", "\(made)") }
            first = made
        }
        switch first {
        case .success(let field):
            try demand(refusal(of: message) == nil, "what others could read in another way is refused", message.shown)
            let read = try? HeaderField(parsing: field)
            try demand(read?.isNamed("DKIM-Signature") == true, "a signature is one field", field.shown)
            return field
        case .failure(let error):
            let reason = refusal(of: message)
            try demand(error.problem == reason, "nothing else is refused", "\(error), \(message.shown)")
            return nil
        case nil: return nil
        }
    }

    /// Why a message is refused, or nil.
    private static func refusal(of message: [UInt8]) -> DKIMError.Problem? {
        let header: MessageHeader
        do { header = try MessageHeader(parsing: message) } catch { return .header(error) }
        guard header.ending != .malformedLine else { return .malformedHeader }
        let lines = message[..<header.bodyOffset].split(separator: 10, omittingEmptySubsequences: false)
        let isBare =
            lines.last?.isEmpty == false && lines.last?.contains(13) == true
            || lines.dropLast().contains { $0.firstIndex(of: 13) != $0.endIndex - 1 }
        guard !isBare else { return .bareLineEnd }
        return header.first(named: "From") == nil ? .missingFrom : nil
    }

    private static func checkSigned(
        _ signature: [UInt8], _ message: [UInt8], in ways: [[[UInt8]]], _ choices: SigningChoices
    ) throws(BrokenInvariant) {
        // The field makes the header larger, maybe beyond a limit.
        guard (try? MessageHeader(parsing: signature + message)) != nil else { return }
        for pieces in ways {
            let verdict = try SignatureKeys.ours.verdicts(of: [signature] + pieces).first
            try demand(verdict?.result == .pass, "what is signed passes", "\(String(describing: verdict))")
        }
        guard let lifetime = choices.signer.options.lifetime else { return }
        let late = SigningChoices.now + lifetime + DKIMVerifier.Options.default.clockSkew + 1
        let verdict = try SignatureKeys.ours.verdicts(of: [signature, message], at: late).first
        try demand(verdict?.reason == .expired, "and does not once it has expired", "\(String(describing: verdict))")
    }

    private static func checkChanged(
        _ signature: [UInt8], _ message: [UInt8], at place: Int, to octet: UInt8, _ choices: SigningChoices
    ) throws(BrokenInvariant) {
        guard place < message.count, message[place] != octet else { return }
        var changed = message
        changed[place] = octet
        // A blank at the very start would make the first line a part of the signature.
        guard place > 0 || octet != 32 && octet != 9, let original = try? MessageHeader(parsing: message),
            (try? MessageHeader(parsing: signature + message)) != nil,
            (try? MessageHeader(parsing: signature + changed)) != nil
        else { return }
        // A header that others may read in another way is another matter.
        var options = DKIMVerifier.Options.default
        options.danger.acceptsAmbiguousHeaders = true
        let verdict = try SignatureKeys.ours.verdicts(of: [signature, changed], options).first
        let before = choices.signedForms(of: message, asIn: original)
        let isSame = choices.signedForms(of: changed, asIn: original) == before
        let facts = "octet \(place) is \(octet), \(String(describing: verdict)), \(message.shown)"
        try demand((verdict?.result == .pass) == isSame, "only what was signed passes", facts)
        guard verdict?.reason == .bodyChanged, let bodyHash = verdict?.bodyHash,
            let header = try? MessageHeader(parsing: changed)
        else { return }
        let change = BodyChange.explanation(
            of: bodyHash, canonicalization: choices.signer.options.bodyCanonicalization, signedLength: nil,
            body: Array(changed[header.bodyOffset...]), maximumWork: 100_000)
        try demand(change?.steps.isEmpty != true, "a change has steps", facts)
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "From: Ada <ada@example.com>\r\n", "DKIM-Signature: ", "v=1; ", "a=ed25519-sha256; ", "a=rsa-sha256; ",
            "a=rsa-sha1; ", "c=relaxed/relaxed; ", "c=simple; ", "d=example.com; ", "s=s1; ", "h=From:To:Subject; ",
            "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; ", "b=", "AAAA", "i=@mail.example.com; ", "l=", "0; ",
            "t=1700000000; ", "x=1800000000; ", "q=dns/txt; ", "z=From:ada|To:bob; ", "\r\n", "\r\n\r\n", "\r\n ",
            "\r\n\t", " ", ";", "=", ":", "To: bob@example.test\r\n", "Subject: a  b \r\n", "Subject:", "\r", "\n",
            "text \r\n", "\0", "\u{E9}", "X-Other: y\r\n", "dkim-signature : ", "99999999999999999999; ", "/", "|",
            "h=From:From:X; ", "9; ", "FROM: x\r\n",
        ])
}
