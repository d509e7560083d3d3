/// What an octet of a reply is to `NormalizedText`; complete.
enum CharacterKind: UInt8 {
    /// A capital letter of ASCII.
    case upper
    /// A small letter or a digit of ASCII.
    case word
    /// An octet of a letter outside of ASCII.
    case other
    /// An apostrophe, which falls away.
    case apostrophe
    /// What may join two words or end a clause.
    case joint
    /// Anything else.
    case separator

    /// The kinds of all octets.
    static let table: [CharacterKind] = (0...UInt8.max).map { octet in
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): .upper
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): .word
        case 128...: .other
        case UInt8(ascii: "'"), UInt8(ascii: "`"): .apostrophe
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "!"),
            UInt8(ascii: "?"), UInt8(ascii: "-"):
            .joint
        default: .separator
        }
    }

    /// The letters U+00C0 to U+00DF, and U+00E0 to U+00FF likewise, without their accents.
    static let latin = Array("aaaaaaaceeeeiiiidnooooo ouuuuyts".utf8)
}
