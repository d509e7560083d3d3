/// Sorts the fields of a delivery status into those of the message and those of each recipient (RFC 3464, section 2.1).
///
/// Empty lines say where a recipient begins; where they are missing or too many, the names of the fields do.
struct DeliveryStatusGroups {
    /// A recipient's fields in the making.
    private struct Recipient {
        var fields: [ReportField] = []
        /// The known names among them.
        var names: Set<String> = []

        mutating func append(_ field: ReportField) {
            fields.append(field)
            if DeliveryStatusGroups.recipientNames.contains(field.key) { names.insert(field.key) }
        }

        /// Whether it completes the one before it, from which it was parted by mistake: it says nothing that is said
        /// there, and either something that is missing there or only what need not be said.
        func completes(_ last: Recipient) -> Bool {
            let needed: Set = ["final-recipient", "action", "status"]
            return names.isDisjoint(with: last.names)
                && (!last.names.isSuperset(of: needed) || names.isDisjoint(with: needed.union(["original-recipient"])))
        }
    }

    /// The fields of the message.
    private(set) var message: [ReportField] = []
    /// What is wrong.
    private(set) var problems: [ReportDefect.Problem] = []
    /// Whether a field of a delivery status is there.
    private(set) var hasKnownField = false

    private var sorted: [Recipient] = []
    private let maximumRecipientCount: Int
    private var isFull = false

    /// The fields of each recipient.
    var recipients: [[ReportField]] { sorted.map(\.fields) }

    /// Sorts groups of fields.
    init(_ groups: [[ReportField]], maximumRecipientCount: Int) {
        self.maximumRecipientCount = maximumRecipientCount
        for group in groups where !isFull { sort(group) }
        if isFull { note(.tooManyRecipients(limit: maximumRecipientCount)) }
    }

    private mutating func sort(_ group: [ReportField]) {
        var begun: [Recipient] = []
        var unknown: [ReportField] = []
        var isOfMessage = false
        for field in group {
            if let name = Self.messageNames[field.key] {
                hasKnownField = true
                isOfMessage = true
                if !sorted.isEmpty || !begun.isEmpty { note(.misplacedField(name)) }
                message.append(field)
            } else if Self.recipientNames.contains(field.key) {
                hasKnownField = true
                if begun.isEmpty {
                    if isOfMessage {
                        note(.missingEmptyLine)
                        message += unknown
                    }
                    begun.append(Recipient())
                    if !isOfMessage { for field in unknown { begun[0].append(field) } }
                    unknown = []
                } else if begins(field, behind: begun[begun.count - 1]) {
                    note(.missingEmptyLine)
                    begun.append(takeMisplacedOriginal(from: &begun[begun.count - 1], before: field))
                }
                begun[begun.count - 1].append(field)
            } else if begun.isEmpty {
                unknown.append(field)
            } else {
                begun[begun.count - 1].append(field)
            }
        }
        take(begun)
        // Of nobody known: what stands before all recipients is about the message, the rest about the one before.
        if sorted.isEmpty { message += unknown } else { sorted[sorted.count - 1].fields += unknown }
    }

    /// Whether a field begins the next recipient without an empty line before it.
    private func begins(_ field: ReportField, behind recipient: Recipient) -> Bool {
        (field.key == "final-recipient" || field.key == "original-recipient") && recipient.names.contains(field.key)
    }

    /// Begins a recipient with the original one that stands right before its Final-Recipient and was taken for
    /// another's.
    private func takeMisplacedOriginal(from last: inout Recipient, before field: ReportField) -> Recipient {
        var recipient = Recipient()
        guard field.key == "final-recipient", last.names.contains("action"), let original = last.fields.last,
            original.key == "original-recipient"
        else { return recipient }
        last.fields.removeLast()
        last.names.remove(original.key)
        recipient.append(original)
        return recipient
    }

    /// Takes the recipients of a group; a single one that completes the one before it becomes part of that.
    private mutating func take(_ begun: [Recipient]) {
        if let last = sorted.last, let only = begun.first, begun.count == 1, only.completes(last) {
            note(.strayEmptyLine)
            for field in only.fields { sorted[sorted.count - 1].append(field) }
            return
        }
        for recipient in begun {
            guard sorted.count < maximumRecipientCount else {
                isFull = true
                return
            }
            sorted.append(recipient)
        }
    }

    private mutating func note(_ problem: ReportDefect.Problem) {
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// The fields of the message (RFC 3464, section 2.2), by their names in lower case.
    private static let messageNames = [
        "original-envelope-id": "Original-Envelope-Id", "reporting-mta": "Reporting-MTA", "dsn-gateway": "DSN-Gateway",
        "received-from-mta": "Received-From-MTA", "arrival-date": "Arrival-Date",
    ]
    /// The fields of a recipient (RFC 3464, section 2.3) in lower case.
    fileprivate static let recipientNames: Set<String> = [
        "original-recipient", "final-recipient", "action", "status", "remote-mta", "diagnostic-code",
        "last-attempt-date", "final-log-id", "will-retry-until",
    ]
}
