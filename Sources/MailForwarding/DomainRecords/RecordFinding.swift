/// What was found in the place of an expected record, and what is to be done about it.
///
/// Guarantees: at most ``maximumFound`` texts of at most ``maximumFoundLength`` characters, and neither in them nor in
/// the advice a control character or one that only formats text, such as a change of direction: these are shown by
/// their numbers, as in `\u{0}`.
public struct RecordFinding: Hashable, Sendable {
    /// How what was found stands to what was expected; complete, as each follows from what is there.
    public enum Verdict: Hashable, Sendable, CaseIterable {
        /// It is as it should be.
        case present
        /// It is not as it was printed, but will do; the advice says what is different.
        case presentDifferently
        /// It is not there.
        case missing
        /// Something is there that will not do.
        case wrong
        /// There are several records where there may be one, so that receivers heed none or any.
        case conflicting
        /// The DNS gave no answer that says anything; it is to be asked again.
        case unknown

        /// Whether the record does what it is for.
        public var isAcceptable: Bool {
            switch self {
            case .present, .presentDifferently: true
            case .missing, .wrong, .conflicting, .unknown: false
            }
        }
    }

    /// The record that was expected.
    public let expected: ExpectedRecord
    /// What is there in its place, for people; other records of the name that are none of this kind are not in it.
    public let found: [String]
    /// How the two stand to each other.
    public let verdict: Verdict
    /// One to three sentences that say what is to be done.
    public let advice: String

    /// The most texts that are shown.
    public static let maximumFound = 20
    /// The most characters of a text that are shown; where it is longer, the last one is an ellipsis.
    public static let maximumFoundLength = 500

    /// Makes a finding, of whose texts as much is shown as may be.
    ///
    /// - Parameters:
    ///   - expected: the record that was expected.
    ///   - found: what is there, as it came.
    ///   - verdict: how the two stand to each other.
    ///   - advice: what is to be done; what it has of others' texts must have been made fit to be shown.
    init(_ expected: ExpectedRecord, found: [String] = [], _ verdict: Verdict, _ advice: String) {
        self.expected = expected
        self.found = found.prefix(Self.maximumFound).map { ShownText.of($0, limit: Self.maximumFoundLength) }
        self.verdict = verdict
        self.advice = advice
    }
}
