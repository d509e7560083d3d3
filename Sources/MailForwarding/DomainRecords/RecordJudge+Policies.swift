extension RecordJudge {
    /// Judges a DMARC record.
    func dmarc(_ record: ExpectedRecord, _ text: String) -> RecordFinding {
        guard let expected = RecordTags(record.value), let tags = RecordTags(text) else {
            return wrong(record, text, "The record is malformed.")
        }
        guard let value = tags["p"] else {
            return wrong(record, text, "The record has no policy, as p= is missing.")
        }
        guard let policy = DomainRecordPlan.FailurePolicy(rawValue: value.lowercased()) else {
            let shown = ShownText.of(value, limit: Self.fragmentLength)
            return wrong(record, text, "There is no policy p=\(shown); it is none, quarantine or reject.")
        }
        guard tags.values != expected.values else {
            return RecordFinding(record, found: [text], .present, Self.nothingToDo)
        }
        var sentences: [String] = []
        if let planned = expected["p"], planned != policy.rawValue {
            sentences.append("The policy is p=\(policy.rawValue) and not p=\(planned), which may stay.")
        }
        if let address = expected["rua"], !Self.reports(of: tags, goTo: address) {
            sentences.append("Reports do not come to \(address) unless it is added to rua=.")
        }
        let advice = sentences.isEmpty ? Self.nothingToDo : sentences.joined(separator: " ")
        return RecordFinding(record, found: [text], .presentDifferently, advice)
    }

    /// Judges the record that announces a policy of MTA-STS.
    func strictTransport(_ record: ExpectedRecord, _ text: String) -> RecordFinding {
        guard let expected = RecordTags(record.value), let tags = RecordTags(text) else {
            return wrong(record, text, "The record is malformed.")
        }
        guard let identifier = tags["id"], DomainRecordPlan.isPolicyIdentifier(identifier) else {
            return wrong(record, text, "The record needs id= with 1 to 32 letters and digits.")
        }
        guard tags.values != expected.values else {
            return RecordFinding(record, found: [text], .present, Self.nothingToDo)
        }
        guard identifier == expected["id"] else {
            let fault = "The identifier is \(identifier), and hosts fetch a policy anew only when it changes."
            return RecordFinding(record, found: [text], .presentDifferently, "\(fault) \(record.replacement)")
        }
        return RecordFinding(record, found: [text], .presentDifferently, Self.nothingToDo)
    }

    /// Judges the record that asks for reports on TLS.
    func tlsReporting(_ record: ExpectedRecord, _ text: String) -> RecordFinding {
        guard let expected = RecordTags(record.value), let tags = RecordTags(text) else {
            return wrong(record, text, "The record is malformed.")
        }
        let addresses = tags.list("rua", separator: ",") ?? []
        let schemes = ["mailto:", "https:"]
        let isUsable = { (address: String) in schemes.contains { address.hasPrefix($0) && address != $0 } }
        guard addresses.contains(where: isUsable) else {
            return wrong(record, text, "The record does not say where reports go: rua= needs mailto: or https: in it.")
        }
        guard tags.values != expected.values else {
            return RecordFinding(record, found: [text], .present, Self.nothingToDo)
        }
        let advice: String
        if let address = expected["rua"], !Self.reports(of: tags, goTo: address) {
            advice = "Reports do not come to \(address) unless it is added to rua=."
        } else {
            advice = Self.nothingToDo
        }
        return RecordFinding(record, found: [text], .presentDifferently, advice)
    }

    /// Whether a URI is among those that reports go to; a limit on their size may follow it (RFC 7489, section 6.2).
    private static func reports(of tags: RecordTags, goTo address: String) -> Bool {
        let entries = tags.list("rua", separator: ",") ?? []
        return entries.contains { entry in
            entry.prefix { $0 != "!" } == address.lowercased()
        }
    }
}
