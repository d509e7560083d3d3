/// A list of addresses as in From, To, Cc and Reply-To (RFC 5322, section 3.4), read tolerantly and written strictly.
///
/// Reading takes any octets in a time that grows with their number and never fails: the obsolete forms (section 4.4),
/// text in UTF-8 (RFC 6532), names in encoded words or only in a comment, blanks or semicolons between addresses,
/// groups that do not end or stand in one another, angle brackets that do not close. What cannot be an address is kept
/// as a name without one, or left out.
public struct AddressList: Hashable, Sendable {
    /// The mailboxes and groups in their order.
    public let entries: [AddressListEntry]

    /// The most mailboxes and groups that are read from one value; what is behind them is left out.
    ///
    /// Far over what people write and what servers take as recipients; it bounds the memory that a value full of commas
    /// costs.
    public static let maximumCount = 10_000

    /// Makes an empty list.
    public init() { entries = [] }

    /// Makes a list, to be written.
    ///
    /// - Parameter entries: the mailboxes and groups in their order.
    public init(_ entries: [AddressListEntry]) { self.entries = entries }

    /// Makes a list of mailboxes without groups, to be written.
    ///
    /// - Parameter mailboxes: the mailboxes in their order.
    public init(_ mailboxes: [NamedMailbox]) { entries = mailboxes.map { .mailbox($0) } }

    /// Reads the value of a field.
    ///
    /// - Parameter value: the octets behind the field's colon, folding and all, as ``HeaderField/value`` has them.
    public init(parsing value: ArraySlice<UInt8>) {
        var reader = AddressReader(value)
        entries = reader.read()
    }

    /// All mailboxes, those of groups included, in their order.
    public var mailboxes: [NamedMailbox] { entries.flatMap(\.mailboxes) }
}

extension AddressList: CustomStringConvertible {
    /// The list as it stands in a field, on one line.
    public var description: String {
        entries.map { entry in
            switch entry {
            case .mailbox(let mailbox): mailbox.description
            case .group(let name, let members):
                "\(EncodedWords.encodedPhrase(name)):\(members.map { " \($0)" }.joined(separator: ","));"
            }
        }.joined(separator: ", ")
    }
}
