import MailAddressing
import MailCryptography
import MailForwarding

/// Reads what people write into the directory; what is wrong is answered with the field and what is accepted there.
enum DirectoryText {
    /// An address.
    ///
    /// - Parameters:
    ///   - text: for example `ada@example.org`.
    ///   - field: what it is, for the reason.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func mailbox(_ text: String, as field: String) throws(DirectoryError) -> Mailbox {
        do {
            return try Mailbox(text)
        } catch {
            throw invalid(field, text, "is no address: \(error); accepted: ada@example.org")
        }
    }

    /// Addresses, as many as there are.
    ///
    /// - Parameters:
    ///   - texts: for example `ada@example.org` each.
    ///   - field: what one of them is, for the reason.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func mailboxes(_ texts: [String], as field: String) throws(DirectoryError) -> [Mailbox] {
        // More are refused anyway, and need not be read for it.
        guard texts.count <= maximumNames else {
            throw DirectoryError(.invalid, "\(field): there are \(texts.count), and at most \(maximumNames) are taken")
        }
        return try texts.map { text throws(DirectoryError) in try mailbox(text, as: field) }
    }

    /// A domain; U-labels become A-labels.
    ///
    /// - Parameters:
    ///   - text: for example `example.org`.
    ///   - field: what it is, for the reason.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func domain(_ text: String, as field: String) throws(DirectoryError) -> DomainName {
        do {
            return try DomainName(internationalized: text)
        } catch {
            throw invalid(field, text, "is no domain: \(error); accepted: example.org")
        }
    }

    /// The domain or the alias that a rule is for.
    ///
    /// - Parameter text: for example `example.org` or `shop@example.org`.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func scope(_ text: String) throws(DirectoryError) -> RuleScope {
        do {
            return try RuleScope(text)
        } catch {
            throw invalid(
                "what the rule is for", text,
                "is neither a domain nor an alias: \(error); accepted: example.org, shop@example.org")
        }
    }

    /// What a message must be.
    ///
    /// - Parameter text: for example `sender domain example.net`.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func condition(_ text: String) throws(DirectoryError) -> RuleCondition {
        do { return try RuleCondition(text) } catch { throw invalid("the condition", text, "cannot be read: \(error)") }
    }

    /// What becomes of a message.
    ///
    /// - Parameter text: for example `forward to bob@example.net`.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func action(_ text: String) throws(DirectoryError) -> RuleAction {
        do { return try RuleAction(text) } catch { throw invalid("the action", text, "cannot be read: \(error)") }
    }

    /// The number of a rule.
    ///
    /// - Parameter text: for example `r12`.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func rule(_ text: String) throws(DirectoryError) -> RuleIdentifier {
        do {
            return try RuleIdentifier(text)
        } catch {
            throw invalid("the rule", text, "is no number of a rule; accepted: r12")
        }
    }

    /// One of a few words.
    ///
    /// - Parameters:
    ///   - text: the word.
    ///   - choices: what there is.
    ///   - word: the word for one of them.
    ///   - field: what it is, for the reason.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func choice<Choice>(
        _ text: String, of choices: [Choice], as field: String, word: (Choice) -> String
    ) throws(DirectoryError) -> Choice {
        guard let choice = choices.first(where: { word($0) == text }) else {
            throw invalid(field, text, "is not known; accepted: \(choices.map(word).joined(separator: ", "))")
        }
        return choice
    }

    /// What is kept of a password.
    ///
    /// - Parameter stored: the stored form.
    /// - Throws: `DirectoryError` of the kind `invalid`, with nothing of the text.
    static func password(_ stored: RedactedText) throws(DirectoryError) -> StoredPassword {
        do {
            return try StoredPassword(text: stored.text)
        } catch {
            throw DirectoryError(
                .invalid, "the password: it is not the stored form that waxwing account hash-password makes")
        }
    }

    /// The beginning of selectors: letters, digits and hyphens in lower case, no hyphen first.
    ///
    /// - Parameter text: for example `wax-`; may be empty.
    /// - Throws: `DirectoryError` of the kind `invalid`.
    static func selectorPrefix(_ text: String) throws(DirectoryError) -> String {
        let prefix = text.lowercased()
        let octets = prefix.utf8
        let isWritten = octets.allSatisfy { octet in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) || octet == UInt8(ascii: "-")
        }
        guard isWritten, octets.count <= maximumPrefixLength, octets.first != UInt8(ascii: "-") else {
            throw invalid(
                "the beginning of the selectors", text,
                "is not up to \(maximumPrefixLength) letters, digits and hyphens; accepted: wax-")
        }
        return prefix
    }

    private static func invalid(_ field: String, _ text: String, _ what: String) -> DirectoryError {
        let shown = text.isEmpty ? "an empty text" : Console.printable(Table.cut(text))
        return DirectoryError(.invalid, "\(field): \(shown) \(what)")
    }

    /// The most addresses of a list, far more than any of them takes.
    static let maximumNames = 10_000
    private static let maximumPrefixLength = 40
}
