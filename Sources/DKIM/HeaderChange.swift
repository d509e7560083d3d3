import InternetMessage

/// A signed header field that is not what the signer says to have signed.
public struct HeaderChange: Hashable, Sendable {
    /// The name of the field, as the message or else the signature writes it.
    public let name: String
    /// The value that was signed, for people: unfolded, without blanks at its ends; nil where the copy has none.
    public let signed: String?
    /// The value that the message has now, for people; nil where it has no such field any more.
    public let found: String?
    /// Whether the two differ in blanks or folding only, which matter in the simple canonical form.
    public let isOnlyBlanks: Bool

    /// Notes a difference; one of both is there.
    init(signed: CopiedHeader.Field?, found: HeaderField?) {
        name = found?.name ?? signed?.name ?? ""
        self.signed = signed?.field.unfoldedValue
        self.found = found?.unfoldedValue
        guard let signed, let found else {
            isOnlyBlanks = false
            return
        }
        isOnlyBlanks = Canonicalization.relaxed.form(of: signed.field) == Canonicalization.relaxed.form(of: found)
    }
}

extension HeaderChange: CustomStringConvertible {
    /// What differs, in one sentence for a person; values are those of strangers and shortened.
    public var description: String {
        switch (signed, found) {
        case (let signed?, let found?):
            isOnlyBlanks
                ? "\(name) differs in blanks, folding or the case of its name only: \(Self.shown(found))"
                : "\(name) was \(Self.shown(signed)) and is \(Self.shown(found))"
        case (let signed?, nil): "\(name) is gone; it was \(Self.shown(signed))"
        case (nil, let found?): "\(name) was added, or the signer kept no copy of it; it is \(Self.shown(found))"
        case (nil, nil): name
        }
    }

    private static func shown(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(maximumShown)
        return "\"\(String(shown))\(shown.count < text.unicodeScalars.count ? "…" : "")\""
    }

    /// How much of a value is shown, in Unicode scalars: enough to see what it is.
    private static let maximumShown = 200
}
