import DeliveryQueue
import MailAddressing
import MailForwarding

/// What is shown of an alias; the names are part of the command line's promise.
struct AliasView: Codable, Hashable, Sendable {
    var address: String
    var targets: [String]
    /// `active`, `disabled` or `expired`.
    var state: String
    /// The account that it belongs to; absent where it belongs to the administrators.
    var owner: String?
    /// What becomes of mail while it is not in use: `refuse`, `defer` or `discard`.
    var whenDisabled: String
    /// When it stops; absent for never.
    var expires: String?
    /// Whether what stands behind a `+` in the local part is left out of account.
    var takesTags: Bool
    /// How authors are shown: `kept`, `rewritten` or `automatic`.
    var author: String
    /// The name that answers have in From.
    var displayName: String?
    var note: String
    var created: String
    /// How many messages went on.
    var forwarded: UInt64
    /// How many answers went out from behind it.
    var answered: UInt64
    /// How many messages were refused.
    var refused: UInt64
    /// How many messages were accepted and dropped.
    var discarded: UInt64

    /// Makes the view of an alias.
    ///
    /// - Parameters:
    ///   - alias: the alias.
    ///   - directory: the directory that it is in.
    ///   - now: the time, in seconds since 1970.
    init(_ alias: Alias, in directory: MailDirectory, at now: Int64) {
        address = alias.address.description
        targets = alias.targets.map(\.description)
        state = !alias.isEnabled ? "disabled" : alias.hasExpired(at: now) ? "expired" : "active"
        owner = alias.owner?.description
        whenDisabled = alias.disabledAnswer.rawValue
        expires = alias.expiry.map { WallTime(seconds: $0).description }
        takesTags = alias.takesTags
        author = alias.presentation.word
        displayName = alias.displayName
        note = alias.note
        created = WallTime(seconds: alias.creation).description
        forwarded = directory.count(of: .alias(alias.address, .forwarded))
        answered = directory.count(of: .alias(alias.address, .answered))
        refused = directory.count(of: .alias(alias.address, .refused))
        discarded = directory.count(of: .alias(alias.address, .discarded))
    }
}

/// A page of the aliases.
struct AliasPageView: Codable, Hashable, Sendable {
    /// The aliases, by domain and local part.
    var entries: [AliasView]
    /// The alias that the next page follows; absent at the end.
    var next: String?
}

extension PresentationPreference {
    /// The word that people write for it.
    var word: String {
        switch self {
        case .automatic: "automatic"
        case .alwaysKept: "kept"
        case .alwaysRewritten: "rewritten"
        }
    }
}
