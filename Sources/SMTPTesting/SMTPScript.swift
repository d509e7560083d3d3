/// A dialogue of SMTP as text: what each side says, line by line.
///
/// `S: ` begins a line of the server and `C: ` one of the client; empty lines and lines that begin with `#` are passed
/// over. In what the other side has to say, `*` stands for any text. `S: !close` and `C: !close` close the connection.
///
/// ```text
/// S: 220 mx.example ESMTP
/// C: EHLO *
/// S: 250-mx.example
/// S: 250 SIZE 1000000
/// C: QUIT
/// S: 221 Bye
/// S: !close
/// ```
public struct SMTPScript: Hashable, Sendable {
    /// The two sides of a dialogue; complete.
    public enum Side: Character, Hashable, Sendable {
        /// The server.
        case server = "S"
        /// The client.
        case client = "C"
    }

    /// What one side does; complete.
    public enum Act: Hashable, Sendable {
        /// Says a line, without its CRLF.
        case says(String)
        /// Closes the connection.
        case closes
    }

    /// A step of the dialogue.
    public struct Step: Hashable, Sendable {
        /// Whose turn it is.
        public let side: Side
        /// What that side does.
        public let act: Act
    }

    /// The steps in their order.
    public let steps: [Step]

    /// Reads a script.
    ///
    /// - Parameter text: the dialogue.
    /// - Throws: `SMTPScriptError` of kind `syntax` with the number of the first line that is none.
    public init(_ text: String) throws(SMTPScriptError) {
        var steps: [Step] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let first = line.first, first != "#" else { continue }
            guard let side = Side(rawValue: first), line.dropFirst().hasPrefix(":") else {
                throw SMTPScriptError(.syntax, "line \(index + 1) begins with neither S: nor C:")
            }
            let words = line.dropFirst(2).drop { $0 == " " }
            steps.append(Step(side: side, act: words == "!close" ? .closes : .says(String(words))))
        }
        self.steps = steps
    }

    /// Whether a line fits what a side had to say: `*` stands for any text.
    ///
    /// - Parameters:
    ///   - line: what was said.
    ///   - pattern: what was to be said.
    static func matches(_ line: Substring, _ pattern: Substring) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return line == pattern }
        let (head, tail) = (pattern[..<star], pattern[pattern.index(after: star)...])
        guard line.hasPrefix(head) else { return false }
        var rest = line.dropFirst(head.count)
        while true {
            if matches(rest, tail) { return true }
            guard !rest.isEmpty else { return false }
            rest = rest.dropFirst()
        }
    }
}

/// Why a script could not be read or did not go as written.
public struct SMTPScriptError: Error, Hashable, Sendable {
    /// The kinds of failure; complete within this module.
    public enum Kind: Hashable, Sendable {
        /// The text is no script.
        case syntax
        /// The other side said something else.
        case mismatch
        /// The connection ended before the script, or could not be made.
        case connection
    }

    /// The kind.
    public let kind: Kind
    /// What happened, for people.
    public let reason: String

    init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

extension SMTPScriptError: CustomStringConvertible {
    /// What happened, for people.
    public var description: String { reason }
}
