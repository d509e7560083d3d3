import BounceClassification
import SMTPProtocol

/// How often what is read of messages agrees with what a corpus expects.
struct MessageTally {
    /// So many of so many.
    struct Score {
        private(set) var agreed = 0
        private(set) var total = 0

        mutating func add(_ agrees: Bool) {
            total += 1
            agreed += agrees ? 1 : 0
        }

        func isAtLeast(_ percent: Int) -> Bool { agreed * 100 >= total * percent }
    }

    private(set) var found = Score()
    private(set) var surplus = 0
    private(set) var causes = Score()
    private(set) var hardness = Score()
    /// Whether a failure is one for good by the class of the status or code, where the cause leaves that to them.
    private(set) var classes = Score()
    private(set) var codes = Score()
    private(set) var statuses = Score()
    /// The recipients on whose cause or hardness we disagree without a reason.
    private(set) var unexplained: [String] = []
    private var matrix: [String: [String: Int]] = [:]
    private var disagreements: [String] = []

    mutating func add(_ sample: MessageSample, _ bounce: ReceivedBounce?) {
        let recipients = bounce?.recipients ?? []
        surplus += max(0, recipients.count - sample.recipients.count)
        let name = sample.file.split(separator: "/").last.map { String($0.dropLast(4)) } ?? sample.file
        for (index, one) in sample.recipients.enumerated() {
            let recipient = index < recipients.count ? recipients[index] : nil
            found.add(recipient != nil)
            add(one, recipient, bounce, "\(name) \(index + 1)")
        }
    }

    private mutating func add(
        _ one: MessageSample.Recipient, _ recipient: BouncedRecipient?, _ bounce: ReceivedBounce?, _ name: String
    ) {
        let cause = recipient?.verdict.cause
        matrix[one.reason, default: [:]][cause?.rawValue ?? "none", default: 0] += 1
        let agrees = cause.map { MessageMap.causes(for: one.reason).contains($0) } ?? false
        causes.add(agrees)
        if !agrees {
            note(
                name, "is \(cause?.rawValue ?? "none") (\(recipient?.verdict.explanation ?? "")) for \(one.reason)",
                recipient)
            if MessageMap.contested[name] == nil { unexplained.append(name) }
        }
        addPermanence(one, recipient, bounce, name)
        if let code = UInt16(one.replyCode) {
            codes.add(code == recipient?.replyCode)
            if code != recipient?.replyCode { note(name, "has no code \(code)", recipient) }
        }
        if let status = one.statedStatus {
            statuses.add(status == recipient?.status)
            if status != recipient?.status { note(name, "has no status \(status)", recipient) }
        }
    }

    private mutating func addPermanence(
        _ one: MessageSample.Recipient, _ recipient: BouncedRecipient?, _ bounce: ReceivedBounce?, _ name: String
    ) {
        let isHard = recipient?.verdict.isHardBounce ?? false
        hardness.add(isHard == one.isHard)
        if isHard != one.isHard {
            note(name, "is \(isHard ? "" : "not ")hard", recipient)
            if MessageMap.contestedHardness[name] == nil, MessageMap.contested[name] == nil { unexplained.append(name) }
        }
        guard let verdict = recipient?.verdict, bounce?.kind == .failure || bounce?.kind == .delay,
            let status = one.statedStatus, !Self.fixed.contains(verdict.cause)
        else { return }
        let agrees = (verdict.permanence == .permanent) == (status.classDigit == 5)
        classes.add(agrees)
        if !agrees { note(name, "is \(verdict.permanence) for \(one.status)", recipient) }
    }

    /// Causes that another way or another day helps against, whatever the class of the code.
    private static let fixed: Set<BounceCause> = [
        .blockedAddress, .poorReputation, .missingReverseName, .greylisted, .rateLimited, .tooManyConnections,
        .tooManyRecipients, .networkFailure, .encryptionRequired, .loginRequired, .tlsFailure, .serviceUnavailable,
        .feedback, .delivered, .automaticReply,
    ]

    private mutating func note(_ name: String, _ text: String, _ recipient: BouncedRecipient?) {
        disagreements.append("\(name) \(text) | \(recipient?.diagnostic?.prefix(160) ?? "")")
    }

    func print() {
        for (word, row) in matrix.sorted(by: { $0.key < $1.key }) {
            let cells = row.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            Swift.print("REPORT messages \(word): " + cells.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        for line in disagreements { Swift.print("REPORT disagrees: \(line)") }
        let scores = [
            ("recipients found", found), ("causes", causes), ("hard or not", hardness), ("for good by class", classes),
            ("reply codes", codes), ("statuses", statuses),
        ]
        for (name, score) in scores { Swift.print("REPORT messages: \(score.agreed) of \(score.total) \(name)") }
        Swift.print("REPORT messages: \(surplus) recipients too many")
    }
}
