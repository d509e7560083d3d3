public import InternetMessage
public import MailAddressing

/// The changes that a forward makes to the header of a message; the body stays as it is.
public enum ForwardedHeader {
    /// The fields that a forward puts on top of a message whose author is kept: Delivered-To alone (RFC 9228).
    ///
    /// Nothing that was signed changes. `MessageHeader.prepending(_:to:)` puts them there.
    ///
    /// - Parameter alias: the alias that forwards; a local part beyond ASCII is written in UTF-8 (RFC 6532).
    public static func fields(alias: Mailbox) -> [HeaderField] {
        [HeaderField(name: "Delivered-To", addresses: AddressList([NamedMailbox(displayName: nil, mailbox: alias)]))]
    }

    /// The header of a forward whose author is rewritten.
    ///
    /// - Delivered-To is put on top.
    /// - All From fields become one, in the first one's place, or below Delivered-To where there is none: the reply
    ///   address, with the name and the address of the author as its name, `"Ada Lovelace (ada at example.net)"`. There
    ///   is no at sign in it, and it has at most 200 characters. Of several authors it names the first that can be
    ///   read.
    /// - The fields that were From and Reply-To stay in their places as X-Original-From and X-Original-Reply-To, with
    ///   their values octet for octet, so that an answer goes to From.
    /// - Sender fields are left out, as they name somebody whose domain may be protected as well.
    ///
    /// All else stays octet for octet and in order, signatures too, which receivers ignore where they fail (RFC 6376,
    /// section 6.1). Any header is taken.
    ///
    /// - Parameters:
    ///   - header: the header as it came.
    ///   - alias: the alias that forwards.
    ///   - replyAddress: the address that stands for the author.
    /// - Returns: the fields and the empty line that ends them, always. What follows `header.bodyOffset` in the message
    ///   is put directly behind it; a message whose first line is no field is thus all body, as it was.
    public static func rewritten(_ header: MessageHeader, alias: Mailbox, replyAddress: Mailbox) -> [UInt8] {
        let author = NamedMailbox(displayName: AuthorName.shown(for: header), mailbox: replyAddress)
        let from = HeaderField(name: "From", addresses: AddressList([author])).line
        var octets = fields(alias: alias).flatMap(\.line)
        var isWritten = header.first(named: "From") == nil
        if isWritten { octets += from }
        for field in header.fields {
            if field.isNamed("From") {
                if !isWritten { octets += from }
                isWritten = true
                octets += field.renamed(to: "X-Original-From").line
            } else if field.isNamed("Reply-To") {
                octets += field.renamed(to: "X-Original-Reply-To").line
            } else if !field.isNamed("Sender") {
                octets += field.line
            }
        }
        return octets + [13, 10]
    }
}
