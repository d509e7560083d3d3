/// Makes a stranger's file name harmless (RFC 2183, section 5).
enum SafeFileName {
    /// The last component of the name without what is dangerous in it, or nil where nothing is left.
    static func text(of name: String) -> String? {
        let scalars = name.unicodeScalars
        let last = scalars.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(Array.init) ?? []
        var text: [Unicode.Scalar] = []
        // What is longer than this is not a name; the rest is cut before any more work is done on it.
        for scalar in last.suffix(maximumLength * 2) where !isDropped(scalar) {
            text.append(isForbidden(scalar) ? "_" : scalar)
        }
        let inner = trimmed(text[...])
        guard !inner.isEmpty else { return nil }
        let result = string(of: trimmed(cut(Array(inner), to: maximumLength)[...]))
        guard isDevice(result) else { return result }
        return "_" + string(of: trimmed(cut(Array(inner), to: maximumLength - 1)[...]))
    }

    private static func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        let isEdge = { (scalar: Unicode.Scalar) in scalar == "." || scalar.properties.isWhitespace }
        var text = text.drop(while: isEdge)
        while let last = text.last, isEdge(last) { text.removeLast() }
        return text
    }

    /// The text, shortened before its extension to so many octets.
    private static func cut(_ text: [Unicode.Scalar], to length: Int) -> [Unicode.Scalar] {
        guard string(of: text[...]).utf8.count > length else { return text }
        let dot = text.lastIndex(of: ".") ?? text.endIndex
        let hasExtension = dot > 0 && string(of: text[dot...]).utf8.count <= maximumExtensionLength
        let ending = hasExtension ? text[dot...] : []
        var room = length - string(of: ending).utf8.count
        var start: [Unicode.Scalar] = []
        for scalar in text[..<(hasExtension ? dot : text.endIndex)] {
            room -= UTF8.width(scalar)
            guard room >= 0 else { break }
            start.append(scalar)
        }
        return start + ending
    }

    private static func string(of scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Whether the scalar is a control character or changes how others are shown, such as their direction.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
        default: false
        }
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "<", ">", ":", "\"", "|", "?", "*": true
        default: false
        }
    }

    /// Whether Windows takes the name for a device, whatever its extension.
    private static func isDevice(_ name: String) -> Bool {
        var first = name.split(separator: ".").first ?? ""
        while first.last?.isWhitespace == true { first.removeLast() }
        let stem = first.uppercased()
        if deviceNames.contains(stem) { return true }
        guard stem.hasPrefix("COM") || stem.hasPrefix("LPT"), stem.count == 4 else { return false }
        return stem.last.map { portNumbers.contains($0) } ?? false
    }

    private static let deviceNames: Set<String> = ["CON", "CONIN$", "CONOUT$", "PRN", "AUX", "NUL"]
    /// What numbers a port; the superscripts of Latin-1 count as digits there.
    private static let portNumbers: Set<Character> = [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\u{B9}", "\u{B2}", "\u{B3}",
    ]

    /// The longest name in octets: what file systems take, 255, with room for a number that makes it unique.
    private static let maximumLength = 200
    /// The longest extension that is kept when a name is shortened.
    private static let maximumExtensionLength = 20
}
