import InternetMessage
import MailAddressing

/// Writes the addresses of an answer as the correspondents may see them.
struct ReplyAddresses: Hashable, Sendable {
    /// The alias with its name, as which the owner is shown.
    let author: NamedMailbox

    private let alias: Mailbox
    private let own: OwnAddresses

    /// Takes what is shown, and what is not.
    init(alias: Mailbox, displayName: String?, own: OwnAddresses) {
        let name = displayName.flatMap { own.isShown(in: $0) ? nil : $0 }
        author = NamedMailbox(displayName: name, mailbox: alias)
        self.alias = alias.folded
        self.own = own
    }

    /// The From field.
    var from: HeaderField { HeaderField(name: "From", addresses: AddressList([author])) }

    /// A field of recipients as correspondents may see it, octet for octet where nothing in it is different.
    ///
    /// - Returns: nil where nobody is left in it.
    func recipients(of field: HeaderField, correspondent: (Mailbox) -> Mailbox?) -> HeaderField? {
        let list = AddressList(parsing: field.value)
        var seen: Set<Mailbox> = []
        var entries: [AddressListEntry] = []
        for entry in list.entries {
            switch entry {
            case .mailbox(let mailbox):
                let mailboxes = shown([mailbox], seen: &seen, correspondent: correspondent)
                entries += mailboxes.map { AddressListEntry.mailbox($0) }
            case .group(let name, let members):
                let mailboxes = shown(members, seen: &seen, correspondent: correspondent)
                entries.append(.group(name: own.isShown(in: name) ? "Recipients" : name, members: mailboxes))
            }
        }
        guard !entries.isEmpty else { return nil }
        // What is behind the last entry that is read was not looked at.
        let isAll = list.entries.count + list.mailboxes.count < AddressList.maximumCount
        if isAll, entries == list.entries, !own.isShown(in: field) { return field }
        return HeaderField(name: field.name, addresses: AddressList(entries))
    }

    /// Mailboxes as correspondents may see them, each address once.
    private func shown(
        _ mailboxes: [NamedMailbox], seen: inout Set<Mailbox>, correspondent: (Mailbox) -> Mailbox?
    ) -> [NamedMailbox] {
        var result: [NamedMailbox] = []
        for named in mailboxes {
            guard let mailbox = named.mailbox else { continue }
            let real = correspondent(mailbox)
            let address = real ?? mailbox
            let isOurs = address.folded == alias || own.contains(address)
            guard seen.insert(isOurs ? alias : address.folded).inserted else { continue }
            guard !isOurs else {
                result.append(author)
                continue
            }
            var name = named.displayName
            if let real { name = AuthorName.restored(name, of: real) }
            if let text = name, own.isShown(in: text) { name = nil }
            let isSame = real == nil && name == named.displayName
            result.append(isSame ? named : NamedMailbox(displayName: name, mailbox: address))
        }
        return result
    }
}
