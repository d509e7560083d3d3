/// Rules as a text has them.
///
/// The language is one of lines. A block begins with a line that says what it is, and ends where the next one begins;
/// `#` begins a comment at the beginning of a line; empty lines mean nothing.
///
/// ```text
/// provider example
///     hosts  *.example.com
///     signs  "postmaster.example.com"
///
/// rule example-blocked means blockedAddress
///     provider  example
///     says      "your address <ip> is listed", "block* by example"
///     codes     5xx
///     source    Example's postmaster pages, "Error codes"
/// ```
///
/// | Key | What follows |
/// | --- | --- |
/// | `says` | phrases in quotation marks with commas between them; one of them has to be there |
/// | `also` | more phrases, of which one has to be there as well |
/// | `unless` | phrases of which none may be there |
/// | `codes` | `550`, `55x`, `5xx`, `none` |
/// | `status` | `5.7.1`, `x.1.1`, `5.7.*`, `5.7.606-649`, `none` |
/// | `hosts` | `*.example.com`, `mx.example.com` |
/// | `provider` | a provider by name: its hosts |
/// | `stages` | `connect`, `greeting`, `hello`, `starttls`, `auth`, `mail`, `rcpt`, `data`, `dot`, `quit` |
/// | `permanence`, `scope`, `action` | what the cause does not bring with it |
/// | `confidence` | 0 to 1 |
/// | `distinctive` | `yes` where a provider alone says so: the rule then holds where the host is not known |
/// | `rank` | 1 to 9 |
/// | `source` | where the meaning comes from; every rule has one |
///
/// A key may come more than once, and adds to what was said. The other blocks are `provider NAME`, `stage NAME` and
/// `list NAME`; their `signs` are phrases by which a text tells who speaks, what was answered, which block list is
/// meant.
///
/// The first five stages together are `before-mail`. In phrases the case of letters, accents, punctuation and line breaks do not count; `*` stands for anything up to 64
/// octets, `<ip>` for an IP address, `<mail>` for a mail address.
public struct BounceRuleSet: Sendable {
    /// The most rules of a set: the standard ones are some hundreds.
    public static let maximumRules = 10_000
    /// The longest text, in octets.
    public static let maximumLength = 4_194_304
    /// The most phrases of a rule.
    public static let maximumPhrases = 500

    /// The rules in the order of the text.
    public private(set) var rules: [BounceRule] = []
    private(set) var signs: [BounceSign] = []

    /// Makes a set without rules.
    public init() {}

    /// Reads rules.
    ///
    /// - Parameter text: the text.
    /// - Throws: `BounceRuleError` with every mistake, its line and column, and what to write instead.
    public init(parsing text: String) throws(BounceRuleError) {
        var parser = BounceRuleParser()
        parser.parse(text)
        guard parser.problems.isEmpty else { throw BounceRuleError(problems: parser.problems) }
        rules = parser.rules
        signs = parser.signs
    }

    init(rules: [BounceRule], signs: [BounceSign]) {
        self.rules = rules
        self.signs = signs
    }

    /// Adds the rules of another set behind these.
    ///
    /// - Parameter other: another set.
    public mutating func append(_ other: BounceRuleSet) {
        rules += other.rules
        signs += other.signs
    }

    /// Finds what is wrong with a text of rules, the mistakes of writing and those of sense.
    ///
    /// - Parameter text: the text.
    /// - Returns: the problems in the order of the lines; none for rules that are in order.
    public static func problems(in text: String) -> [BounceRuleProblem] {
        var parser = BounceRuleParser()
        parser.parse(text)
        let set = BounceRuleSet(rules: parser.rules, signs: parser.signs)
        return (parser.problems + set.problems).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }
}

/// Something that is wrong with a text of rules.
public struct BounceRuleProblem: Hashable, Sendable, CustomStringConvertible {
    /// How bad it is; complete.
    public enum Severity: String, Hashable, Sendable {
        /// The text cannot be used.
        case error
        /// The text can be used, and something in it does nothing.
        case warning
    }

    /// How bad it is.
    public var severity: Severity
    /// The line, from 1 on.
    public var line: Int
    /// The column, from 1 on, in octets.
    public var column: Int
    /// What is wrong and what to write.
    public var message: String

    /// The problem on one line, as compilers write it.
    public var description: String { "\(line):\(column): \(severity.rawValue): \(message)" }
}

/// A text of rules that cannot be used.
public struct BounceRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Every mistake, in the order of the lines; at least one.
    public var problems: [BounceRuleProblem]

    /// The mistakes, a line each.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
