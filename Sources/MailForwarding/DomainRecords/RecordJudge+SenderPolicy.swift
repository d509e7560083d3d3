import MailAddressing

extension RecordJudge {
    /// Judges an SPF record.
    func senderPolicy(_ record: ExpectedRecord, _ text: String) -> RecordFinding {
        let policy = SenderPolicy(text)
        if let term = policy.malformedTerm {
            let shown = ShownText.of(term, limit: Self.fragmentLength)
            let fault = "Receivers take the whole record for broken, as \"\(shown)\" is nothing that SPF knows."
            return RecordFinding(record, found: [text], .wrong, "\(fault) Correct it, or use: \(record.value)")
        }
        guard policy.lookups <= SenderPolicy.maximumLookups else {
            let most = SenderPolicy.maximumLookups
            let fault = "The record asks for \(policy.lookups) look-ups, and receivers make no more than \(most)."
            return RecordFinding(record, found: [text], .wrong, "\(fault) Remove mechanisms that are not needed.")
        }
        let found = matches(in: policy)
        guard Self.areAuthorized(found) else {
            return RecordFinding(record, found: [text], .wrong, insertion(into: text, policy))
        }
        if text.lowercased().split(separator: " ").joined(separator: " ") == record.value {
            return RecordFinding(record, found: [text], .present, Self.nothingToDo)
        }
        let advice = adviceOnDifference(policy, found.compactMap { $0?.manner })
        return RecordFinding(record, found: [text], .presentDifferently, advice)
    }

    /// The match of each address that mail leaves from, or of the mail host where none is known.
    private func matches(in policy: SenderPolicy) -> [SenderPolicy.Match?] {
        guard !plan.sources.isEmpty else { return [policy.match(of: nil, for: plan)] }
        return plan.sources.map { policy.match(of: $0, for: plan) }
    }

    private static func areAuthorized(_ matches: [SenderPolicy.Match?]) -> Bool {
        matches.allSatisfy { $0?.qualifier == .pass }
    }

    /// What is said of a record that authorizes what it should.
    private func adviceOnDifference(_ policy: SenderPolicy, _ manners: [SenderPolicy.Match.Manner]) -> String {
        let unnamed = plan.sources.filter { !policy.names($0) }
        if policy.authorizesEveryone {
            return "The record lets every host send for \(plan.domain). Put ~all in the place of +all, and "
                + "before it: \(plan.mechanisms.joined(separator: " "))"
        }
        if manners.contains(.reference) {
            return "Whether the record of \(plan.mailHost) that it refers to authorizes what mail leaves from was not "
                + "looked up. Otherwise nothing has to be done."
        }
        guard unnamed.isEmpty else {
            let mechanisms = unnamed.map(DomainRecordPlan.mechanism).joined(separator: " ")
            return "The record authorizes \(plan.mailHost), but does not name all addresses that mail leaves from. "
                + "Unless they are addresses of that host, add: \(mechanisms)"
        }
        return "The record authorizes what mail leaves from. \(Self.nothingToDo)"
    }

    /// The advice to put into a record what it lacks.
    private func insertion(into text: String, _ policy: SenderPolicy) -> String {
        let passing = Set(policy.terms.filter { $0.qualifier == .pass }.map(\.text))
        let lacking = plan.mechanisms.filter { !passing.contains($0) }
        // Those that are there may stand behind what keeps them from counting.
        let isEnough = Self.areAuthorized(matches(in: SenderPolicy(SenderPolicy.inserting(lacking, into: text))))
        let mechanisms = isEnough ? lacking : plan.mechanisms
        let joined = mechanisms.joined(separator: " ")
        guard policy.lookups < SenderPolicy.maximumLookups || !mechanisms.contains("mx") else {
            return "Remove a mechanism, as no more than \(SenderPolicy.maximumLookups) look-ups are made, "
                + "and put directly behind v=spf1: \(joined)"
        }
        let noun = mechanisms.count == 1 ? "mechanism" : "mechanisms"
        let doubt = caution(about: policy)
        let whole = SenderPolicy.inserting(mechanisms, into: text)
        guard whole.utf8.count <= Self.longestPolicyInAdvice else {
            return "\(doubt)Add the \(noun) \"\(joined)\" directly behind v=spf1 in the record that is there."
        }
        return "\(doubt)Add the \(noun) \"\(joined)\" to the record that is there: \(whole)"
    }

    /// A sentence on what may authorize the host without that being seen, and a blank; nothing where there is none.
    private func caution(about policy: SenderPolicy) -> String {
        guard let first = policy.unfollowed.first else { return "" }
        let shown = ShownText.of(first, limit: Self.fragmentLength)
        return "Whether \"\(shown)\" authorizes \(plan.mailHost) is not looked up. "
    }

    /// The longest record that is written out in an advice; a longer one would not be one line of a form either.
    private static let longestPolicyInAdvice = 450
}
