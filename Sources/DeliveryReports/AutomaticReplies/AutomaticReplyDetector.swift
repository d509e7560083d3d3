import InternetMessage
import MailAddressing

/// Looks for the signs that a message was not written by a person (RFC 3834, section 2).
struct AutomaticReplyDetector {
    /// The signs found.
    private(set) var evidence: [AutomaticReplyEvidence] = []
    private let header: MessageHeader
    /// Whether the message says that a person sent it.
    private var isSubmittedByPerson = false

    /// Looks at a message.
    init(header: MessageHeader, envelopeSender: ReversePath?) {
        self.header = header
        readSender(envelopeSender)
        readAutoSubmitted()
        readPrecedence()
        readReplyFields()
        readSuppression()
        readLists()
        readReport()
        if !isSubmittedByPerson { readSubject() }
    }

    private mutating func readSender(_ envelopeSender: ReversePath?) {
        switch envelopeSender {
        case .null: note(.nullSender, value: "<>")
        case .mailbox(let mailbox):
            if let kind = SenderName.kind(ofLocalPart: mailbox.localPart) {
                note(kind, value: mailbox.description)
            }
        case nil: readReturnPath()
        }
        // Mail from a program may come with another sender, when a list or an alias passed it on.
        for name in ["From", "Sender"] { readName(in: name) }
    }

    private mutating func readReturnPath() {
        guard let field = header.first(named: "Return-Path") else { return }
        if field.unfoldedValue.utf8.filter({ !$0.isBlank }).elementsEqual("<>".utf8) {
            note(.nullSender, field: "Return-Path", value: "<>")
        } else {
            readName(in: "Return-Path")
        }
    }

    /// Reads the name of the first address in a field; programs often write theirs without a domain.
    private mutating func readName(in name: String) {
        guard let field = header.first(named: name),
            let mailbox = AddressList(parsing: field.value.prefix(Self.maximumAddressLength)).mailboxes.first
        else { return }
        let address = mailbox.address.isEmpty ? mailbox.displayName ?? "" : mailbox.address
        let localPart = String(decoding: address.utf8.prefix { $0 != UInt8(ascii: "@") }, as: UTF8.self)
        if let kind = SenderName.kind(ofLocalPart: localPart) { note(kind, field: name, value: address) }
    }

    private mutating func readAutoSubmitted() {
        for field in header.fields(named: "Auto-Submitted") {
            let value = field.unfoldedValue
            // Whoever writes the field at all, if wrongly, is a program (RFC 3834, section 5).
            switch value.firstToken.lowercased() {
            case "no": isSubmittedByPerson = true
            case "auto-replied": note(.repliedAutomatically, field: "Auto-Submitted", value: value)
            default: note(.submittedAutomatically, field: "Auto-Submitted", value: value)
            }
        }
    }

    private mutating func readPrecedence() {
        for name in ["Precedence", "X-Precedence"] {
            for field in header.fields(named: name) {
                let value = field.unfoldedValue
                switch value.firstToken.lowercased() {
                case "auto_reply", "auto-reply", "autoreply": note(.replyPrecedence, field: name, value: value)
                case "bulk", "junk", "list": note(.bulkPrecedence, field: name, value: value)
                default: continue
                }
            }
        }
    }

    private mutating func readReplyFields() {
        for field in header.fields {
            guard let isSign = ReplyField.all[field.name.lowercased()] else { continue }
            let value = field.unfoldedValue
            if isSign(value.lowercased()) { note(.replyField, field: field.name, value: value) }
        }
    }

    private mutating func readSuppression() {
        for field in header.fields(named: "X-Auto-Response-Suppress") {
            let value = field.unfoldedValue
            let words = value.lowercased().split { ",; ".contains($0) }
            if words.contains(where: { ["all", "oof", "autoreply"].contains($0) }) {
                note(.suppressed, field: "X-Auto-Response-Suppress", value: value)
            }
        }
    }

    private mutating func readLists() {
        for name in Self.listFields {
            guard let field = header.first(named: name) else { continue }
            note(.mailingList, field: name, value: field.unfoldedValue)
        }
    }

    private mutating func readReport() {
        guard let field = header.first(named: "Content-Type"), let type = ContentType(parsing: field.value),
            type.mediaType == "multipart/report"
        else { return }
        note(.report, field: "Content-Type", value: type.parameters["report-type"] ?? type.mediaType)
    }

    private mutating func readSubject() {
        guard let field = header.first(named: "Subject") else { return }
        let subject = EncodedWords.decoded(field.value.prefix(Self.maximumSubjectLength))
        if ReplySubject.isReply(subject) { note(.replySubject, field: "Subject", value: subject) }
    }

    private mutating func note(_ kind: AutomaticReplyEvidence.Kind, field: String? = nil, value: String) {
        guard evidence.count < Self.maximumCount else { return }
        evidence.append(AutomaticReplyEvidence(kind, field: field, value: Self.cut(value)))
    }

    /// As many characters as the longest value may have octets.
    private static func cut(_ value: String) -> String {
        var length = 0
        let scalars = value.unicodeScalars.prefix { scalar in
            length += UTF8.width(scalar)
            return length <= maximumValueLength
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// RFC 2369 and RFC 2919, and what list programs wrote before and still write.
    private static let listFields = [
        "List-Id", "List-Post", "List-Unsubscribe", "List-Subscribe", "List-Help", "List-Owner", "List-Archive",
        "Mailing-List", "X-Mailing-List", "X-BeenThere", "X-Mailman-Version", "X-Listname",
    ]
    /// More signs than that say nothing new.
    private static let maximumCount = 50
    private static let maximumValueLength = 200
    /// What is looked at of a list of addresses and of a subject, in octets.
    private static let maximumAddressLength = 2_000
    private static let maximumSubjectLength = 1_000
}
