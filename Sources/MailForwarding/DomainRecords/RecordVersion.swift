/// With what the text of a record begins, by which receivers tell it from other texts of the same name.
struct RecordVersion: Hashable, Sendable {
    /// The value of the first tag, for example `DMARC1`.
    private let value: String
    /// Whether tags follow, and not the blanks of SPF.
    private let isTagList: Bool

    /// SPF (RFC 7208, section 4.5).
    static let senderPolicy = RecordVersion(value: "spf1", isTagList: false)
    /// DMARC (RFC 7489, section 6.4).
    static let dmarc = RecordVersion(value: "DMARC1", isTagList: true)
    /// MTA-STS (RFC 8461, section 3.1).
    static let strictTransport = RecordVersion(value: "STSv1", isTagList: true)
    /// TLS reporting (RFC 8460, section 3).
    static let tlsReporting = RecordVersion(value: "TLSRPTv1", isTagList: true)

    /// The beginning as it is written, for example `v=DMARC1`.
    var opening: String { "v=\(value)" }

    /// Whether a text is a record of this version, however broken what follows is.
    ///
    /// In SPF the case of the version does not matter, in the others it does.
    func begins(_ text: String) -> Bool {
        let octets = text.utf8
        guard isTagList else {
            let rest = octets.dropFirst(opening.utf8.count)
            return octets.prefix(opening.utf8.count).map(\.foldedToLowerCase).elementsEqual(opening.utf8)
                && (rest.isEmpty || rest.first == UInt8(ascii: " "))
        }
        let first = octets.prefix(Self.openingLength).prefix { $0 != UInt8(ascii: ";") }
        let sides = first.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, let name = sides.first, let version = sides.last, octets.first == UInt8(ascii: "v")
        else { return false }
        return name.filter { !$0.isFoldingBlank } == [UInt8(ascii: "v")]
            && version.drop(while: \.isFoldingBlank).starts(with: value.utf8)
            && version.filter { !$0.isFoldingBlank }.elementsEqual(value.utf8)
    }

    /// Whether a text only looks like a record of this version: but for quotes, blanks and case it would begin as one.
    func resembles(_ text: String) -> Bool {
        let kept = text.utf8.prefix(Self.openingLength).filter { !Self.quotes.contains($0) && !$0.isFoldingBlank }
        return kept.map(\.foldedToLowerCase).starts(with: opening.utf8.map(\.foldedToLowerCase))
    }

    /// How many octets are looked at to find the version.
    private static let openingLength = 64
    /// What forms of DNS providers, and the people before them, put around a text.
    private static let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\")]
}

extension UInt8 {
    /// The octet, a letter of ASCII in lower case.
    fileprivate var foldedToLowerCase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
