/// Makes text of octets with encoded words among them.
///
/// Octets of neighbouring words of one character set are put together before they are decoded, so that a character that
/// was split over two words is whole again.
struct EncodedWordReader {
    private var scanner: EncodedWordScanner
    private let range: Range<Int>
    private var conversions = SystemConversions()
    private var text = ""
    /// The octets since the last word.
    private var plain: [UInt8] = []
    /// The words since the last octets that were none.
    private var words: (set: KnownCharacterSet, octets: [UInt8])?

    /// Prepares the reading.
    ///
    /// - Parameters:
    ///   - octets: words and anything else, folded or not.
    ///   - trimsBlanks: whether blanks and folding at both ends are dropped.
    init(_ octets: [UInt8], trimsBlanks: Bool) {
        scanner = EncodedWordScanner(octets[...])
        if trimsBlanks {
            let start = octets.firstIndex { !$0.isBlank && !$0.isLineEnd } ?? octets.endIndex
            let end = octets.lastIndex { !$0.isBlank && !$0.isLineEnd }.map { $0 + 1 } ?? start
            range = start..<end
        } else {
            range = octets.indices
        }
    }

    /// Reads all.
    mutating func read() -> String {
        var index = range.lowerBound
        while index < range.upperBound {
            if let word = scanner.word(at: index), let set = KnownCharacterSet(label: word.charset),
                conversions.canDecode(set), let octets = scanner.content(of: word)
            {
                let isBehindWord = words != nil && plain.allSatisfy { $0.isBlank || $0.isLineEnd }
                if isBehindWord { plain.removeAll() } else { writePlain() }
                append(octets, in: set)
                index = word.end
            } else {
                plain.append(scanner.octets[index])
                index += 1
            }
        }
        writePlain()
        return text.oneLine
    }

    private mutating func append(_ octets: [UInt8], in set: KnownCharacterSet) {
        if words?.set == set, !set.startsAnewInEachWord {
            words?.octets += octets
        } else {
            writeWords()
            words = (set, octets)
        }
    }

    /// Writes what words there are, and the octets behind them.
    private mutating func writePlain() {
        writeWords()
        text += KnownCharacterSet.unlabelledText(of: unfolded(plain))
        plain.removeAll()
    }

    private mutating func writeWords() {
        guard let words else { return }
        text += conversions.text(of: words.octets, in: words.set) ?? ""
        self.words = nil
    }

    /// Takes line ends out; where no blank follows that was no folding, and a space keeps the lines apart.
    private func unfolded(_ octets: [UInt8]) -> [UInt8] {
        guard octets.contains(where: \.isLineEnd) else { return octets }
        var result: [UInt8] = []
        var index = 0
        while index < octets.count {
            guard octets[index].isLineEnd else {
                result.append(octets[index])
                index += 1
                continue
            }
            while index < octets.count, octets[index].isLineEnd { index += 1 }
            if index == octets.count || octets[index] != UInt8(ascii: " ") { result.append(UInt8(ascii: " ")) }
            if index < octets.count, octets[index] == UInt8(ascii: "\t") { index += 1 }
        }
        return result
    }
}

extension String {
    /// The text with control characters made spaces, except for tabs.
    var oneLine: String { replacingControls(keepingTabs: true) }

    /// The text with all control characters made spaces.
    var withoutControls: String { replacingControls(keepingTabs: false) }

    private func replacingControls(keepingTabs: Bool) -> String {
        func isKept(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x09: keepingTabs
            case 0..<0x20, 0x7F..<0xA0: false
            default: true
            }
        }
        guard !unicodeScalars.allSatisfy(isKept) else { return self }
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars { scalars.append(isKept(scalar) ? scalar : " ") }
        return String(scalars)
    }
}
