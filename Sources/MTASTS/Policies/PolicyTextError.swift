/// What is wrong with the text of a policy, and where.
///
/// The reader of policies throws this one type and nothing else, whatever the octets are.
public struct PolicyTextError: Error, Hashable, Sendable {
    /// The fields that a policy must have.
    ///
    /// Complete: the RFC has these (RFC 8461, section 3.2).
    public enum Field: String, Hashable, Sendable, CaseIterable {
        /// The version of the format.
        case version
        /// How the policy is to be taken.
        case mode
        /// For how long the policy may be kept.
        case maximumAge = "max_age"
        /// A pattern of mail hosts; not demanded in the mode `none`.
        case host = "mx"
    }

    /// The kinds of mistake; complete, because each one names a check of the reader.
    public enum Problem: Hashable, Sendable {
        /// More octets than are read.
        case tooLong(limit: Int)
        /// A line that is no field: no name, no colon, no value, or characters that may not stand there.
        case malformedLine
        /// A field whose value is none of those that it may have.
        case malformedValue(Field)
        /// A field that must be there and is not.
        case missing(Field)
    }

    /// What is wrong.
    public let problem: Problem
    /// The number of the line, from 1; nil when it is the text as a whole.
    public let line: Int?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - line: the number of the line, from 1, or nil when it is the text as a whole.
    public init(_ problem: Problem, inLine line: Int? = nil) {
        self.problem = problem
        self.line = line
    }
}

extension PolicyTextError: CustomStringConvertible {
    /// A few words for a person, without anything that the policy says.
    public var description: String {
        let what =
            switch problem {
            case .tooLong(let limit): "it has more than \(limit) octets"
            case .malformedLine: "the line is not of the form \"name: value\""
            case .malformedValue(.version): "the version must be STSv1"
            case .malformedValue(.mode): "the mode must be enforce, testing or none"
            case .malformedValue(.maximumAge): "max_age must be a number of up to ten digits"
            case .malformedValue(.host): "mx must be a host name in ASCII, or \"*.\" and a domain name"
            case .missing(let field): "the field \(field.rawValue) is missing"
            }
        return line.map { "line \($0): \(what)" } ?? what
    }
}
