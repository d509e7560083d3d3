/// What is wrong with the text of a zone file, and on which line.
public struct ZoneError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete, because each one names a check of the parser.
    public enum Problem: Hashable, Sendable {
        /// The first record begins with a blank, so there is no owner to repeat.
        case missingOwner
        /// A name with an empty or too long label, or a malformed escape.
        case malformedName(String)
        /// A type that is not known here; `TYPE123` with `\#` is always known.
        case unknownType(String)
        /// A field that is not there, by what it should hold.
        case missingField(String)
        /// A field behind the last one that the type has.
        case unexpectedField(String)
        /// A number that is none or out of range.
        case malformedNumber(String)
        /// An address that is none or of the other family.
        case malformedAddress(String)
        /// Hexadecimal digits that are none, or not as many as they should be.
        case malformedOctets(String)
        /// A string of more than 255 octets or with a malformed escape.
        case malformedString
        /// A quoted string that does not end on its line.
        case unterminatedQuote
        /// Parentheses that do not match.
        case unbalancedParentheses
        /// A directive other than `$ORIGIN`, `$TTL`, `$SECURE`, `$INSECURE` and `$BOGUS`.
        case unknownDirective(String)
        /// `$INCLUDE`: a zone is read from its text alone, never from other files.
        case fileInclusion
        /// An alias (CNAME) at a name that has other records or another alias (RFC 1034, section 3.6.2), by the name.
        case aliasBesideData(String)
    }

    /// What is wrong.
    public let problem: Problem
    /// The line, from 1, on which the record begins or the mistake was noticed.
    public let line: Int

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - line: the line, from 1.
    public init(_ problem: Problem, line: Int) {
        self.problem = problem
        self.line = line
    }
}

extension ZoneError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        let what =
            switch problem {
            case .missingOwner: "the record has no owner"
            case .malformedName(let text): "'\(text)' is no name"
            case .unknownType(let text): "'\(text)' is no type"
            case .missingField(let what): "\(what) is missing"
            case .unexpectedField(let text): "'\(text)' is one field too many"
            case .malformedNumber(let text): "'\(text)' is no number in range"
            case .malformedAddress(let text): "'\(text)' is no address of this family"
            case .malformedOctets(let text): "'\(text)' are not the octets announced"
            case .malformedString: "a string is longer than 255 octets or has a malformed escape"
            case .unterminatedQuote: "a quoted string does not end"
            case .unbalancedParentheses: "the parentheses do not match"
            case .unknownDirective(let text): "'\(text)' is not supported"
            case .fileInclusion: "'$INCLUDE' is not supported; put the records of that file here"
            case .aliasBesideData(let name): "\(name) has an alias (CNAME), which must be its only record"
            }
        return "line \(line): \(what)"
    }
}
