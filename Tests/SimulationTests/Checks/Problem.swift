/// Something that must not happen in a run.
struct Problem: Hashable {
    /// The kinds of it; complete.
    enum Kind: String, CaseIterable {
        /// What was acknowledged is missing, or is there otherwise.
        case loss
        /// Somebody was given a message more often than its ledger explains, or never though it says so.
        case delivery
        /// A ledger contradicts itself or the store.
        case ledger
        /// Octets that were sent are not those that were accepted.
        case content
        /// More was asked of a site than a rule allows.
        case limit
        /// Something came that was suspended, or before its time.
        case order
        /// Somebody waits and nothing explains why.
        case starvation
        /// Something does not end.
        case hang
        /// What is over is still in memory.
        case memory
        /// The queue refuses what it must take.
        case refusal
        /// The same seed did not do the same.
        case repetition
    }

    /// Which kind.
    let kind: Kind
    /// When, in milliseconds from the beginning.
    let moment: Int64
    /// What, in words.
    let text: String
}

extension Problem: CustomStringConvertible {
    /// The problem as one line.
    var description: String { "\(Trace.words(moment)) \(kind.rawValue): \(text)" }
}
