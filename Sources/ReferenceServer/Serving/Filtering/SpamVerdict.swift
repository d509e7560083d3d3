/// What a spam filter says of a message.
struct SpamVerdict: Hashable, Sendable {
    /// What rspamd recommends; complete, as `other` holds what an administrator may have named.
    enum Action: Hashable, Sendable {
        /// Nothing speaks against it.
        case noAction
        /// It is to come again, as its sender is not known yet.
        case greylist
        /// It may be spam, and is to be marked.
        case addHeader
        /// It may be spam, and its subject is to say so.
        case rewriteSubject
        /// It is to come again, as when somebody sends too much.
        case softReject
        /// It is spam.
        case reject
        /// It is to vanish without a word.
        case discard
        /// It is to be put aside.
        case quarantine
        /// An action of the administrator's own, in printable ASCII.
        case other(String)

        /// Makes an action of rspamd's word for it.
        init(_ word: String) {
            self =
                switch word {
                case "no action": .noAction
                case "greylist": .greylist
                case "add header": .addHeader
                case "rewrite subject": .rewriteSubject
                case "soft reject": .softReject
                case "reject": .reject
                case "discard": .discard
                case "quarantine": .quarantine
                default: .other(ForeignText.line(word.utf8, limit: SpamVerdict.longestName))
                }
        }

        /// Rspamd's word for it.
        var word: String {
            switch self {
            case .noAction: "no action"
            case .greylist: "greylist"
            case .addHeader: "add header"
            case .rewriteSubject: "rewrite subject"
            case .softReject: "soft reject"
            case .reject: "reject"
            case .discard: "discard"
            case .quarantine: "quarantine"
            case .other(let word): word
            }
        }
    }

    /// A header field that is to be added: a name that begins with `X-`, and a value in printable ASCII.
    struct Field: Hashable, Sendable {
        /// Its name.
        let name: String
        /// Its value, unfolded.
        let value: String
    }

    /// What is recommended.
    let action: Action
    /// How much speaks for spam: a finite number.
    let score: Double
    /// From which score on rspamd would refuse it, where it says so: a finite number.
    let threshold: Double?
    /// The names of what was found, what weighs most first.
    let symbols: [String]
    /// What the client is to be told, in printable ASCII; empty for nothing of its own.
    let replyText: String
    /// The fields that are to be added, by their names.
    let fields: [Field]

    /// The most octets of the name of an action or a symbol.
    static let longestName = 64
    /// The most symbols that are kept, for the log.
    static let maximumSymbolCount = 30
    /// The most octets of a reply's text.
    static let maximumReplyLength = 200
    /// The most fields of rspamd's that are added.
    static let maximumFieldCount = 16
    /// The most octets of such a field's value.
    static let maximumFieldLength = 2_000
}
