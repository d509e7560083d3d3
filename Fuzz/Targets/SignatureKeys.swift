import DKIM
import InternetMessage
import MailAddressing
import MailCryptography

/// How a message is signed in `SignatureTarget`.
struct SigningChoices {
    let signer: DKIMSigner

    /// The time of signing.
    static let now: Int64 = 1_700_000_000

    init(_ input: inout FuzzInput) throws(BrokenInvariant) {
        var options = DKIMSigner.Options.default
        options.headerCanonicalization = input.choice(.relaxed, .simple)
        options.bodyCanonicalization = input.choice(.relaxed, .simple)
        options.oversignedFields = input.choice(DKIMSigner.Options.usualOversignedFields, [], ["From", "X-Other"])
        options.lifetime = input.choice(nil, 100)
        guard let key = SignatureKeys.privateKey,
            let signer = try? DKIMSigner(domain: "example.com", selector: "s1", key: key, options: options)
        else { throw BrokenInvariant(description: "our key signs") }
        self.signer = signer
    }

    /// What of a message a signature of another is over, in its canonical forms: a list for each name, and the body's
    /// form last.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - original: the message that was signed, which says how many fields of each name count from the bottom; of an
    ///     oversigned name all do.
    func signedForms(of message: [UInt8], asIn original: MessageHeader) -> [[[UInt8]]] {
        let options = signer.options
        guard let header = try? MessageHeader(parsing: message) else { return [] }
        var forms = (options.signedFields + options.oversignedFields).map { name in
            let fields = header.fields(named: name)
            let isOversigned = options.oversignedFields.contains(name)
            let signed = isOversigned ? fields[...] : fields.suffix(original.fields(named: name).count)
            return signed.map { ReferenceCanonicalForm.field($0, options.headerCanonicalization) }
        }
        forms.append([ReferenceCanonicalForm.body(message[header.bodyOffset...], options.bodyCanonicalization)])
        return forms
    }
}

/// One answer to every look-up of a key.
struct SignatureKeys: TextRecordSource {
    private let answer: TextRecordAnswer

    init(_ answer: TextRecordAnswer) { self.answer = answer }

    func textRecords(at name: DomainName) async -> TextRecordAnswer { answer }

    /// The verdicts on a message that comes in pieces.
    func verdicts(
        of pieces: [[UInt8]], _ options: DKIMVerifier.Options = .default, at unixTime: Int64 = SigningChoices.now
    ) throws(BrokenInvariant) -> [DKIMVerdict] {
        var stream = DKIMVerifier(keys: self, options: options).begin()
        for piece in pieces { stream.update(piece) }
        let names = stream.keyNames(at: unixTime)
        let isSparing = Set(names).count == names.count && names.count <= max(0, options.maximumSignatures)
        try demand(isSparing, "each key is asked for once, for signatures that are tried", "\(names)")
        return stream.verdicts(for: names.map { (name: $0, answer: answer) })
    }

    /// The answer with our record.
    static let ours = SignatureKeys(.records([record("")]))

    /// The answer of a number; by default that with our record.
    static func answer(_ code: Int) -> TextRecordAnswer {
        switch code {
        case 1: .noSuchDomain
        case 2: .noRecord
        case 3: .temporaryFailure("later")
        case 4: .permanentFailure("never")
        case 5: .records([[], record("t=y:s; "), record("h=sha1; "), Array("v=DKIM1; p=".utf8)])
        case 6: .records([])
        case 7: .records(Array(repeating: record("s=*; "), count: 20))
        default: .records([record("")])
        }
    }

    private static func record(_ tags: String) -> [UInt8] {
        Array("v=DKIM1; \(tags)k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=".utf8)
    }

    /// The key that RFC 8463, appendix A, signs with.
    static let privateKey = try? PrivateKey(
        pem: """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----

            """)
}
