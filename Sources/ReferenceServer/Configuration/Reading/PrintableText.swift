/// Text of a file made fit for a message of one line.
enum PrintableText {
    /// The longest piece of a value that is shown; what is longer is no value that a person would recognise.
    static let maximumLength = 80

    /// The text in double quotes, shortened, with control characters spelt out.
    ///
    /// - Parameter text: anything that stood in the file.
    static func quoted(_ text: String) -> String { "\"\(plain(text))\"" }

    /// The text shortened and with control characters spelt out.
    ///
    /// - Parameter text: anything that stood in the file.
    static func plain(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maximumLength) {
            if isPrintable(scalar) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            }
        }
        return String(shown) + (text.unicodeScalars.count > maximumLength ? "…" : "")
    }

    /// Whether a scalar neither controls a terminal nor changes the direction of the line.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: true
        case 0...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
        default: true
        }
    }
}
