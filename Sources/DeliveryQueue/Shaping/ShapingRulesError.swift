/// What is wrong in a text of shaping rules, and what to write instead.
public struct ShapingRulesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// What is wrong.
    public var problem: String
    /// What to write instead.
    public var remedy: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - line: the line, from 1.
    ///   - problem: what is wrong.
    ///   - remedy: what to write instead.
    public init(line: Int, problem: String, remedy: String) {
        self.line = line
        self.problem = problem
        self.remedy = remedy
    }

    /// The line, what is wrong and what to write instead, in one line.
    public var description: String { "line \(line): \(problem); \(remedy)" }
}
