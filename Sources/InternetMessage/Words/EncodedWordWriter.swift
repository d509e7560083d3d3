/// Writes encoded words of UTF-8 (RFC 2047).
struct EncodedWordWriter {
    /// Where the words stand; complete, as these are the places that headers have for them.
    enum Place: Hashable, Sendable {
        /// In unstructured text.
        case text
        /// In a phrase, where only a few characters may stand for themselves (RFC 2047, section 5, rule 3).
        case phrase
    }

    /// What was written so far.
    private(set) var output: [UInt8] = []
    private let place: Place
    /// How many characters stand in the line before the first word.
    private let column: Int
    /// Whether the words are written in base64.
    private var isBase64 = false
    /// The octets of the word that is not written yet.
    private var word: [UInt8] = []
    /// The length of that, counted as ``capacity`` is.
    private var wordLength = 0

    /// Prepares the writing of words that stand in such a place.
    ///
    /// - Parameters:
    ///   - place: where they stand.
    ///   - column: how many characters stand in the line before the first word, which is made so much shorter.
    init(place: Place, column: Int = 0) {
        self.place = place
        self.column = column
    }

    /// Writes octets as they are.
    mutating func append(_ octets: ArraySlice<UInt8>) { output += octets }

    /// Writes text as encoded words with a space between each two, in the encoding that takes less.
    mutating func appendWords(for text: String) {
        isBase64 = (text.utf8.count + 2) / 3 * 4 < text.utf8.reduce(0) { $0 + quotedLength(of: $1) }
        for character in text {
            // A character that is longer than any word, as one with hundreds of accents, is cut between these.
            let octets = Array(character.utf8)
            if length(of: octets) <= capacity(ofLength: Self.maximumLength) {
                put(octets)
            } else {
                for scalar in character.unicodeScalars { put(Array(String(scalar).utf8)) }
            }
        }
        finishWord()
    }

    /// Adds what must not be cut to the word, or begins a new one with it.
    private mutating func put(_ piece: [UInt8]) {
        let length = length(of: piece)
        if !word.isEmpty, wordLength + length > capacity {
            finishWord()
            output.append(UInt8(ascii: " "))
        }
        word += piece
        wordLength += length
    }

    private mutating func finishWord() {
        guard !word.isEmpty else { return }
        output += "=?utf-8?\(isBase64 ? "B" : "Q")?".utf8
        if isBase64 {
            Base64Lines.append(word[...], to: &output)
        } else {
            for octet in word { appendQuoted(octet) }
        }
        output += "?=".utf8
        word.removeAll(keepingCapacity: true)
        wordLength = 0
    }

    private mutating func appendQuoted(_ octet: UInt8) {
        switch quotedLength(of: octet) {
        case 1: output.append(octet == UInt8(ascii: " ") ? UInt8(ascii: "_") : octet)
        default: output += [UInt8(ascii: "="), Self.digits[Int(octet >> 4)], Self.digits[Int(octet & 15)]]
        }
    }

    /// How many octets of text, or how many characters of quoted text, make a word that is not too long.
    private var capacity: Int {
        let isFirst = output.isEmpty && column <= Self.longestColumn
        let length = isFirst ? min(Self.maximumLength, HeaderLineFolder.encodedWordLength - column) : Self.maximumLength
        return capacity(ofLength: length)
    }

    /// The ``capacity`` of a word of so many characters.
    private func capacity(ofLength length: Int) -> Int {
        let room = length - Self.frameLength
        return isBase64 ? room / 4 * 3 : room
    }

    /// The length of octets, counted as ``capacity`` is.
    private func length(of octets: [UInt8]) -> Int {
        isBase64 ? octets.count : octets.reduce(0) { $0 + quotedLength(of: $1) }
    }

    private func quotedLength(of octet: UInt8) -> Int {
        switch octet {
        case UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "_"): 3
        case UInt8(ascii: " "), UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "/"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            1
        case 33...126: place == .text || octet.isLetter ? 1 : 3
        default: 3
        }
    }

    /// The last column at which a word is begun: behind it there is no room for much.
    private static let longestColumn = 38
    /// The longest word (RFC 2047, section 2).
    private static let maximumLength = 75
    /// The length of what is around the encoded text.
    private static let frameLength = 12
    private static let digits = Array("0123456789ABCDEF".utf8)
}
