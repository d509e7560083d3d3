internal import MailAddressing

/// A question as the key of a table: the text of the name decides, so that only that is hashed and compared.
struct DNSQuestionKey: Hashable, Sendable {
    /// The name in lower case.
    let name: String
    /// The number of the type.
    let type: UInt16

    /// Makes the key of a question.
    init(_ name: DomainName, _ type: DNSRecordType) {
        self.name = name.text
        self.type = type.rawValue
    }
}
