/// Makes text of octets in the character sets that mail is written in.
///
/// ASCII, UTF-8, UTF-16, UTF-7, ISO-8859-1 and windows-1252 are decoded here. The other ISO-8859, windows, KOI8, Mac
/// and DOS sets and those of East Asia are decoded by the C library's `iconv`, where there is one that knows them: not
/// on Apple's systems, and with the GNU library only where its converters are installed. Names come from a fixed table:
/// what a message says is never handed to the system.
public enum CharacterSetDecoder {
    /// Decodes octets, or answers nil when the character set is not known.
    ///
    /// Names are matched without regard to case and outer blanks, and many aliases are known. As everywhere in mail and
    /// on the web, some names are read as the larger set that is really meant: `iso-8859-1` as windows-1252, `gb2312`
    /// as GB 18030, `ks_c_5601-1987` as windows-949. `us-ascii` with other octets in it is read as UTF-8 if it can be,
    /// otherwise as windows-1252.
    ///
    /// - Parameters:
    ///   - octets: the text; malformed octets become U+FFFD, one for each or for a run of them, and a byte order mark
    ///     at the beginning is dropped.
    ///   - charset: the name of the character set, for example `utf-8`.
    public static func decode(_ octets: some Collection<UInt8>, charset: String) -> String? {
        guard let set = KnownCharacterSet(label: charset) else { return nil }
        var conversions = SystemConversions()
        guard let text = conversions.text(of: Array(octets), in: set) else { return nil }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Whether ``decode(_:charset:)`` knows a character set, here and now.
    ///
    /// - Parameter charset: the name of the character set.
    public static func isKnown(_ charset: String) -> Bool {
        guard let set = KnownCharacterSet(label: charset) else { return false }
        var conversions = SystemConversions()
        return conversions.canDecode(set)
    }
}
