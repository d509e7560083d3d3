import InternetMessage
import MailAddressing
import MailForwarding

/// Answers for tests: `ada@home.example` answers from behind `shop@alias.example`, where `reply+7@alias.example` stands
/// for `bob@shop.test` and `reply+8@alias.example` for `ada@home.example` itself.
enum ReplyExample {
    /// The answer's header with masks that say how long the identifier was.
    static func outcome(
        _ lines: [String], displayName: String? = nil, own: [String] = ["ada@home.example"],
        mask: (String) -> String = { "m\($0.utf8.count)@alias.example" }
    ) throws -> ReplyHeader.Outcome {
        try outcome(HeaderExample.header(lines), displayName: displayName, own: own, mask: mask)
    }

    /// The answer's header with masks that say how long the identifier was.
    static func outcome(
        _ header: MessageHeader, displayName: String? = nil, own: [String] = ["ada@home.example"],
        mask: (String) -> String = { "m\($0.utf8.count)@alias.example" }
    ) throws -> ReplyHeader.Outcome {
        var addresses: Set<Mailbox> = []
        for address in own { addresses.insert(try Mailbox(address)) }
        let bob = try Mailbox("bob@shop.test")
        let ada = try Mailbox("ada@home.example")
        return ReplyHeader.rewritten(
            header, alias: try Mailbox("shop@alias.example"), displayName: displayName, ownAddresses: addresses,
            correspondent: { mailbox in
                switch mailbox.description {
                case "reply+7@alias.example": bob
                case "reply+8@alias.example": ada
                default: nil
                }
            }, mask: mask)
    }

    /// The lines of the answer's header without those of From and without the empty one at the end.
    static func lines(_ lines: [String], own: [String] = ["ada@home.example"]) throws -> [String] {
        let octets = try outcome(["From: ada@home.example"] + lines + [""], own: own).octets
        return Array(HeaderExample.lines(octets).dropFirst().dropLast())
    }
}
