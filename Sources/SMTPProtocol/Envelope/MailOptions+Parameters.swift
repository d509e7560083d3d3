import MailAddressing

extension MailOptions {
    /// The options as parameters of MAIL, for the store of a queue: each with a space before it; empty for none.
    public var parameterText: String { parameters(for: nil) }

    /// Reads what `parameterText` wrote.
    ///
    /// - Parameter text: parameters separated by spaces; nil is returned where one is not understood.
    public init?(parameterText text: some StringProtocol) {
        self.init()
        let line = Array(text.utf8)
        var cursor = LineCursor(end: line.count)
        cursor.skipSpaces(line.span)
        do {
            while let parameter = try cursor.parameter(line.span) {
                guard try read(parameter.name(in: line.span), parameter, of: line.span, offered: .all) else {
                    return nil
                }
            }
        } catch {
            return nil
        }
    }

    /// The parameters that a server which offers these extensions understands, or all of them for nil.
    ///
    /// `BODY` is left to the caller for a server, as it says what the message turned out to be.
    func parameters(for offered: SMTPServiceExtensions?) -> String {
        func isOffered(_ wanted: SMTPServiceExtensions) -> Bool { offered?.isSuperset(of: wanted) ?? true }
        var text = ""
        if offered == nil, let body { text += " BODY=\(body.rawValue)" }
        if allowsInternationalized, isOffered(.smtpUTF8) { text += " SMTPUTF8" }
        if isOffered(.deliveryStatusNotifications) {
            if let returnedContent { text += " RET=\(returnedContent.rawValue)" }
            if let envelopeIdentifier, let value = Self.parameterValue(of: envelopeIdentifier) {
                text += " ENVID=\(value)"
            }
        }
        if let deliverBy, isOffered(.deliverBy) { text += " BY=\(deliverBy)" }
        if let futureRelease, futureRelease.isWritable, isOffered(.futureRelease) { text += " \(futureRelease)" }
        if let priority, isOffered(.priority) { text += " MT-PRIORITY=\(priority.level)" }
        if requiresTLS, isOffered(.requireTLS) { text += " REQUIRETLS" }
        return text
    }

    /// An envelope identifier as a parameter's value; nil for one that cannot be sent, which is then left out.
    private static func parameterValue(of identifier: String) -> String? {
        let value = ExtendedText.encoded(identifier)
        let isPrintable = identifier.utf8.allSatisfy { (32...126).contains($0) }
        return isPrintable && (1...maximumEnvelopeIdentifierLength).contains(value.utf8.count) ? value : nil
    }

