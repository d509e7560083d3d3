import MailAddressing

extension RuleCondition {
    /// Parses the written form of a condition.
    ///
    /// One of these; the case of their words does not matter, and blanks may be more than one:
    ///
    /// - `always`
    /// - `sender contains TEXT`, `sender equals ADDRESS`, `sender domain DOMAIN`
    /// - `subject contains TEXT`, `subject equals TEXT`
    /// - `size over SIZE`, `size under SIZE`: digits, and behind them `KiB`, `MiB`, `GiB` or nothing for octets
    /// - `has attachments`
    /// - `list-id NAME`, with or without angle brackets
    ///
    /// TEXT is all that follows, without blanks at its ends; in quotes it is what they hold, with a backslash before a
    /// quote or a backslash. It has 1 to ``maximumTextLength`` octets of UTF-8 and no control characters.
    ///
    /// - Parameter text: the written form, at most 8,192 octets.
    /// - Throws: `RuleTextError` with what is wrong, where, and what is accepted there.
    public init(_ text: some StringProtocol) throws(RuleTextError) {
        var reader = try RuleTextReader(text, accepted: Self.accepted)
        let start = reader.offset
        let word = reader.readWord()
        switch word {
        case "always": self = .always
        case "sender": self = try Self.ofSender(&reader)
        case "subject": self = try Self.ofSubject(&reader)
        case "size": self = try Self.ofSize(&reader)
        case "has": self = try Self.ofAttachments(&reader)
        case "list-id": self = try Self.ofList(&reader)
        default: throw reader.unknown(word, at: start)
        }
        try reader.expectEnd()
    }

    private static func ofSender(_ reader: inout RuleTextReader) throws(RuleTextError) -> RuleCondition {
        reader.accepted = "sender contains TEXT, sender equals ADDRESS or sender domain DOMAIN"
        let start = reader.offset
        let word = reader.readWord()
        let place = reader.offset
        switch word {
        case "contains": return .senderContains(try text(&reader))
        case "equals":
            let address = try reader.readRest()
            do {
                return .senderEquals(try Mailbox(address))
            } catch {
                throw reader.failure(.malformedAddress(error), at: place + error.offset)
            }
        case "domain":
            let name = try reader.readRest()
            do {
                return .senderDomain(try DomainName(internationalized: name))
            } catch {
                throw reader.failure(.malformedDomain(error), at: place + error.offset)
            }
        default: throw reader.unknown(word, at: start)
        }
    }

    private static func ofSubject(_ reader: inout RuleTextReader) throws(RuleTextError) -> RuleCondition {
        reader.accepted = "subject contains TEXT or subject equals TEXT"
        let start = reader.offset
        let word = reader.readWord()
        switch word {
        case "contains": return .subjectContains(try text(&reader))
        case "equals": return .subjectEquals(try text(&reader))
        default: throw reader.unknown(word, at: start)
        }
    }

    private static func ofSize(_ reader: inout RuleTextReader) throws(RuleTextError) -> RuleCondition {
        reader.accepted = "size over SIZE or size under SIZE, with sizes as 1000, 10KiB, 5MiB or 1GiB"
        let start = reader.offset
        let word = reader.readWord()
        switch word {
        case "over": return .sizeOver(try reader.readSize())
        case "under": return .sizeUnder(try reader.readSize())
        default: throw reader.unknown(word, at: start)
        }
    }

    private static func ofAttachments(_ reader: inout RuleTextReader) throws(RuleTextError) -> RuleCondition {
        reader.accepted = "has attachments"
        let start = reader.offset
        let word = reader.readWord()
        guard word == "attachments" else { throw reader.unknown(word, at: start) }
        return .hasAttachments
    }

    private static func ofList(_ reader: inout RuleTextReader) throws(RuleTextError) -> RuleCondition {
        reader.accepted = "list-id NAME, with a name as news.example.com"
        let start = reader.offset
        var name = try reader.readRest().utf8[...]
        // People copy it from the field.
        if name.count > 2, name.first == UInt8(ascii: "<"), name.last == UInt8(ascii: ">") {
            name = name.dropFirst().dropLast()
        }
        let text = String(decoding: name, as: UTF8.self)
        do {
            try RuleText.checkListIdentifier(text)
        } catch {
            throw reader.failure(.unusable(error), at: start)
        }
        return .listIdentifier(text)
    }

    /// What is left as a text within its bounds.
    private static func text(_ reader: inout RuleTextReader) throws(RuleTextError) -> String {
        let start = reader.offset
        let text = try reader.readText()
        do {
            try RuleText.check(text)
        } catch {
            throw reader.failure(.unusable(error), at: start)
        }
        return text
    }

    private static let accepted = """
        always, sender contains TEXT, sender equals ADDRESS, sender domain DOMAIN, subject contains TEXT, \
        subject equals TEXT, size over SIZE, size under SIZE, has attachments or list-id NAME
        """
}

extension RuleCondition: CustomStringConvertible {
    /// The written form, which parses back to an equal condition if a rule can have it.
    public var description: String {
        switch self {
        case .always: "always"
        case .senderContains(let text): "sender contains \(RuleText.written(text))"
        case .senderEquals(let mailbox): "sender equals \(mailbox)"
        case .senderDomain(let domain): "sender domain \(domain)"
        case .subjectContains(let text): "subject contains \(RuleText.written(text))"
        case .subjectEquals(let text): "subject equals \(RuleText.written(text))"
        case .sizeOver(let size): "size over \(RuleTextReader.written(size: size))"
        case .sizeUnder(let size): "size under \(RuleTextReader.written(size: size))"
        case .hasAttachments: "has attachments"
        case .listIdentifier(let text): "list-id \(text)"
        }
    }
}
