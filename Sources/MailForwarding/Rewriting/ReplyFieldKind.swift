import InternetMessage

/// What becomes of a field in an answer through a reverse alias; fields of no kind are left out.
enum ReplyFieldKind: Hashable, Sendable {
    /// Replaced by the alias.
    case author
    /// Written with the addresses that correspondents know.
    case recipients
    /// Written without the time zone.
    case date
    /// Masked.
    case identifier
    /// Masked where they show something.
    case references
    /// Cut down to its keyword where it shows something.
    case automatic
    /// As it is: the author's own words, or what the body cannot be read without.
    case verbatim
    /// As it is, unless it shows something.
    case plain

    /// Whether more than one such field is kept.
    var mayRepeat: Bool {
        switch self {
        case .author, .date, .identifier: false
        case .recipients, .references, .automatic, .verbatim, .plain: true
        }
    }

    /// The kind of a field, or nil for one that is left out.
    init?(_ field: HeaderField) {
        switch field.name.lowercased() {
        case "from": self = .author
        case "to", "cc": self = .recipients
        case "date": self = .date
        case "message-id": self = .identifier
        case "in-reply-to", "references": self = .references
        case "auto-submitted": self = .automatic
        case "subject", "mime-version", "content-type", "content-transfer-encoding": self = .verbatim
        case "precedence", "importance", "priority", "x-priority", "sensitivity": self = .plain
        case let name where name.hasPrefix("content-"): self = .plain
        default: return nil
        }
    }
}
