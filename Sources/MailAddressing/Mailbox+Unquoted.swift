extension Mailbox {
    /// Makes a mailbox of a local part without quotes, which are put where they must be.
    ///
    /// Nil where there is none: for an empty local part, control characters, or more octets than a local part or a
    /// mailbox may have as it is written, quotes included (RFC 5321, section 4.5.3.1).
    ///
    /// - Parameters:
    ///   - localPart: the local part, as the property of that name has it.
    ///   - host: the domain or address literal.
    package init?(unquotedLocalPart localPart: String, host: MailHost) {
        // Octets, not characters: a combining mark may stand behind a dot or a quote.
        let atoms = localPart.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        var written = Array(localPart.utf8)
        if !atoms.allSatisfy({ atom in !atom.isEmpty && atom.allSatisfy { $0.isAtomText || $0 > 127 } }) {
            let quote = UInt8(ascii: "\"")
            let backslash = UInt8(ascii: "\\")
            let content: [UInt8] = written.flatMap { $0 == quote || $0 == backslash ? [backslash, $0] : [$0] }
            written = [quote] + content + [quote]
        }
        written += Array("@\(host)".utf8)
        guard let mailbox = try? Mailbox(parsing: written.span) else { return nil }
        self = mailbox
    }
}
