import MailAddressing

extension EncodedWords {
    /// Writes text for an unstructured field, such as Subject, in ASCII: as it is where it can be, otherwise in encoded
    /// words of UTF-8.
    ///
    /// ``decoded(_:)`` gives the text back, whatever it is, also when the field was folded at the blanks in between,
    /// except that control characters, line ends and tabs too, become spaces. Each encoded word has at most 75
    /// characters and holds whole characters, as people see them where those fit (RFC 2047, sections 2 and 5). Text
    /// that looks like an encoded word is encoded.
    ///
    /// - Parameter text: any text.
    public static func encoded(_ text: String) -> String { encoded(text, behind: 0) }

    /// Writes text as ``encoded(_:)`` does, with a first word that still fits into the line.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - column: how many characters stand in the line before the text.
    static func encoded(_ text: String, behind column: Int) -> String {
        let octets = Array(text.withoutControls.utf8)
        let pieces = TextPieces(octets).pieces
        var writer = EncodedWordWriter(place: .text, column: column)
        for piece in pieces {
            if piece.isEncoded {
                writer.appendWords(for: String(decoding: octets[piece.range], as: UTF8.self))
            } else {
                writer.append(octets[piece.range])
            }
        }
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// Writes a phrase, such as the name before an address, in ASCII: as words where it can be, otherwise as a quoted
    /// string, otherwise in encoded words of UTF-8 (RFC 5322, section 3.2.5; RFC 2047, section 5).
    ///
    /// ``decodedPhrase(_:)`` gives the text back, except that control characters, line ends and tabs too, become
    /// spaces. It may be folded at its blanks, of which no more than 60 follow each other; encoded words have at most
    /// 75 characters.
    ///
    /// - Parameter text: any text; none becomes an empty quoted string.
    public static func encodedPhrase(_ text: String) -> String {
        let octets = Array(text.withoutControls.utf8)
        let isPlain = octets.allSatisfy { $0 < 128 } && !TextPieces.looksEncoded(octets[...])
        let words = octets.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        if isPlain, words.allSatisfy({ (1...maximumAtomLength).contains($0.count) && $0.allSatisfy(\.isAtomText) }) {
            return String(decoding: octets, as: UTF8.self)
        }
        if isPlain, octets.count <= maximumQuotedLength, !TextPieces.hasLongBlanks(octets) {
            var quoted = [UInt8(ascii: "\"")]
            for octet in octets {
                if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
                quoted.append(octet)
            }
            quoted.append(UInt8(ascii: "\""))
            return String(decoding: quoted, as: UTF8.self)
        }
        var writer = EncodedWordWriter(place: .phrase)
        writer.appendWords(for: String(decoding: octets, as: UTF8.self))
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// The longest atom that is written: it fits into a line.
    private static let maximumAtomLength = 75
    /// The longest text that is quoted: it always fits into a line, even if it is one word and all of it is escaped.
    private static let maximumQuotedLength = 200
}
