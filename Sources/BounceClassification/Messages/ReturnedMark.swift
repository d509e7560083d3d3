/// Where a text stops to tell and gives the message back.
enum ReturnedMark {
    /// The index of the first line that is no longer the server's.
    static func first(in lines: [TextLine]) -> Int? {
        for index in lines.indices where !lines[index].isEmpty {
            if isMark(lines[index]) || isHeader(lines, index) { return index }
        }
        return nil
    }

    /// Whether a line announces the message.
    private static func isMark(_ line: TextLine) -> Bool {
        let text = line.lowered
        guard text.count <= 160, text.containsAny(of: words) else { return false }
        if text.containsAny(of: exceptions) { return false }
        if line.isRule || text.starts(with: "--".utf8) { return true }
        return text.containsAny(of: announcements)
    }

    /// Whether a header begins here: a field that only messages have, among others.
    private static func isHeader(_ lines: [TextLine], _ index: Int) -> Bool {
        guard let name = fieldName(lines[index]), fields.contains(name) else { return false }
        let names = lines[index...].prefix(Self.headerReach).compactMap(fieldName)
        return Set(names).intersection(traces).count > 0 && Set(names).intersection(fields).count > 2
    }

    /// The name of the field in a line, in lower case.
    private static func fieldName(_ line: TextLine) -> String? {
        guard let colon = line.lowered.prefix(40).firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
        let name = line.lowered[..<colon]
        guard name.allSatisfy({ NormalizedText.isWord($0) || $0 == 45 }) else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// How many lines of a header are looked at.
    private static let headerReach = 40

    private static let fields: Set<String> = [
        "received", "return-path", "message-id", "dkim-signature", "domainkey-signature", "mime-version",
        "content-type", "from", "to", "subject", "date", "x-mailer", "delivered-to", "arc-seal",
        "x-google-dkim-signature",
    ]
    /// Of these one has to be there: servers write the others of a message in their own words.
    private static let traces: Set<String> = [
        "received", "return-path", "dkim-signature", "domainkey-signature", "mime-version",
    ]

    private static let words = [
        "original message", "original mail", "copy of the message", "copy of your message", "copy of the mail",
        "copy of the original", "header of the original", "headers of the original", "original header",
        "message header", "unsent message", "returned message", "message text follows", "undelivered message",
        "undeliverable message", "message follows", "text of your message", "text of the message",
        "rejected message", "message source", "headers follow", "mail as follows", "message contents",
        "content of the message", "mail header", "returned mail follows", "forwarded message",
        "ursprüngliche nachricht", "originalnachricht", "kopie der nachricht", "message d'origine",
        "message original", "mensaje original", "mensagem original", "messaggio originale", "oorspronkelijk bericht",
        "исходное сообщение", "исходное письмо", "копия сообщения", "копия письма", "原文", "原始郵件", "原始邮件",
        "元のメッセージ", "以下送信",
    ]
    private static let announcements = [
        "follow", "below is", "below this line", "included is", "enclosed is", "here is", "end of message",
    ]
    private static let exceptions = [
        "was received", "is attached", "mts-id", "following recipient", "following address", "following reason",
        "followed by", "following error", "following mail", "following e-mail", "following person",
    ]
}
