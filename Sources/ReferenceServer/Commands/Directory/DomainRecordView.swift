import MailAddressing
import MailForwarding

/// A DNS record that a domain needs, for people and programs; the names are part of the command line's promise.
struct DomainRecordView: Encodable, Hashable, Sendable {
    /// What it is for, as `MX` or `DKIM r20260131`.
    var purpose: String
    /// Whether mail is not forwarded well without it; the others are recommended.
    var required: Bool
    var name: String
    var type: String
    /// The value on one line and without quotes.
    var value: String
    /// The value in pieces of at most 255 octets.
    var strings: [String]
    /// The line of a zone file.
    var zone: String

    /// Makes the view of a record.
    ///
    /// - Parameter record: the record.
    init(_ record: ExpectedRecord) {
        purpose = record.purpose.title
        required = record.purpose.isRequired
        name = record.name.text
        type = record.type.rawValue
        value = record.value
        strings = record.strings
        zone = record.zoneFileLine
    }

    /// Records as lines of the zone of a domain; one that belongs into another zone is a comment.
    ///
    /// - Parameters:
    ///   - records: the records.
    ///   - domain: the domain whose zone it is.
    static func zoneText(_ records: [DomainRecordView], of domain: String) -> String {
        records.map { record in
            let isInside = record.name == domain || record.name.hasSuffix(".\(domain)")
            return isInside ? record.zone : "; for the zone of \(record.name): \(record.zone)"
        }.joined(separator: "\n")
    }

    /// Records as a table, a line each.
    ///
    /// - Parameter records: at least one.
    static func table(_ records: [DomainRecordView]) -> String {
        var table = Table("TYPE", "NAME", "VALUE", "FOR", "NEEDED")
        for record in records {
            table.add(
                record.type, record.name, record.value, record.purpose, record.required ? "required" : "recommended")
        }
        return table.text
    }
}

extension DomainPlanView {
    /// The records.
    ///
    /// - Throws: `CommandFailure`, operational, where none can be written.
    func records() throws(CommandFailure) -> [DomainRecordView] { try plan().records.map { DomainRecordView($0) } }

    /// What is to be said of the mail host; nil where somebody has said which it is.
    var notice: String? {
        guard isMailHostGuessed else { return nil }
        return "No daemon has told its name: the records name this machine, \(Console.printable(mailHost)); "
            + "--mail-host names another"
    }
}
