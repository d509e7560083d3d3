import MailAddressing

/// Compares what the DNS answered with the records of a plan.
struct RecordJudge {
    /// The plan.
    let plan: DomainRecordPlan

    /// The most records of an answer that are looked at; no name that serves mail has nearly as many.
    static let maximumRecords = 100

    /// Judges one record.
    ///
    /// - Parameters:
    ///   - record: a record of the plan.
    ///   - answer: what the DNS answered, or nil where it was not asked.
    func finding(for record: ExpectedRecord, in answer: RecordAnswer?) -> RecordFinding {
        guard let answer else { return RecordFinding(record, .unknown, "It was not looked up yet.") }
        switch (record.purpose, answer) {
        case (_, .failed(let reason)):
            let shown = reason.isEmpty ? "no reason is given" : ShownText.of(reason, limit: Self.fragmentLength)
            return RecordFinding(record, .unknown, "The DNS could not be asked (\(shown)). Try again later.")
        case (_, .noSuchName): return missing(record, nameExists: false)
        case (_, .noSuchRecord): return missing(record)
        case (.mailExchange, .mailExchanges(let exchanges)):
            return mailExchange(record, Array(exchanges.prefix(Self.maximumRecords)))
        case (.senderPolicy, .texts(let texts)):
            return judge(record, texts, .senderPolicy, by: senderPolicy)
        case (.forwardingPolicy, .texts(let texts)):
            // As of any domain, whose name is that of the record here.
            guard
                let own = try? DomainRecordPlan(
                    domain: record.name, mailHost: plan.mailHost, signing: [], sources: plan.sources)
            else { return RecordFinding(record, .unknown, "It was not looked up yet.") }
            let judge = RecordJudge(plan: own)
            return judge.judge(record, texts, .senderPolicy, by: judge.senderPolicy)
        case (.signingKey, .texts(let texts)):
            return signingKey(record, Array(texts.prefix(Self.maximumRecords)))
        case (.dmarc, .texts(let texts)): return judge(record, texts, .dmarc, by: dmarc)
        case (.strictTransport, .texts(let texts)):
            return judge(record, texts, .strictTransport, by: strictTransport)
        case (.tlsReporting, .texts(let texts)): return judge(record, texts, .tlsReporting, by: tlsReporting)
        case (_, .texts), (_, .mailExchanges):
            return RecordFinding(record, .unknown, "The answer is one for another type of record. Look it up again.")
        }
    }

    /// A record that is not there.
    func missing(_ record: ExpectedRecord, nameExists: Bool = true) -> RecordFinding {
        guard !nameExists, record.name == plan.domain else { return RecordFinding(record, .missing, record.addition) }
        let doubt = "The domain does not exist in the DNS; see that it is registered, and spelled right."
        return RecordFinding(record, .missing, "\(doubt) \(record.addition)")
    }

    /// Finds the one text that is a record of a version, and judges it.
    private func judge(
        _ record: ExpectedRecord, _ texts: [String], _ version: RecordVersion,
        by judgement: (ExpectedRecord, String) -> RecordFinding
    ) -> RecordFinding {
        let texts = texts.prefix(Self.maximumRecords)
        let matching = texts.filter(version.begins)
        guard let text = matching.first else {
            guard let similar = texts.first(where: version.resembles) else { return missing(record) }
            let rule = "The record has to begin with exactly \(version.opening), without quotes and blanks before it."
            return RecordFinding(record, found: [similar], .wrong, "\(rule) \(record.replacement)")
        }
        guard matching.count == 1 else {
            let rule = "Only one \(record.purpose.title) record may stand at \(record.name), and there are"
            let isPolicy = record.purpose == .senderPolicy || record.purpose == .forwardingPolicy
            let remedy = isPolicy ? "Join their mechanisms in one" : "Keep one of them"
            let advice = "\(rule) \(matching.count). \(remedy), and remove the rest."
            return RecordFinding(record, found: Array(matching), .conflicting, advice)
        }
        guard text.utf8.count <= RecordTags.maximumLength else {
            let fault = "The record has more than \(RecordTags.maximumLength) octets, and is not read."
            return RecordFinding(record, found: [text], .wrong, "\(fault) \(record.replacement)")
        }
        return judgement(record, text)
    }

    /// The advice where there is nothing to do.
    static let nothingToDo = "Nothing has to be done."
    /// The most characters of a part of a text that are shown in an advice.
    static let fragmentLength = 80
}
