import MailAddressing

extension RecordJudge {
    /// Judges the hosts that take the mail of the domain.
    func mailExchange(_ record: ExpectedRecord, _ exchanges: [RecordAnswer.MailExchange]) -> RecordFinding {
        guard !exchanges.isEmpty else { return missing(record) }
        let found = exchanges.map(\.text)
        let nulls = exchanges.filter(\.isNull)
        guard nulls.isEmpty else {
            guard nulls.count == exchanges.count else {
                let rule = "The record with \".\" says that the domain takes no mail, and must not stand beside others."
                return RecordFinding(record, found: found, .conflicting, "\(rule) Remove it.")
            }
            let rule = "The record with \".\" says that the domain takes no mail."
            return RecordFinding(record, found: found, .wrong, "\(rule) \(record.replacement)")
        }
        let own = exchanges.filter { $0.name == plan.mailHost }
        let others = exchanges.filter { $0.name != plan.mailHost }
        guard let ours = own.map(\.preference).min() else {
            let remedy = "Remove the records that are there, as their mail does not pass here. \(record.addition)"
            let rule = "An MX record names a host and never an address."
            let hasAddress = others.contains(where: \.isAddress)
            return RecordFinding(record, found: found, .wrong, hasAddress ? "\(rule) \(remedy)" : remedy)
        }
        guard let nearest = others.map(\.preference).min() else {
            guard ours != DomainRecordPlan.preference else {
                return RecordFinding(record, found: found, .present, Self.nothingToDo)
            }
            let advice = "The preference is \(ours), which does not matter where a host is alone. \(Self.nothingToDo)"
            return RecordFinding(record, found: found, .presentDifferently, advice)
        }
        let advice =
            if ours < nearest {
                "Mail goes to the other hosts only when \(plan.mailHost) cannot be reached, and does not pass here "
                    + "then; remove them if it should wait instead."
            } else if ours == nearest {
                "Part of the mail goes to other hosts of the same preference, and does not pass here; remove them."
            } else {
                "Mail goes to the hosts with a lower preference first, and does not pass here unless they hand it on; "
                    + "remove them, or give \(plan.mailHost) the lowest preference."
            }
        return RecordFinding(record, found: found, .presentDifferently, advice)
    }
}
