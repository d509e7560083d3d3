/// A line of rules, read from left to right.
struct RuleLine {
    /// A word and where it stands.
    struct Token {
        var text: String
        var column: Int

        /// Whether it can name a rule: letters, digits, hyphens, dots.
        var isName: Bool {
            !text.isEmpty && text.utf8.count <= 80
                && text.utf8.allSatisfy {
                    NormalizedText.isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
                }
        }
    }

    let number: Int
    private let octets: [UInt8]
    private var index = 0

    init(_ line: Substring, number: Int) {
        var octets = Array(line.utf8)
        if octets.last == UInt8(ascii: "\r") { octets.removeLast() }
        self.octets = octets
        self.number = number
    }

    /// The column of what comes next, from 1 on.
    var column: Int { index + 1 }

    /// Whether the line begins with a blank.
    var isIndented: Bool { octets.first.map { Self.isBlank($0) } ?? false }

    /// The next word, up to a blank or a comma.
    mutating func word() -> Token? {
        skipBlanks()
        let start = index
        while index < octets.count, !Self.isBlank(octets[index]), octets[index] != UInt8(ascii: ",") { index += 1 }
        guard index > start else { return nil }
        return Token(text: String(decoding: octets[start..<index], as: UTF8.self), column: start + 1)
    }

    /// All that is left, without the blanks around it.
    mutating func rest() -> String {
        skipBlanks()
        var end = octets.count
        while end > index, Self.isBlank(octets[end - 1]) { end -= 1 }
        defer { index = octets.count }
        return String(decoding: octets[index..<end], as: UTF8.self)
    }

    func problem(_ message: String, at column: Int? = nil) -> BounceRuleProblem {
        BounceRuleProblem(severity: .error, line: number, column: column ?? self.column, message: message)
    }

    /// Takes phrases in quotation marks with commas between them.
    mutating func phrases(into phrases: inout [String]) -> BounceRuleProblem? {
        repeat {
            skipBlanks()
            let start = index
            guard take(UInt8(ascii: "\"")) else {
                return problem("write a phrase in quotation marks, such as \"mailbox full\"")
            }
            guard let end = octets[index...].firstIndex(of: UInt8(ascii: "\"")) else {
                return problem("the phrase does not end: write a quotation mark behind it", at: start + 1)
            }
            let text = String(decoding: octets[index..<end], as: UTF8.self)
            index = end + 1
            guard PhrasePattern(text) != nil else {
                return problem(
                    "nothing can be looked for: write 1 to \(PhrasePattern.maximumLength) octets with a letter or a "
                        + "digit in them, and at most \(PhrasePattern.maximumPieces - 1) times '*'", at: start + 1)
            }
            guard phrases.count < BounceRuleSet.maximumPhrases else {
                return problem("there are over \(BounceRuleSet.maximumPhrases) phrases: split the rule", at: start + 1)
            }
            phrases.append(text)
            skipBlanks()
        } while take(UInt8(ascii: ","))
        return index < octets.count ? problem("write a comma between two phrases") : nil
    }

    /// Takes words with commas between them.
    mutating func list<Value>(
        into values: inout [Value], _ kind: String, _ read: (Substring) -> Value?
    ) -> BounceRuleProblem? {
        repeat {
            guard let word = word() else { return problem("write \(kind)") }
            guard let value = read(word.text[...]) else {
                return problem("'\(word.text)' does not do: write \(kind)", at: word.column)
            }
            values.append(value)
            skipBlanks()
        } while take(UInt8(ascii: ","))
        return index < octets.count ? problem("write a comma between two values") : nil
    }

    /// Takes one word that is a value.
    mutating func value<Value>(
        into value: inout Value?, _ kind: String, _ read: (String) -> Value?
    ) -> BounceRuleProblem? {
        guard let word = word() else { return problem("write \(kind)") }
        guard let known = read(word.text) else {
            return problem("'\(word.text)' does not do: write \(kind)", at: word.column)
        }
        value = known
        return index < octets.count ? problem("one value is enough: begin a new line") : nil
    }

    /// Takes one word out of those that a type has.
    mutating func value<Value: CaseIterable & RawRepresentable>(
        into value: inout Value?, _ read: (String) -> Value?
    ) -> BounceRuleProblem? where Value.RawValue == String {
        let kind = "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))"
        return self.value(into: &value, kind, read)
    }

    private mutating func skipBlanks() {
        while index < octets.count, Self.isBlank(octets[index]) { index += 1 }
    }

    private mutating func take(_ octet: UInt8) -> Bool {
        guard index < octets.count, octets[index] == octet else { return false }
        index += 1
        return true
    }

    private static func isBlank(_ octet: UInt8) -> Bool { octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }
}
