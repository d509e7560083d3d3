extension RecipientEvent {
    /// What stands before a report's name in the detail of a failure.
    private static let reportWords = "the sender is told by "

    /// The message that tells the sender of the failure: `report`, or what the detail says.
    ///
    /// Ledgers of earlier versions name the report in the detail only.
    package var namedReport: MessageID? {
        if let report { return report }
        guard let detail, kind == .bounced || kind == .expired else { return nil }
        let octets = Array(detail.utf8)
        let words = Array(Self.reportWords.utf8)
        guard octets.count > words.count else { return nil }
        // They stand behind what else there is to say.
        for start in (0..<octets.count - words.count).reversed() where octets[start...].starts(with: words) {
            let name = octets[(start + words.count)...].prefix { octet in
                (48...57).contains(octet) || (65...90).contains(octet) || (97...122).contains(octet)
            }
            return MessageID(String(decoding: name, as: UTF8.self))
        }
        return nil
    }
}
