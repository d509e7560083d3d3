public import InternetMessage
public import MailAddressing

/// The changes that are made to the header of an answer that goes through a reverse alias, so that the correspondents
/// see the alias and not who is behind it; the body stays as it is.
///
/// Fields are kept by a list, and all others are left out: what a program writes of its own accord (Received, Sender,
/// User-Agent, X-Originating-IP, DKIM-Signature, Autocrypt, Organization and whatever comes next) shows who answers. In
/// the order of the header:
///
/// - From is the alias, exactly once, on top where there was none.
/// - To and Cc have the real addresses instead of reverse aliases, the alias with its own name instead of addresses of
///   the owner (with something behind a `+` too), and each address once. A name that shows an own address or domain is
///   left out, and so is an address that cannot be read. Other people at the owner's domain stay: at a large provider
///   they are strangers.
/// - Date is written in UTC, as a time zone tells where somebody is. One that cannot be read is left out, for the
///   server that sends the message to write.
/// - Message-ID is masked; one that cannot be read is left out. In In-Reply-To and References those identifiers are
///   masked that were made in the domain of an own address or below it, or show an own address; others stay, so that
///   threads hold.
/// - Auto-Submitted stays, as loops would come of its loss (RFC 3834, section 5); where it shows something, its keyword
///   does.
/// - Subject, MIME-Version, Content-Type and Content-Transfer-Encoding stay as they are, as the first is what the
///   author wrote and the body cannot be read without the others. Other Content fields, Precedence, Importance,
///   Priority, X-Priority and Sensitivity stay unless they show an own address or domain.
///
/// The domain of an own address that is the alias's domain too is no secret. What does not change stays octet for
/// octet.
///
/// Received and Delivered-To are gone afterwards, so that a loop is to be looked for before: ``ForwardingLoop`` finds
/// what the owner's server sends on by itself, as the alias's Delivered-To is still in it.
///
/// Known limits: the body may show what it likes, and Content-Type with it, whose boundary often tells the mail
/// program. An identifier of the author's that names a machine instead of an own domain is masked in Message-ID but not
/// in References.
public enum ReplyHeader {
    /// An answer's header.
    public struct Outcome: Hashable, Sendable {
        /// The fields and the empty line that ends them, always; what follows `bodyOffset` in the message is put
        /// directly behind it.
        public let octets: [UInt8]
        /// The names of fields that were left out, each once, at most 100, cut to 76 octets: for the trace.
        public let dropped: [String]
    }

    /// The header of an answer through a reverse alias.
    ///
    /// Any header is taken. Neither a name nor what the closures return can end a field and begin another.
    ///
    /// - Parameters:
    ///   - header: the header as the owner of the alias sent it.
    ///   - alias: the alias.
    ///   - displayName: the name that stands with the alias, as plain text; nil for none. One that shows an own address
    ///     counts as none.
    ///   - ownAddresses: the addresses of the owner, which are hidden; the case of local parts does not matter.
    ///   - correspondent: the real address behind a reverse alias, or nil for any other address.
    ///   - mask: the replacement of an identifier, both without angle brackets: ``IdentifierMask/masked(_:)``. What is
    ///     no identifier is left out.
    /// - Returns: the new header, and what is not in it.
    public static func rewritten(
        _ header: MessageHeader, alias: Mailbox, displayName: String?, ownAddresses: Set<Mailbox>,
        correspondent: (Mailbox) -> Mailbox?, mask: (String) -> String
    ) -> Outcome {
        let own = OwnAddresses(ownAddresses, alias: alias)
        let addresses = ReplyAddresses(alias: alias, displayName: displayName, own: own)
        let identifiers = ReplyIdentifiers(own: own)
        var octets: [UInt8] = []
        var dropped = DroppedNames()
        var written: Set<ReplyFieldKind> = []
        if header.first(named: "From") == nil { octets += addresses.from.line }
        for field in header.fields {
            guard let kind = ReplyFieldKind(field), kind.mayRepeat || !written.contains(kind) else {
                dropped.add(field)
                continue
            }
            let kept: HeaderField? =
                switch kind {
                case .author: addresses.from
                case .recipients: addresses.recipients(of: field, correspondent: correspondent)
                case .date: date(of: field)
                case .identifier: identifiers.identifier(of: field, mask: mask)
                case .references: identifiers.references(of: field, mask: mask)
                case .automatic: own.isShown(in: field) ? automatic(field) : field
                case .verbatim: field
                case .plain: own.isShown(in: field) ? nil : field
                }
            guard let kept else {
                dropped.add(field)
                continue
            }
            written.insert(kind)
            octets += kept.line
        }
        return Outcome(octets: octets + [13, 10], dropped: dropped.names)
    }

    /// A date in UTC.
    private static func date(of field: HeaderField) -> HeaderField? {
        guard let date = try? MessageDate(tolerating: field.unfoldedValue) else { return nil }
        return HeaderField(name: field.name, words: MessageDate(unixSeconds: date.unixSeconds).text)
    }

    /// An Auto-Submitted field without what follows its keyword, such as the address of an owner (RFC 5436, section
    /// 2.7.1).
    private static func automatic(_ field: HeaderField) -> HeaderField {
        let known = ["no", "auto-generated", "auto-replied", "auto-notified"].first { $0 == field.keyword }
        return HeaderField(name: field.name, words: known ?? "auto-generated")
    }
}
