public import InternetMessage
public import MailAddressing

/// What rules look at in a message.
///
/// Everything in it is bounded, whatever the message is: of texts that are longer only the beginning is kept.
public struct MessageFacts: Hashable, Sendable {
    /// The sender of the envelope.
    public let reversePath: ReversePath
    /// The addresses of the authors as they stand in all From fields, valid or not; at most ``maximumAuthorCount``.
    public let authors: [String]
    /// The subject, encoded words decoded; at most ``maximumSubjectLength`` characters, empty where there is none.
    public let subject: String
    /// The length of the message in octets.
    public let size: Int
    /// Whether the message has attachments; nil where that is not known.
    public let hasAttachments: Bool?
    /// The identifier of the list that the message came by, without angle brackets; nil where there is none.
    public let listIdentifier: String?

    /// The authors and the reverse path as conditions look at them.
    let senders: [MessageSender]
    /// The subject as it is compared.
    let foldedSubject: FoldedText

    /// The most authors that are looked at: far more than people write, and it bounds the work of a message.
    public static let maximumAuthorCount = 100
    /// How much of an author's address is looked at, in Unicode scalars; a valid one has 254 octets at most.
    public static let maximumAuthorLength = 500
    /// How much of a subject is looked at, in Unicode scalars: twice the longest line that a message may have.
    public static let maximumSubjectLength = 2_000
    /// The longest identifier of a list in octets (RFC 2919, section 2); a longer one counts as none.
    public static let maximumListIdentifierLength = 255

    /// Takes facts that are known.
    ///
    /// - Parameters:
    ///   - reversePath: the sender of the envelope.
    ///   - authors: the addresses of the authors, as text.
    ///   - subject: the subject as people read it.
    ///   - size: the length of the message in octets.
    ///   - hasAttachments: whether it has attachments; nil where that is not known.
    ///   - listIdentifier: the identifier of the list that it came by, without angle brackets; nil for none.
    public init(
        reversePath: ReversePath, authors: [String], subject: String, size: Int, hasAttachments: Bool? = nil,
        listIdentifier: String? = nil
    ) {
        self.reversePath = reversePath
        self.authors = authors.prefix(Self.maximumAuthorCount).map { $0.cut(to: Self.maximumAuthorLength) }
        self.subject = subject.cut(to: Self.maximumSubjectLength)
        self.size = size
        self.hasAttachments = hasAttachments
        self.listIdentifier = listIdentifier.flatMap {
            (1...Self.maximumListIdentifierLength).contains($0.utf8.count) ? $0 : nil
        }
        let envelope = reversePath.mailbox.map { [MessageSender($0.description)] } ?? []
        senders = envelope + self.authors.map { MessageSender($0) }
        foldedSubject = FoldedText(self.subject)
    }

    /// Reads the facts from the header of a message.
    ///
    /// Of several Subject or List-Id fields the first counts, as it is the one that readers show; of several From
    /// fields all do, as it is not known which one is shown.
    ///
    /// - Parameters:
    ///   - header: the header of the message.
    ///   - reversePath: the sender of the envelope.
    ///   - size: the length of the message in octets.
    ///   - hasAttachments: whether it has attachments; nil where that is not known.
    public init(header: MessageHeader, reversePath: ReversePath, size: Int, hasAttachments: Bool?) {
        var authors: [String] = []
        for field in header.fields(named: "From") where authors.count < Self.maximumAuthorCount {
            authors += AddressList(parsing: field.value).mailboxes.map(\.address).filter { !$0.isEmpty }
        }
        self.init(
            reversePath: reversePath, authors: authors, subject: header.first(named: "Subject")?.decodedValue ?? "",
            size: size, hasAttachments: hasAttachments,
            listIdentifier: header.first(named: "List-Id").flatMap { ListIdentifierReader.identifier(in: $0.value) })
    }
}

extension String {
    /// The beginning of the text, of at most so many Unicode scalars.
    fileprivate func cut(to length: Int) -> String {
        // There are no more scalars than octets.
        guard utf8.count > length else { return self }
        return String(unicodeScalars.prefix(length))
    }
}
