import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct ForwardingLoopTests {
    @Test(arguments: [
        ("Delivered-To: shop@alias.example", LoopVerdict.alreadyDelivered),
        ("delivered-to: SHOP@ALIAS.example", .alreadyDelivered),
        ("Delivered-To: <shop@alias.example>", .alreadyDelivered),
        ("Delivered-To:\r\n\tshop@alias.example", .alreadyDelivered),
        ("Delivered-To: \"shop\"@alias.example", .alreadyDelivered),
        ("Delivered-To: shop2@alias.example", .none), ("Delivered-To: shop@other.example", .none),
        ("Delivered-To: shop", .none), ("Delivered-To:", .none), ("To: shop@alias.example", .none),
        ("X-Delivered-To: shop@alias.example", .none), ("Delivered-To: shop+x@alias.example", .none),
    ])
    func aDeliveredToFieldWithTheAliasIsALoop(_ field: String, _ verdict: LoopVerdict) throws {
        let header = try HeaderExample.header(["Received: from a by b", field, "From: ada@example.net"])
        #expect(ForwardingLoop.verdict(header: header, alias: try Mailbox("shop@alias.example")) == verdict)
    }

    @Test(arguments: [
        "shop@alias.example", "Shop@alias.example", "\"a b\"@alias.example", "zo\u{EB}@alias.example",
        "shop@[192.0.2.1]", "a.b+c@b\u{FC}cher.example",
    ])
    func theNextForwardByTheSameAliasIsFound(_ address: String) throws {
        let alias = try Mailbox(address)
        let header = try HeaderExample.header(["From: ada@example.net", "", "body"])
        #expect(ForwardingLoop.verdict(header: header, alias: alias) == .none)
        let kept = header.prepending(ForwardedHeader.fields(alias: alias))
        #expect(ForwardingLoop.verdict(header: kept, alias: alias) == .alreadyDelivered)
        let reply = try Mailbox("reply+1@alias.example")
        let octets = ForwardedHeader.rewritten(header, alias: alias, replyAddress: reply)
        let rewritten = try MessageHeader(parsing: octets)
        #expect(ForwardingLoop.verdict(header: rewritten, alias: alias) == .alreadyDelivered)
        #expect(ForwardingLoop.verdict(header: rewritten, alias: reply) == .none)
    }

    @Test func theFieldMayStandAnywhere() throws {
        let header = try HeaderExample.header([
            "Delivered-To: other@alias.example", "Received: x", "Subject: y", "Delivered-To: shop@alias.example",
        ])
        #expect(ForwardingLoop.verdict(header: header, alias: try Mailbox("shop@alias.example")) == .alreadyDelivered)
    }

    @Test(
        arguments: [
            (0, 100, .none), (100, 100, .none), (101, 100, .tooManyHops), (1, 0, .tooManyHops), (0, 0, .none),
            (6, 5, .tooManyHops),
        ] as [(Int, Int, LoopVerdict)])
    func moreHopsThanAllowedAreTooMany(_ hops: Int, _ maximum: Int, _ verdict: LoopVerdict) throws {
        let received = Array(repeating: "Received: from a by b; x", count: hops)
        let header = try HeaderExample.header(received + ["To: a@b.test"])
        let alias = try Mailbox("shop@alias.example")
        #expect(ForwardingLoop.verdict(header: header, alias: alias, maximumHops: maximum) == verdict)
        if maximum == ForwardingLoop.usualMaximumHops {
            #expect(ForwardingLoop.verdict(header: header, alias: alias) == verdict)
        }
    }

    @Test func aSecondVisitIsSaidBeforeTheNumberOfHops() throws {
        let hops = Array(repeating: "Received: x", count: 200)
        let header = try HeaderExample.header(hops + ["Delivered-To: shop@alias.example"])
        #expect(ForwardingLoop.verdict(header: header, alias: try Mailbox("shop@alias.example")) == .alreadyDelivered)
        #expect(LoopVerdict.alreadyDelivered.description != LoopVerdict.tooManyHops.description)
    }
}
