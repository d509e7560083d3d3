/// A phrase of a rule, cut at its wildcards into pieces that stand in this order in a text.
///
/// Words are whole words, but where a `*` touches them: `greylist*` is found in `greylisting`, `list` is not. A `*`
/// between pieces stands for up to `maximumGap` octets of anything, none included. `<ip>` is any IP address, `<mail>`
/// any mail address. Only ASCII letters and digits make a word longer, as Chinese has no spaces.
struct PhrasePattern: Hashable, Sendable {
    /// How far two pieces may stand from one another, in octets: about ten words, as what is further apart belongs to
    /// another sentence.
    static let maximumGap = 64
    /// The longest phrase, in octets: a sentence.
    static let maximumLength = 200
    /// The most pieces of a phrase.
    static let maximumPieces = 6

    struct Piece: Hashable, Sendable {
        var octets: [UInt8]
        /// Whether a word has to begin with the piece.
        var beginsWord: Bool
        /// Whether a word has to end with it.
        var endsWord: Bool
    }

    let pieces: [Piece]

    /// Cuts a phrase; nil where it has nothing to look for, or is beyond the limits.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let chunks = text.split(separator: "*", omittingEmptySubsequences: false)
        guard chunks.count <= Self.maximumPieces else { return nil }
        var pieces: [Piece] = []
        for (index, chunk) in chunks.enumerated() {
            let octets = Self.normalized(chunk)
            guard !octets.isEmpty else { continue }
            pieces.append(
                Piece(
                    octets: octets, beginsWord: index == 0 || chunk.utf8.first == NormalizedText.space,
                    endsWord: index == chunks.count - 1 || chunk.utf8.last == NormalizedText.space))
        }
        guard !pieces.isEmpty else { return nil }
        self.pieces = pieces
    }

    /// The phrase as a text in which it is found, for the checker.
    var sample: NormalizedText {
        var octets: [UInt8] = [NormalizedText.space]
        for piece in pieces {
            if !piece.beginsWord { octets.append(UInt8(ascii: "x")) }
            octets += piece.octets
            if !piece.endsWord { octets.append(UInt8(ascii: "x")) }
            octets.append(NormalizedText.space)
        }
        return NormalizedText(octets: octets)
    }

    private static func normalized(_ chunk: Substring) -> [UInt8] {
        let text = replacing("<mail>", with: "a@b.example", in: replacing("<ip>", with: "192.0.2.1", in: String(chunk)))
        let octets = NormalizedText(text).octets.map {
            $0 == NormalizedText.clauseEnd ? NormalizedText.space : $0
        }
        guard let first = octets.firstIndex(where: { $0 != NormalizedText.space }),
            let last = octets.lastIndex(where: { $0 != NormalizedText.space })
        else { return [] }
        return Array(octets[first...last])
    }

    private static func replacing(_ name: String, with value: String, in text: String) -> String {
        let octets = Array(text.utf8)
        let name = Array(name.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < octets.count {
            if octets[index...].starts(with: name) {
                result += value.utf8
                index += name.count
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension NormalizedText {
    /// Takes octets that are normalised already.
    init(octets: [UInt8]) { self.octets = octets }
}
