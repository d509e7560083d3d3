/// A rule while its lines are read.
struct RuleDraft {
    let name: String
    /// Where it begins.
    let line: Int
    private(set) var patterns: [String] = []
    private var numbers: [Setting: Int] = [:]
    private var rate: MessageRate?
    /// Where each setting was read.
    private var lines: [Setting: Int] = [:]

    /// The words that may begin a line of a rule.
    enum Setting: String, CaseIterable {
        case sites
        case connections
        case initial
        case messages
        case recipients
        case rate
    }

    init(_ values: ArraySlice<Substring>, line: Int) throws(ShapingRulesError) {
        guard let name = values.first, values.count == 1 else {
            throw ShapingRulesError(
                line: line, problem: values.isEmpty ? "the rule has no name" : "a rule's name is one word",
                remedy: "write 'rule \(values.isEmpty ? "NAME" : values.joined(separator: "-"))'")
        }
        self.name = String(name)
        self.line = line
    }

    /// The limits, with what is left out taken from others.
    func limits(over others: ShapingLimits) -> ShapingLimits {
        ShapingLimits(
            connections: numbers[.connections] ?? others.connections,
            initialConnections: numbers[.initial] ?? others.initialConnections,
            messagesPerConnection: numbers[.messages] ?? others.messagesPerConnection,
            recipientsPerTransaction: numbers[.recipients] ?? others.recipientsPerTransaction,
            rate: rate ?? others.rate)
    }

    /// Reads a line.
    mutating func read(_ word: Substring, _ values: ArraySlice<Substring>, line: Int) throws(ShapingRulesError) {
        guard let setting = Setting(rawValue: word.lowercased()) else {
            throw ShapingRulesError(
                line: line, problem: "'\(word)' is no setting of a rule",
                remedy: Self.nearest(to: word.lowercased()).map { "write '\($0)'" } ?? "write one of \(Self.words)")
        }
        if setting == .sites { return try readSites(values, line: line) }
        if let other = lines[setting] {
            throw ShapingRulesError(
                line: line, problem: "\(word) of rule \(name) stands at line \(other) already",
                remedy: "write it once")
        }
        lines[setting] = line
        guard let value = values.first, values.count == 1 else {
            throw ShapingRulesError(
                line: line, problem: "\(word) takes one value",
                remedy: "write '\(setting.rawValue) \(setting == .rate ? "500/1h" : "10")'")
        }
        if setting == .rate {
            rate = try Self.rate(value, line: line)
        } else {
            numbers[setting] = try Self.number(value, of: setting, line: line)
        }
    }

    /// Throws where no line said which sites the rule is for.
    func demandSites() throws(ShapingRulesError) {
        guard patterns.isEmpty, name != ShapingRules.standardName else { return }
        throw ShapingRulesError(
            line: line, problem: "rule \(name) names no sites",
            remedy: "write 'sites mx.example.com *.example.net' below it")
    }

    private mutating func readSites(_ values: ArraySlice<Substring>, line: Int) throws(ShapingRulesError) {
        guard name != ShapingRules.standardName else {
            throw ShapingRulesError(
                line: line, problem: "rule default is for the sites that no other rule names",
                remedy: "give the rule another name, or leave out its sites")
        }
        guard !values.isEmpty else {
            throw ShapingRulesError(
                line: line, problem: "sites names none", remedy: "write 'sites mx.example.com *.example.net'")
        }
        for value in values { patterns.append(try Self.pattern(value, line: line)) }
    }
}
