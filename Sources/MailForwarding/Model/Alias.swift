public import MailAddressing

/// An address whose mail goes on to others.
public struct Alias: Hashable, Sendable {
    /// The address, its local part in lower case; mail to it finds it in any case.
    public let address: Mailbox
    /// The account that it belongs to, in lower case; nil where it belongs to the administrators.
    public var owner: Mailbox?
    /// Who gets its mail, 1 to ``maximumTargetCount``, none of them twice.
    ///
    /// A target that is an alias itself stands for that one's targets. The alias's own address among them is a mailbox:
    /// mail goes there as it is addressed.
    public var targets: [Mailbox]
    /// Whether its mail goes on.
    public var isEnabled = true
    /// What becomes of mail to it while it is not enabled, or has expired.
    public var disabledAnswer = DisabledAnswer.refuse
    /// When it stops, in seconds since 1970; nil for never.
    public var expiry: Int64?
    /// Whether what stands behind a `+` in the local part is left out of account: `ada+shop` is `ada`.
    public var takesTags = true
    /// How the author of a forwarded message is shown.
    public var presentation = PresentationPreference.automatic
    /// The name that answers from the alias have in From; nil for none.
    public var displayName: String?
    /// What people want to remember of it.
    public var note = ""
    /// When it was made, in seconds since 1970.
    public let creation: Int64

    /// The most targets, a small list.
    ///
    /// Larger ones want what list software has: subscriptions, archives, bounces.
    public static let maximumTargetCount = 50
    /// The most octets of a display name.
    public static let maximumDisplayNameLength = 100

    /// Makes an alias that is enabled.
    ///
    /// - Parameters:
    ///   - address: the address.
    ///   - targets: who gets its mail.
    ///   - owner: the account that it belongs to; nil for the administrators.
    ///   - creation: the time, in seconds since 1970.
    public init(_ address: Mailbox, targets: [Mailbox], owner: Mailbox? = nil, creation: Int64) {
        self.address = address.folded
        self.targets = targets
        self.owner = owner?.folded
        self.creation = creation
    }

    /// Whether its mail goes on at a time.
    ///
    /// - Parameter now: the time, in seconds since 1970.
    public func isActive(at now: Int64) -> Bool { isEnabled && !hasExpired(at: now) }

    /// Whether its time is over.
    ///
    /// - Parameter now: the time, in seconds since 1970.
    public func hasExpired(at now: Int64) -> Bool { expiry.map { $0 <= now } ?? false }
}
