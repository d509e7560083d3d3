import MXResolver
import MailAddressing
import MailForwarding

/// What came of looking for the DNS records of a domain; the names are part of the command line's promise.
struct DomainVerificationReport: Encodable, Hashable, Sendable {
    /// What was found in the place of a record.
    struct Finding: Encodable, Hashable, Sendable {
        /// What the record is for, as `MX` or `DKIM r20260131`.
        var purpose: String
        /// Whether mail is not forwarded well without it.
        var required: Bool
        var name: String
        var type: String
        /// What was expected.
        var value: String
        /// What is there.
        var found: [String]
        /// `present`, `presentDifferently`, `missing`, `wrong`, `conflicting` or `unknown`.
        var verdict: String
        /// What is to be done.
        var advice: String
        /// Whether it is as it was printed.
        fileprivate var isExact: Bool { verdict == "present" }
    }

    var domain: String
    var mailHost: String
    /// Whether all required records are there.
    var isVerified: Bool
    /// Whether nobody knows, as a look-up failed and nothing that was found is wrong.
    var isUndecided: Bool
    /// The state of the domain, once its records were found.
    var state: String?
    var records: [Finding]

    /// Looks the records up, all of them at the same time, and judges them.
    ///
    /// - Parameters:
    ///   - plan: the records that are expected.
    ///   - dns: who is asked.
    init(of plan: DomainRecordPlan, asking dns: any DNSResolver) async {
        let answers = await withTaskGroup(of: (ExpectedRecord, RecordAnswer).self) { group in
            for record in plan.records {
                group.addTask { (record, await RecordAnswer(for: record, from: dns)) }
            }
            var answers: [ExpectedRecord: RecordAnswer] = [:]
            for await (record, answer) in group { answers[record] = answer }
            return answers
        }
        let verification = DomainVerification(plan: plan, answers: answers)
        domain = plan.domain.text
        mailHost = plan.mailHost.text
        isVerified = verification.isVerified
        isUndecided = verification.isUndecided
        records = verification.findings.map { finding in
            let expected = finding.expected
            return Finding(
                purpose: expected.purpose.title, required: expected.purpose.isRequired, name: expected.name.text,
                type: expected.type.rawValue, value: expected.value, found: finding.found,
                verdict: finding.verdict.word, advice: finding.advice)
        }
    }

    /// What was found, in words: a table, and below a record that is not as it was printed what to do.
    var text: String {
        var table = Table("RECORD", "NAME", "FOUND", "VERDICT")
        for record in records {
            let found = record.found.map { Self.cut($0) }.joined(separator: " | ")
            table.add(record.purpose, record.name, found.isEmpty ? "nothing" : Table.cut(found), record.shownVerdict)
        }
        let rows = table.text.split(separator: "\n", omittingEmptySubsequences: false)
        var lines = rows.prefix(1).map(String.init)
        for (row, record) in zip(rows.dropFirst(), records) {
            lines.append(String(row))
            if !record.isExact { lines.append("  \(Console.printable(record.advice))") }
        }
        return (lines + ["", conclusion]).joined(separator: "\n")
    }

    /// What follows, in a sentence.
    private var conclusion: String {
        if isVerified {
            return state == "disabled"
                ? "All required records are there; the domain is disabled, and its mail is refused."
                : "All required records are there: mail to the domain is taken."
        }
        return isUndecided
            ? "Nobody knows: a look-up failed."
            : "Not all required records are there: publish what is missing, wait until the DNS has it, and try again."
    }

    /// How the command ends, or nil where the domain is verified.
    var commandFailure: CommandFailure? {
        if isVerified { return nil }
        return isUndecided ? .operational("a look-up failed; trying again later may help") : .negative()
    }

    /// A record that was found, short enough for several in a line.
    private static func cut(_ text: String) -> String {
        text.unicodeScalars.count <= longestFound ? text : String(text.prefix(longestFound - 1)) + "\u{2026}"
    }

    private static let longestFound = 48
}

extension DomainVerificationReport.Finding {
    /// The verdict in words.
    fileprivate var shownVerdict: String {
        switch verdict {
        case "present": "as it should be"
        case "presentDifferently": "will do"
        default: required ? verdict : "\(verdict) (recommended)"
        }
    }
}

extension RecordFinding.Verdict {
    /// The verdict as a word for programs.
    fileprivate var word: String {
        switch self {
        case .present: "present"
        case .presentDifferently: "presentDifferently"
        case .missing: "missing"
        case .wrong: "wrong"
        case .conflicting: "conflicting"
        case .unknown: "unknown"
        }
    }
}

extension RecordAnswer {
    /// Looks a record up.
    ///
    /// - Parameters:
    ///   - record: the record that is expected.
    ///   - dns: who is asked.
    init(for record: ExpectedRecord, from dns: any DNSResolver) async {
        switch record.type {
        case .txt: self.init(await dns.textRecords(at: record.name))
        case .mx:
            switch await dns.query(record.name, .mx) {
            case .success(let answer):
                let exchanges = answer.records.compactMap { record -> MailExchange? in
                    guard case .mx(let preference, let exchange) = record.data else { return nil }
                    return MailExchange(preference: preference, host: exchange.text)
                }
                self = exchanges.isEmpty ? .noSuchRecord : .mailExchanges(exchanges)
            case .failure(.noSuchDomain): self = .noSuchName
            case .failure(.noData): self = .noSuchRecord
            case .failure(let failure): self = .failed(reason: "\(failure)")
            }
        }
    }
}
