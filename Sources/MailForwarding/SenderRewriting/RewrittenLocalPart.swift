/// A local part that begins as those of rewritten addresses do: a tag, in any case, and one of the separators.
enum RewrittenLocalPart: Hashable, Sendable {
    /// `SRS0`, and what stands behind it, the separator included.
    case direct(String)
    /// `SRS1`, and what stands behind it, the separator included.
    case guarded(String)

    /// Looks at a local part; nil for one that begins otherwise.
    init?(_ localPart: String) {
        let octets = localPart.utf8
        let content = octets.dropFirst(Self.directTag.utf8.count)
        guard let separator = content.first, SenderRewritingSeparator(separator) != nil else { return nil }
        let tag = SenderRewriter.folded(octets.prefix(Self.directTag.utf8.count))
        let text = String(decoding: content, as: UTF8.self)
        if tag == SenderRewriter.folded(Self.directTag.utf8) {
            self = .direct(text)
        } else if tag == SenderRewriter.folded(Self.guardedTag.utf8) {
            self = .guarded(text)
        } else {
            return nil
        }
    }

    static let directTag = "SRS0"
    static let guardedTag = "SRS1"
}

extension SenderRewriter {
    /// Whether a local part begins as those of rewritten senders do, whoever rewrote them.
    ///
    /// - Parameter localPart: the local part without quotes.
    public static func isRewritten(localPart: String) -> Bool { RewrittenLocalPart(localPart) != nil }
}
