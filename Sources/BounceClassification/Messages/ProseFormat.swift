/// The letters of one kind of mail server: by what they are known, and what they mean where they do not say it.
///
/// What the letters have in common, recipients at the beginnings of lines and reasons behind them, `ProseReader` reads
/// from any.
struct ProseFormat: Sendable {
    /// The name, for people.
    let name: String
    /// Of the sender's address and name one has to have one of these in it, in lower case; empty: anything.
    var from: [String] = []
    /// The subject has to have one of these in it, in lower case; empty: anything.
    var subject: [String] = []
    /// The first lines have to have one of these in them, in lower case and with single blanks; empty: anything.
    var body: [String] = []
    /// Fields of which one has to be there, as their name or as `name: a part of the value`, in lower case.
    var fields: [String] = []
    /// Of these words one has to be a whole label of a sender's address, in lower case; empty: anything.
    var senderLabels: [String] = []
    /// Whether a letter of a server that fits is a bounce whatever else it says.
    var isDistinctive = false
    /// Whether its letters have the subject of an answer.
    var answers = false
    /// The cause where no words of the letter tell one.
    var cause: BounceCause?
    /// Whether the reason stands before the recipient.
    var hasReasonFirst = false
    /// Labels that stand before a recipient here, beyond the usual ones; in lower case.
    var labels: [String] = []

    /// Whether a letter is one of these.
    func fits(_ letter: BounceLetter, _ sender: LetterSender, _ text: BounceText) -> Bool {
        guard from.isEmpty || sender.text.containsAny(of: from) else { return false }
        guard senderLabels.isEmpty || sender.hasLabel(of: senderLabels) else { return false }
        guard subject.isEmpty || Array(letter.subject.utf8).containsAny(of: subject) else { return false }
        guard body.isEmpty || text.opening.containsAny(of: body) else { return false }
        return fields.isEmpty
            || fields.contains { field in
                let parts = field.split(separator: ":", maxSplits: 1)
                let sought = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
                return letter.values(named: parts[0]).contains { value in
                    sought.isEmpty || TextLine(value.utf8).lowered.contains(sought)
                }
            }
    }
}

extension BounceLetter {
    /// The values of fields of a name that is part of a text.
    fileprivate func values(named name: Substring) -> [String] { values(named: String(name)) }
}
