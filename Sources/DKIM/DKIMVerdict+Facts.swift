import MailCryptography

/// What the signature says of itself, right or wrong.
extension DKIMVerdict {
    /// On whose behalf the domain signed (`i=`), decoded; `@` and the domain where the signature does not say.
    ///
    /// It never has control characters: an identity with such makes a signature malformed, and is not shown.
    public var identity: String? { statedIdentity ?? domain.map { "@\($0)" } }

    /// The tags that RFC 6376 does not know, in the order in which they stand; they change no verdict.
    public var unknownTags: [TagList.Tag] { tags?.tags.filter { !Self.knownTags.contains($0.name) } ?? [] }

    /// The digest of the body that the signature has (`bh=`), or nil where it cannot be read.
    public var bodyHash: [UInt8]? { tags?.octets("bh").flatMap { Base64.decode($0) } }

    /// The canonical form of the header (`c=`); simple where the signature does not say, nil where `c=` cannot be read.
    public var headerCanonicalization: Canonicalization? { statedForms?.header }

    /// The canonical form of the body (`c=`, behind the slash); simple where the signature does not say, nil where `c=`
    /// cannot be read.
    public var bodyCanonicalization: Canonicalization? { statedForms?.body }

    /// The names of the signed fields (`h=`) in lower case, each as often as it stands there.
    public var signedFields: [String] { tags?.octets("h").map { SignedNames(parsing: $0).texts } ?? [] }

    /// The copy of the header when it was signed (`z=`) as it stands, or nil where there is none.
    public var copiedHeader: [UInt8]? { tags?["z"] }

    /// Both forms of `c=`, or nil where one of them cannot be read or there are no tags.
    var statedForms: (header: Canonicalization, body: Canonicalization)? {
        guard let tags else { return nil }
        guard let value = tags.octets("c") else { return (.simple, .simple) }
        let slash = value.firstIndex(of: UInt8(ascii: "/"))
        guard let header = Canonicalization(named: value[..<(slash ?? value.endIndex)]),
            let body = slash.map({ Canonicalization(named: value[($0 + 1)...]) }) ?? .simple
        else { return nil }
        return (header, body)
    }

    private static let knownTags: Set = ["v", "a", "b", "bh", "c", "d", "h", "i", "l", "q", "s", "t", "x", "z"]
}
