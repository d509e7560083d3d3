public import DeliveryReports

/// When a refusal or a complaint puts a recipient on the suppression list, and for how long.
///
/// Whatever its numbers are, nothing whose scope is not the recipient ever leads to an entry. A block of our address or
/// a full disk says nothing about a mailbox. Nor does a domain that does not exist lead to one, though it is a hard
/// bounce: such mail costs a question to the DNS and nobody's good opinion of us, and a domain that was paid for too
/// late is back the next day.
public struct SuppressionPolicy: Hashable, Sendable {
    /// How sure a hard bounce must be to count at once: 0 to 1.
    public var minimumConfidence: Double
    /// How sure a refusal must be to be counted at all: 0 to 1.
    public var minimumStrikeConfidence: Double
    /// When weak refusals together lead to an entry.
    public var weakRefusals: StrikeRule
    /// When a mailbox that stays full leads to an entry.
    public var fullMailboxes: StrikeRule
    /// How long the first entry after a hard bounce holds, in seconds.
    public var hardBounceTime: Int64
    /// How long the first entry after strikes holds, in seconds.
    public var strikeTime: Int64
    /// How long an entry after a refusal holds at most, in seconds: each one that follows another holds twice as long.
    public var longestTime: Int64
    /// The types of feedback that lead to an entry, at once and until somebody removes it.
    public var complaints: Set<FeedbackType>

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - minimumConfidence: how sure a hard bounce must be to count at once; by default as sure as an enhanced status
    ///     code makes it.
    ///   - minimumStrikeConfidence: how sure a refusal must be to be counted; by default as sure as a plain code.
    ///   - weakRefusals: when weak refusals lead to an entry.
    ///   - fullMailboxes: when a full mailbox leads to an entry.
    ///   - hardBounceTime: how long the first entry after a hard bounce holds, in seconds, 1 or more.
    ///   - strikeTime: how long the first entry after strikes holds, in seconds, 1 or more.
    ///   - longestTime: how long one after a refusal holds at most, in seconds, 1 or more.
    ///   - complaints: the types of feedback that lead to an entry.
    public init(
        minimumConfidence: Double = Self.codeConfidence, minimumStrikeConfidence: Double = Self.plainCodeConfidence,
        weakRefusals: StrikeRule = .weakRefusals, fullMailboxes: StrikeRule = .fullMailboxes,
        hardBounceTime: Int64 = Self.threeMonths, strikeTime: Int64 = Self.oneMonth,
        longestTime: Int64 = Self.twoYears, complaints: Set<FeedbackType> = Self.usualComplaints
    ) {
        self.minimumConfidence = minimumConfidence
        self.minimumStrikeConfidence = minimumStrikeConfidence
        self.weakRefusals = weakRefusals
        self.fullMailboxes = fullMailboxes
        self.hardBounceTime = hardBounceTime
        self.strikeTime = strikeTime
        self.longestTime = longestTime
        self.complaints = complaints
    }

    /// The policy with all defaults.
    public static let standard = SuppressionPolicy()

    /// 0.7, that of an enhanced status code or of words.
    ///
    /// Services that send for others suppress at the first hard bounce. They do well to: by mail to mailboxes that are
    /// gone, receivers tell a neglected list. A plain `550` is no such bounce, as many hosts say it to all that they do
    /// not like.
    public static let codeConfidence = 0.7
    /// 0.4, that of a plain code at a known stage: with less, nothing is known of the cause.
    public static let plainCodeConfidence = 0.4
    /// 90 days.
    ///
    /// Most services keep such an entry until a person removes it, and their customers ask for dead addresses
    /// that live again: a mistake of the host's, an account that was paid for at last. One refusal in three months
    /// harms nobody, and the next entry holds for twice as long.
    public static let threeMonths: Int64 = 90 * 86_400
    /// 30 days: what led there is weaker, and a full mailbox may be emptied.
    public static let oneMonth: Int64 = 30 * 86_400
    /// 730 days: providers that give addresses to new owners do so after a year or two, and the new one is not the old.
    public static let twoYears: Int64 = 730 * 86_400
    /// `abuse`, and `opt-out`, which says it politely.
    ///
    /// Not `fraud` and `virus`, which are about a message that somebody may have forged, nor `not-spam`, which says the
    /// opposite.
    public static let usualComplaints: Set<FeedbackType> = [.abuse, .optOut]
}
