/// What stands between two commas of an address list: as a rule one mailbox, where commas were forgotten several.
struct AddressElement {
    /// A mailbox whose name may still follow it.
    private struct Draft {
        var name: [UInt8]
        var address: [UInt8]
    }

    private var drafts: [Draft] = []
    /// The tokens that belong to no mailbox yet: a name, or an address without brackets.
    private var pending: [StructuredToken] = []
    /// What the comments say, with a space before each.
    private var comments: [UInt8] = []
    /// Whether an at sign is among the pending tokens.
    private(set) var hasAt = false

    /// Takes a token that is no comma, semicolon, colon or angle bracket.
    mutating func append(_ token: StructuredToken) {
        guard token.kind != .comment else { return append(comment: token) }
        if token.isSpecial(UInt8(ascii: "@")) { hasAt = true }
        pending.append(token)
    }

    /// Takes a colon behind an at sign: the end of a source route, or part of a word.
    mutating func appendColonBehindAt(_ token: StructuredToken) {
        if pending.first?.isSpecial(UInt8(ascii: "@")) == true {
            clearPending()
        } else {
            pending.append(token)
        }
    }

    /// Takes what stood between angle brackets; all before them is the name.
    mutating func append(angleAddress tokens: ArraySlice<StructuredToken>) {
        var rest = tokens.filter { token in
            if token.kind == .comment { append(comment: token) }
            return token.kind != .comment
        }[...]
        if rest.first?.isSpecial(UInt8(ascii: "@")) == true,
            let colon = rest.firstIndex(where: { $0.isSpecial(UInt8(ascii: ":")) })
        {
            rest = rest[(colon + 1)...]
        }
        drafts.append(Draft(name: Self.text(of: pending[...]), address: Self.address(of: rest)))
        clearPending()
    }

    /// The pending tokens as the name of a group that begins; nil where there are none.
    mutating func takeGroupName() -> String? {
        guard !pending.isEmpty else { return nil }
        defer { clearPending() }
        return Self.decoded(Self.text(of: pending[...]))
    }

    /// The mailboxes of the element.
    mutating func finish() -> [NamedMailbox] {
        let rest = takeBareAddresses()
        let text = Self.text(of: rest[...])
        if drafts.isEmpty, !rest.isEmpty {
            let isLocalName = Self.isOneWord(rest)
            drafts.append(
                isLocalName ? Draft(name: [], address: Self.address(of: rest[...])) : Draft(name: text, address: []))
        } else if let last = drafts.last, last.name.isEmpty {
            drafts[drafts.count - 1].name = text
        }
        if let last = drafts.last, last.name.isEmpty, !last.address.isEmpty {
            drafts[drafts.count - 1].name = Array(comments.dropFirst())
        }
        return drafts.compactMap { draft in
            let mailbox = NamedMailbox(
                displayName: draft.name.isEmpty ? nil : Self.decoded(draft.name),
                address: String(decoding: draft.address, as: UTF8.self))
            return mailbox.address.isEmpty && mailbox.displayName == nil ? nil : mailbox
        }
    }

    /// Makes mailboxes of the pending tokens around each at sign, and gives back those that are in none.
    ///
    /// Blanks may stand beside dots and at signs only (RFC 5322, section 4.4); elsewhere they part words.
    private mutating func takeBareAddresses() -> [StructuredToken] {
        guard hasAt else { return pending }
        var rest: [StructuredToken] = []
        var start = 0
        for end in 1...pending.count {
            if end < pending.count {
                let isParted = pending[end].isSeparated && pending[end].isWordLike && pending[end - 1].isWordLike
                guard isParted else { continue }
            }
            let run = pending[start..<end]
            start = end
            if run.contains(where: { $0.isSpecial(UInt8(ascii: "@")) }) {
                drafts.append(Draft(name: Self.text(of: rest[...]), address: Self.address(of: run)))
                rest = []
            } else {
                rest += run
            }
        }
        return rest
    }

    private mutating func append(comment: StructuredToken) {
        comments.append(UInt8(ascii: " "))
        comments += comment.text
    }

    private mutating func clearPending() {
        pending = []
        hasAt = false
    }

    /// Whether the tokens are one word that may be the name of a local user: not quoted and no encoded word.
    private static func isOneWord(_ tokens: [StructuredToken]) -> Bool {
        tokens.dropFirst().allSatisfy { !$0.isSeparated } && tokens.allSatisfy { $0.kind != .quotedString }
            && !(tokens.first?.octets.starts(with: "=?".utf8) ?? true)
    }

    /// The tokens as an address: blanks stay only between words.
    private static func address(of tokens: ArraySlice<StructuredToken>) -> [UInt8] {
        var address: [UInt8] = []
        var previous: StructuredToken?
        for token in tokens {
            if token.isSeparated, token.isWordLike, previous?.isWordLike == true { address.append(UInt8(ascii: " ")) }
            address += token.unfolded
            previous = token
        }
        return address
    }

    /// The tokens as text: quotes undone, one space where there were blanks.
    private static func text(of tokens: ArraySlice<StructuredToken>) -> [UInt8] {
        var text: [UInt8] = []
        for (index, token) in tokens.enumerated() {
            if index > 0, token.isSeparated { text.append(UInt8(ascii: " ")) }
            text += token.text
        }
        return text
    }

    /// The text with its encoded words decoded, even those in quotes, as many a program writes them so.
    ///
    /// Blanks at the ends, which a quoted string may have, are part of the name.
    private static func decoded(_ text: [UInt8]) -> String {
        let start = text.firstIndex { !$0.isBlank } ?? text.endIndex
        let end = text.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        let blanks = { (octets: ArraySlice<UInt8>) in String(decoding: octets, as: UTF8.self) }
        return blanks(text[..<start]) + EncodedWords.decoded(text[start..<end]) + blanks(text[end...])
    }
}

extension StructuredToken {
    /// Whether the token is more than a dot, an at sign or the like.
    fileprivate var isWordLike: Bool { kind != .special }
}
