/// A YAML text in which repeated keys can be replaced, so that reading goes on behind them.
///
/// Yams gives up at the first mapping that has a key twice. The first of the two keys is then replaced by a word of the
/// same length from Unicode's private use area, and the text is read again: all places stay as they were, and the
/// decoder sees both entries.
struct RepeatedKeyMask {
    /// How many keys are replaced at most; a file with more repeated keys is told of these.
    static let maximumCount = 32

    /// A key that was replaced.
    struct Entry: Hashable, Sendable {
        /// The key as it stood in the file.
        let key: String
        /// The word that stands there now.
        let mask: String
        /// Where it stands.
        let position: SourcePosition
    }

    /// The keys replaced so far.
    private(set) var entries: [Entry] = []
    private var scalars: [Unicode.Scalar]

    /// Starts with the text as it is.
    ///
    /// - Parameter text: the YAML text.
    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The text with the keys replaced.
    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Replaces a key; false when it does not stand there as it is, plain or in quotes, or when there were too many.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - position: where the parser saw it begin.
    mutating func replace(_ key: String, at position: SourcePosition) -> Bool {
        let wanted = Array(key.unicodeScalars)
        guard entries.count < Self.maximumCount, !wanted.isEmpty, var start = offset(of: position) else { return false }
        if scalars[start] == "\"" || scalars[start] == "'" { start += 1 }
        guard start + wanted.count <= scalars.count, Array(scalars[start..<(start + wanted.count)]) == wanted,
            let first = Unicode.Scalar(0xE000 + UInt32(entries.count)), let rest = Unicode.Scalar(0xE000 as UInt32)
        else { return false }
        var mask = String.UnicodeScalarView()
        for index in wanted.indices {
            scalars[start + index] = index == 0 ? first : rest
            mask.append(index == 0 ? first : rest)
        }
        entries.append(Entry(key: key, mask: String(mask), position: position))
        return true
    }

    /// The index of the scalar at a place, counting line breaks as YAML 1.1 does.
    private func offset(of position: SourcePosition) -> Int? {
        var line = 1
        var index = 0
        while line < position.line, index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar.value {
            case 0x0D:
                if index < scalars.count, scalars[index] == "\n" { index += 1 }
                line += 1
            case 0x0A, 0x85, 0x2028, 0x2029: line += 1
            default: break
            }
        }
        index += position.column - 1
        return line == position.line && index < scalars.count ? index : nil
    }
}