    /// Takes one parameter.
    ///
    /// - Returns: false where it belongs to an extension that is not offered, or to none.
    /// - Throws: `SMTPSyntaxError` for a value that is wrong, or a parameter that was given before.
    mutating func read(
        _ name: LineParameter.Name, _ parameter: LineParameter, of line: Span<UInt8>, offered: SMTPServiceExtensions
    ) throws(SMTPSyntaxError) -> Bool {
        func value(_ hint: String, isNew: Bool) throws(SMTPSyntaxError) -> String {
            guard isNew, let range = parameter.value, !range.isEmpty else { throw .argument(hint) }
            return String(copying: line.extracting(range))
        }
        switch name {
        case .body where !offered.isDisjoint(with: [.eightBitMIME, .binaryMIME]):
            guard body == nil, let type = parameter.bodyType(in: line),
                type != .binaryMIME || offered.contains(.binaryMIME)
            else {
                let words = offered.contains(.binaryMIME) ? "7BIT, 8BITMIME or BINARYMIME" : "7BIT or 8BITMIME"
                throw .argument("BODY wants \(words), once")
            }
            body = type
        case .smtpUTF8 where offered.contains(.smtpUTF8):
            guard !allowsInternationalized, parameter.value == nil else { throw .argument("SMTPUTF8 has no value") }
            allowsInternationalized = true
        case .returnedContent where offered.contains(.deliveryStatusNotifications):
            let hint = "RET wants FULL or HDRS, once"
            let text = try value(hint, isNew: returnedContent == nil)
            guard let wanted = ReturnedContent(rawValue: String(asciiUppercased: text.utf8)) else {
                throw .argument(hint)
            }
            returnedContent = wanted
        case .envelopeIdentifier where offered.contains(.deliveryStatusNotifications):
            let hint = "ENVID wants up to 100 characters in xtext, once"
            let text = try value(hint, isNew: envelopeIdentifier == nil)
            guard text.utf8.count <= Self.maximumEnvelopeIdentifierLength,
                let identifier = ExtendedText.decoded(text.utf8)
            else { throw .argument(hint) }
            envelopeIdentifier = identifier
        case .deliverBy where offered.contains(.deliverBy):
            let hint = "BY wants seconds, a semicolon and R or N, such as 3600;R, once"
            guard let deadline = DeliverBy(parsing: try value(hint, isNew: deliverBy == nil)) else {
                throw .argument(hint)
            }
            deliverBy = deadline
        case .holdFor where offered.contains(.futureRelease):
            let hint = "HOLDFOR wants one to nine digits, once and not beside HOLDUNTIL"
            let text = try value(hint, isNew: futureRelease == nil)
            guard let release = FutureRelease(parsingInterval: text) else { throw .argument(hint) }
            futureRelease = release
        case .holdUntil where offered.contains(.futureRelease):
            let hint = "HOLDUNTIL wants a date of RFC 3339, once and not beside HOLDFOR"
            let text = try value(hint, isNew: futureRelease == nil)
            guard let release = FutureRelease(parsingDate: text) else { throw .argument(hint) }
            futureRelease = release
        case .priority where offered.contains(.priority):
            let hint = "MT-PRIORITY wants a number from -9 to 9, once"
            let text = try value(hint, isNew: priority == nil)
            // `+3` and `03` are no numbers of RFC 6710, section 4.1.
            guard text.utf8.count <= 2, text.utf8.last != UInt8(ascii: "-"), !text.hasPrefix("+"),
                text.utf8.count == 1 || text.hasPrefix("-"), let number = Int(text), number != 0 || text == "0",
                let level = MessagePriority(number)
            else { throw .argument(hint) }
            priority = level
        case .requireTLS where offered.contains(.requireTLS):
            guard !requiresTLS, parameter.value == nil else { throw .argument("REQUIRETLS has no value") }
            requiresTLS = true
        default: return false
        }
        return true
    }
}

extension RecipientOptions {
    /// The options as parameters of RCPT, each with a space before it; empty for none.
    public var parameterText: String {
        (notify.map { " NOTIFY=\($0)" } ?? "") + (originalRecipient.map { " ORCPT=\($0.parameterValue)" } ?? "")
    }

    /// Reads what `parameterText` wrote.
    ///
    /// - Parameter text: parameters separated by spaces; nil is returned where one is not understood.
    public init?(parameterText text: some StringProtocol) {
        self.init()
        let line = Array(text.utf8)
        var cursor = LineCursor(end: line.count)
        cursor.skipSpaces(line.span)
        do {
            while let parameter = try cursor.parameter(line.span) {
                guard try read(parameter.name(in: line.span), parameter, of: line.span, offered: .all) else {
                    return nil
                }
            }
        } catch {
            return nil
        }
    }

    /// Takes one parameter; false where it belongs to an extension that is not offered, or to none.
    mutating func read(
        _ name: LineParameter.Name, _ parameter: LineParameter, of line: Span<UInt8>, offered: SMTPServiceExtensions
    ) throws(SMTPSyntaxError) -> Bool {
        guard offered.contains(.deliveryStatusNotifications) else { return false }
        guard name == .notify || name == .originalRecipient else { return false }
        var octets: [UInt8] = []
        for index in parameter.value ?? 0..<0 { octets.append(line[index]) }
        guard let text = String(validating: octets, as: UTF8.self) else { throw .argument("A parameter wants UTF-8") }
        switch name {
        case .notify:
            guard notify == nil, let conditions = NotifyConditions(parsing: text) else {
                throw .argument("NOTIFY wants NEVER, or some of SUCCESS,FAILURE,DELAY, once")
            }
            notify = conditions
        case .originalRecipient:
            guard originalRecipient == nil, let recipient = OriginalRecipient(parsing: text) else {
                throw .argument("ORCPT wants a type, a semicolon and an address in xtext, once")
            }
            originalRecipient = recipient
        default: return false
        }
        return true
    }
}
