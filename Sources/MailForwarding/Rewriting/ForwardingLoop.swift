public import InternetMessage
public import MailAddressing

/// Finds messages that come back to the alias that forwarded them (RFC 5321, section 6.3).
///
/// Each forward has a Delivered-To field with its alias on top (RFC 9228), so that the second visit shows. What removes
/// such fields is caught by the number of Received fields. Anybody can write either field, to the harm of their own
/// message only.
public enum ForwardingLoop {
    /// The most Received fields of a message that is forwarded: the fewest that RFC 5321, section 6.3, has servers
    /// accept.
    public static let usualMaximumHops = 100

    /// Looks for the signs of a loop.
    ///
    /// - Parameters:
    ///   - header: the header of the message as it came, without the fields of this forward.
    ///   - alias: the alias that is about to forward it; the case of local parts does not matter.
    ///   - maximumHops: the most Received fields that the message may have, not negative.
    /// - Returns: `alreadyDelivered` where a Delivered-To field names the alias, whatever the number of hops.
    public static func verdict(
        header: MessageHeader, alias: Mailbox, maximumHops: Int = usualMaximumHops
    ) -> LoopVerdict {
        let own = alias.folded
        for field in header.fields(named: "Delivered-To") {
            let mailboxes = AddressList(parsing: field.value).mailboxes
            if mailboxes.contains(where: { $0.mailbox?.folded == own }) { return .alreadyDelivered }
        }
        return header.fields(named: "Received").count > maximumHops ? .tooManyHops : .none
    }
}
