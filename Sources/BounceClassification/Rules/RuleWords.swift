/// The words of the language, for messages.
enum RuleWords {
    static let keys = [
        "says", "also", "unless", "codes", "status", "hosts", "provider", "stages", "permanence", "scope", "action",
        "confidence", "distinctive", "rank", "source",
    ]
    static let stages = (BounceStage.allCases.map(\.rawValue) + ["before-mail"]).joined(separator: ", ")

    /// The word that is meant, as the end of a message; empty where none is near.
    static func suggestion(_ text: String, among words: some Collection<String>) -> String {
        let near = words.map { ($0, distance(text, $0)) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let near, near.1 <= max(2, text.utf8.count / 3) else { return "" }
        return ": did you mean '\(near.0)'?"
    }

    /// How many letters have to be changed, added or left out; words over 40 octets are near nothing.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().utf8)
        let right = Array(right.lowercased().utf8)
        guard left.count <= 40, right.count <= 40 else { return .max }
        var row = Array(0...right.count)
        for (index, octet) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, other) in right.enumerated() {
                let changed = diagonal + (octet == other ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(changed, row[place] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
