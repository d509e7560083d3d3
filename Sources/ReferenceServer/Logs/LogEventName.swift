/// The name of an event of the log, for programs that read it: `a-site-takes-mail-again`.
///
/// What is logged is said in sentences that are constants, with the facts beside them. The name is made of the sentence
/// up to a colon or a semicolon, so that advice after it can be put better without another name. `docs/log-events.md`
/// has all of them.
enum LogEventName {
    /// The longest name in octets; ours are shorter, and a library may say anything.
    static let maximumLength = 96

    /// The name: words of ASCII letters and digits, in lower case, joined by hyphens.
    ///
    /// A word in camel case, such as the name of an enum's case, is several.
    ///
    /// - Parameter sentence: the message of an event.
    static func name(of sentence: String) -> String {
        var name: [UInt8] = []
        var last: UInt8 = 0
        for octet in sentence.utf8 {
            guard octet != UInt8(ascii: ":"), octet != UInt8(ascii: ";") else { break }
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet)
            if isLetterOrDigit(octet) {
                let begins =
                    !isLetterOrDigit(last) || (isUpper && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(last))
                if begins, !name.isEmpty { name.append(UInt8(ascii: "-")) }
                name.append(isUpper ? octet | 0x20 : octet)
            }
            last = octet
            if name.count >= maximumLength { break }
        }
        return name.isEmpty ? "unnamed" : String(decoding: name.prefix(maximumLength), as: UTF8.self)
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
