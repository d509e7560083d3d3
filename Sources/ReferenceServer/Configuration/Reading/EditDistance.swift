/// How far two words are apart, for "did you mean".
enum EditDistance {
    /// The longest word that is compared, in characters; nothing longer is a misspelt key.
    static let maximumLength = 64

    /// The number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    ///
    /// This is the Damerau-Levenshtein distance in its restricted form: no piece is edited twice.
    ///
    /// - Parameters:
    ///   - left: one word.
    ///   - right: the other.
    static func between(_ left: some StringProtocol, _ right: some StringProtocol) -> Int {
        let first = Array(left.unicodeScalars)
        let second = Array(right.unicodeScalars)
        if first.isEmpty || second.isEmpty { return max(first.count, second.count) }
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in 1...first.count {
            var current = [row]
            for column in 1...second.count {
                let cost = first[row - 1] == second[column - 1] ? 0 : 1
                var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
                if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }

    /// The candidate that was probably meant, or nil when none is near.
    ///
    /// Case, hyphens and underscores do not count. Near is one edit for every three characters of the word, at least one
    /// and at most three; else a word of three characters or more may be the beginning of one single candidate.
    ///
    /// - Parameters:
    ///   - word: the misspelt word.
    ///   - candidates: the words that are accepted; the first of several equally near ones is chosen.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let wanted = folded(word)
        guard !wanted.isEmpty, wanted.count <= maximumLength else { return nil }
        let limit = min(3, max(1, wanted.count / 3))
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let name = folded(candidate)
            let distance = between(wanted, name)
            // Replacing a whole short word is no misspelling.
            guard distance <= limit, distance < name.count else { continue }
            if let known = best, known.distance <= distance { continue }
            best = (candidate, distance)
        }
        if let best { return best.candidate }
        let longer = candidates.filter { folded($0).hasPrefix(wanted) }
        return wanted.count >= 3 && longer.count == 1 ? longer.first : nil
    }

    private static func folded(_ word: String) -> String {
        word.lowercased().filter { $0 != "-" && $0 != "_" }
    }
}
