import MailAddressing

extension DefaultConfiguration {
    /// The text with every entry that is commented out made one that holds; what it says at its top stays a comment.
    ///
    /// - Parameter hostname: the machine's name.
    static func wholeText(hostname: DomainName) -> String {
        var isAtTop = true
        let lines = text(hostname: hostname).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.isEmpty { isAtTop = false }
            guard !isAtTop, line.drop(while: { $0 == " " }).hasPrefix("# ") else { return line }
            return Substring(line.replacing("# ", with: "", maxReplacements: 1))
        }
        return lines.joined(separator: "\n")
    }
}
