/// What was done about the lines of a message that end with LF alone.
struct DKIMLineEnds: Hashable {
    /// How many were given CRLF.
    var changed = 0
    /// How many were left as they are.
    var left = 0
    /// Whether all lines are such, as in files that no mail system wrote.
    var isOfHost = false

    /// Says on standard error what was done before the messages were looked at, in a line at most for each kind.
    static func tell(_ messages: [(name: String, lineEnds: DKIMLineEnds)]) {
        for line in lines(messages) { Console.error(line) }
    }

    /// What was done, in a line at most for each kind.
    static func lines(_ messages: [(name: String, lineEnds: DKIMLineEnds)]) -> [String] {
        if messages.count == 1, let message = messages.first {
            return message.lineEnds.line.map { ["\(message.name): \($0)"] } ?? []
        }
        let (changed, left) = (messages.count { $0.lineEnds.changed > 0 }, messages.count { $0.lineEnds.left > 0 })
        let whole = "of \(messages.count) messages"
        var lines: [String] = []
        if changed > 0 { lines.append("\(changed) \(whole) had lines that ended with LF alone, which were \(given)") }
        if left > 0 { lines.append("\(left) \(whole) have lines that end with LF alone, which were left so") }
        return lines
    }

    /// What was done to one message.
    private var line: String? {
        if changed > 0 {
            let amount = changed == 1 ? "1 line" : "\(changed) lines"
            return "\(amount) that ended with LF alone \(changed == 1 ? "was" : "were") \(Self.given)"
        }
        guard left > 0 else { return nil }
        let amount = left == 1 ? "1 line ends with LF alone and was" : "\(left) lines end with LF alone and were"
        let why = isOfHost ? " (without --as-is: CRLF, as on the wire)" : ", as others end with CRLF"
        return "\(amount) left so\(why)"
    }

    private static let given = "given CRLF, as on the wire (--as-is leaves what is there)"
}
