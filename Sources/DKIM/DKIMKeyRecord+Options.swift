public import MailCryptography

extension DKIMKeyRecord {
    /// What a record says besides its key (RFC 6376, section 3.6.1).
    public struct Options: Hashable, Sendable {
        /// The digests that the key may be used with, `h=`; nil is any, those of the future too.
        public var digests: [String]?
        /// What the key is for, `s=`, for example `email`; nil is everything.
        public var services: [String]?
        /// Whether the domain is only testing DKIM, `t=y`.
        public var isTest: Bool
        /// Whether the domain of a signature's identity must be the signing domain itself, `t=s`.
        public var isStrict: Bool
        /// A note for people, `n=`; everybody can read it.
        public var note: String?

        /// The longest list of digests or services, 8: more than are known.
        public static let maximumListCount = 8
        /// The longest note in octets of UTF-8, 100: encoded it has up to 300, with which the record of an RSA key of
        /// 4,096 bits still fits into the 1,232 octets of an answer over UDP.
        public static let maximumNoteLength = 100

        /// Makes options; without any, the key is for everything.
        ///
        /// - Parameters:
        ///   - digests: the digests that the key may be used with; nil is any.
        ///   - services: what the key is for; nil is everything.
        ///   - isTest: whether the domain is only testing DKIM.
        ///   - isStrict: whether the domain of a signature's identity must be the signing domain itself.
        ///   - note: a note for people.
        public init(
            digests: [String]? = nil, services: [String]? = nil, isTest: Bool = false, isStrict: Bool = false,
            note: String? = nil
        ) {
            self.digests = digests
            self.services = services
            self.isTest = isTest
            self.isStrict = isStrict
            self.note = note
        }
    }

    /// Makes the record that publishes a key.
    ///
    /// - Parameters:
    ///   - key: the public key.
    ///   - options: what the record says besides.
    /// - Throws: `DKIMError` with the problem `malformedTag` for `h`, `s` or `n`: a list that is empty or longer than
    ///   `Options.maximumListCount`, a word in it that is none, a note that is too long.
    public init(publishing key: PublicKey, options: Options = Options()) throws(DKIMError) {
        self.init(
            keyType: Self.keyType(of: key), keyOctets: Self.octets(of: key),
            digests: try Self.list(options.digests, tag: "h"),
            services: try Self.list(options.services, tag: "s") ?? [Self.everyService],
            flags: (options.isTest ? ["y"] : []) + (options.isStrict ? ["s"] : []),
            notes: try Self.notes(options.note))
    }

    /// The same record without its key, which says that the key was taken back (RFC 6376, section 3.6.1).
    public var revoked: DKIMKeyRecord {
        DKIMKeyRecord(
            keyType: keyType, keyOctets: [], digests: digests, services: services, flags: flags, notes: notes)
    }

    /// The kind of a key as it stands in `k=` (RFC 6376, section 3.3; RFC 8463, section 4.1).
    static func keyType(of key: PublicKey) -> String {
        switch key.algorithm {
        case .rsa: DKIMAlgorithm.rsaSHA256.keyType
        case .ed25519: DKIMAlgorithm.ed25519SHA256.keyType
        }
    }

    /// The octets of a key as they stand in `p=`: RSA wrapped, as every verifier reads it, Ed25519 bare.
    static func octets(of key: PublicKey) -> [UInt8] { key.ed25519Octets ?? key.subjectPublicKeyInfo }

    /// A list in lower case, or nil for nil; each element must be a hyphenated word or the asterisk of services.
    private static func list(_ elements: [String]?, tag: String) throws(DKIMError) -> [String]? {
        guard let elements else { return nil }
        guard (1...Options.maximumListCount).contains(elements.count),
            elements.allSatisfy({ isHyphenatedWord(Array($0.utf8)) || (tag == "s" && $0 == everyService) })
        else { throw DKIMError(.malformedTag(tag)) }
        return elements.map { $0.lowercased() }
    }

    /// The rule `hyphenated-word` of RFC 6376, section 2.10, of a length that a label may have.
    private static func isHyphenatedWord(_ octets: [UInt8]) -> Bool {
        guard let first = octets.first, let last = octets.last, octets.count <= 63 else { return false }
        return first.isLetter && (last.isLetter || last.isDigit)
            && octets.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }
}

extension DKIMKeyRecord {
    /// What its owner notes, decoded from quoted-printable; octets that are not UTF-8 become replacement characters.
    public var note: String? {
        notes.map { QuotedText.decoded(Array($0.utf8)).text }
    }

    /// A note in quoted-printable (RFC 6376, sections 2.11 and 3.6.1).
    ///
    /// Quotes and backslashes are encoded as well, so that nothing has to be escaped in a zone file.
    private static func notes(_ note: String?) throws(DKIMError) -> String? {
        guard let octets = note.map({ Array($0.utf8) }) else { return nil }
        guard octets.count <= Options.maximumNoteLength else { throw DKIMError(.malformedTag("n")) }
        var written: [UInt8] = []
        for (index, octet) in octets.enumerated() {
            let isAtEdge = index == 0 || index == octets.count - 1
            if octet.isSafeInNote || (octet == UInt8(ascii: " ") && !isAtEdge) {
                written.append(octet)
            } else {
                written += QuotedText.quoted(octet)
            }
        }
        return written.text
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercasedLetter)
    }

    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether the octet may stand in a note as it is, in every place that a record is copied to.
    fileprivate var isSafeInNote: Bool {
        switch self {
        case UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "\\"): false
        default: (0x21...0x7E).contains(self)
        }
    }
}
