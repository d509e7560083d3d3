/// A text cut into what can stand in a header as it is, and what must be encoded.
///
/// Blanks between two words that must be encoded belong to what is encoded, since a reader drops blanks between encoded
/// words; so do blanks at both ends, and long runs of them, which would not survive.
struct TextPieces {
    /// One piece.
    struct Piece: Equatable {
        /// Where it stands.
        let range: Range<Int>
        /// Whether it must be encoded.
        var isEncoded: Bool
    }

    /// The pieces in order; a piece that is not encoded ends or begins with the blanks between it and its neighbour.
    private(set) var pieces: [Piece] = []

    /// Cuts a text.
    ///
    /// - Parameter octets: UTF-8 without control characters.
    init(_ octets: [UInt8]) {
        var words = Self.words(in: octets)
        guard !words.isEmpty else {
            append(octets.indices, isEncoded: true)
            return
        }
        for index in words.indices {
            let start = words[index].range.lowerBound
            if index == 0, start > 0 { words[index].isEncoded = true }
            if index > 0, start - words[index - 1].range.upperBound > Self.maximumBlanks {
                words[index - 1].isEncoded = true
                words[index].isEncoded = true
            }
            if index == words.count - 1, words[index].range.upperBound < octets.count { words[index].isEncoded = true }
        }
        cut(octets.count, at: words)
    }

    private mutating func cut(_ count: Int, at words: [Piece]) {
        var place = 0
        var index = 0
        while index < words.count {
            let start = index
            let isEncoded = words[index].isEncoded
            while index < words.count, words[index].isEncoded == isEncoded { index += 1 }
            let end = index == words.count ? count : words[index - 1].range.upperBound
            // Blanks between encoded and plain words are plain.
            if isEncoded, start > 0 {
                append(place..<words[start].range.lowerBound, isEncoded: false)
                place = words[start].range.lowerBound
            }
            append(place..<end, isEncoded: isEncoded)
            place = end
        }
    }

    /// Whether a reader might see the beginning of an encoded word.
    static func looksEncoded(_ octets: ArraySlice<UInt8>) -> Bool {
        zip(octets, octets.dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") }
    }

    /// Whether so many spaces follow each other that they might not survive.
    static func hasLongBlanks(_ octets: [UInt8]) -> Bool {
        octets.split { $0 != UInt8(ascii: " ") }.contains { $0.count > maximumBlanks }
    }

    private mutating func append(_ range: Range<Int>, isEncoded: Bool) {
        if !range.isEmpty { pieces.append(Piece(range: range, isEncoded: isEncoded)) }
    }

    private static func words(in octets: [UInt8]) -> [Piece] {
        octets.split(separator: UInt8(ascii: " ")).map { word in
            let isEncoded =
                word.count > maximumWordLength || word.contains { $0 >= 128 } || looksEncoded(word)
            return Piece(range: word.startIndex..<word.endIndex, isEncoded: isEncoded)
        }
    }

    /// The longest word that stands as it is: with the blanks before it, it fits into the longest line.
    private static let maximumWordLength = 900
    /// The longest run of blanks that stands as it is: folding keeps so many.
    private static let maximumBlanks = 60
}
