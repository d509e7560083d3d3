/// Encoded words: text of any script in header fields, which carry ASCII only (RFC 2047).
///
/// What is decoded is always one line: control characters, whether they stood there or were encoded, become spaces,
/// except for tabs. What cannot be decoded, for it is broken or in a character set that is not known, stays as it is.
///
/// Read leniently, as there is much to be read that RFC 2047 does not allow: a word may be longer than 75 characters,
/// stand in the middle of another word, hold spaces or question marks, be cut by a folded line, and lack its base64
/// padding; a character may be split over two words of the same character set.
public enum EncodedWords {
    /// Decodes the value of an unstructured field, such as Subject.
    ///
    /// Folding is taken out (a tab that begins a line becomes a space), blanks between two encoded words and at both
    /// ends are dropped. Octets outside of ASCII that are in no encoded word are taken for UTF-8 if they can be (RFC
    /// 6532), otherwise for windows-1252. It takes time in proportion to the number of octets.
    ///
    /// - Parameter octets: the octets behind the colon, folded or not.
    public static func decoded(_ octets: some Collection<UInt8>) -> String {
        var reader = EncodedWordReader(Array(octets), trimsBlanks: true)
        return reader.read()
    }

    /// Decodes a phrase, such as the name before an address (RFC 5322, section 3.2.5).
    ///
    /// As ``decoded(_:)``, and quotes and comments are taken out, escapes undone, and blanks outside of quotes made one
    /// space. Encoded words in quotes are decoded as well, as many programs quote them.
    ///
    /// - Parameter octets: words, quoted strings and encoded words, folded or not.
    public static func decodedPhrase(_ octets: some Collection<UInt8>) -> String {
        var phrase = PhraseReader(Array(octets))
        var reader = EncodedWordReader(phrase.read(), trimsBlanks: false)
        return reader.read()
    }
}
