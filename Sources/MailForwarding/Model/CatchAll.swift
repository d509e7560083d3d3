public import MailAddressing

/// Who gets what is addressed to no alias of a domain.
public struct CatchAll: Hashable, Sendable {
    /// Who gets it, 1 to ``Alias/maximumTargetCount``.
    public var targets: [Mailbox]
    /// Whether it is in use.
    public var isEnabled: Bool

    /// Makes a catch-all.
    ///
    /// - Parameters:
    ///   - targets: who gets the mail.
    ///   - isEnabled: whether it is in use.
    public init(targets: [Mailbox], isEnabled: Bool = true) {
        self.targets = targets
        self.isEnabled = isEnabled
    }
}
