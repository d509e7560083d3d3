import DeliveryReports
import MailAddressing
import Testing

@Suite struct VariableReturnPathTests {
    @Test(arguments: [
        ("ada@example.net", "bounces+ada=example.net@lists.test"),
        ("Ada.L+tag@Example.NET", "bounces+Ada.L+tag=example.net@lists.test"),
        ("a=b@example.net", "bounces+a=b=example.net@lists.test"),
        ("\"a b\"@example.net", "\"bounces+a b=example.net\"@lists.test"),
        ("\"a\\\"b\\\\c\"@example.net", "\"bounces+a\\\"b\\\\c=example.net\"@lists.test"),
        ("zo\u{EB}@b\u{FC}cher.test", "bounces+zo\u{EB}=xn--bcher-kva.test@lists.test"),
        ("ada@[192.0.2.1]", "\"bounces+ada=[192.0.2.1]\"@lists.test"),
        ("\"a@b\"@example.net", "\"bounces+a@b=example.net\"@lists.test"),
    ])
    func aRecipientIsWrittenAndReadBack(_ recipient: String, _ path: String) throws {
        let kind = try VariableReturnPath(domain: DomainName("lists.test"))
        let mailbox = try kind.mailbox(for: Mailbox(recipient))
        #expect(mailbox.description == path)
        #expect(try kind.recipient(of: mailbox) == Mailbox(recipient))
        #expect(try kind.recipient(of: Mailbox(path)) == Mailbox(recipient))
    }

    @Test(arguments: [
        "ada@lists.test", "bounces@lists.test", "bounces+ada@lists.test", "bounces+ada=@lists.test",
        "bounces+=example.net@lists.test", "bounces+ada=example.net@other.test", "bouncesada=example.net@lists.test",
        "bounces+ada=-x.net@lists.test", "\"bounces+ada=a b\"@lists.test", "bounces-ada=example.net@lists.test",
    ])
    func otherAddressesNameNobody(_ address: String) throws {
        let kind = try VariableReturnPath(domain: DomainName("lists.test"))
        #expect(try kind.recipient(of: Mailbox(address)) == nil)
    }

    @Test func aPrefixMayHaveBeenFolded() throws {
        let kind = try VariableReturnPath(prefix: "News-Out", domain: DomainName("lists.test"))
        #expect(kind.prefix == "news-out")
        #expect(try kind.recipient(of: Mailbox("NEWS-out+ada=b.test@LISTS.test")) == Mailbox("ada@b.test"))
    }

    @Test func aLongRecipientDoesNotFit() throws {
        let kind = try VariableReturnPath(domain: DomainName("lists.test"))
        let fitting = String(repeating: "a", count: 49)
        let mailbox = try kind.mailbox(for: Mailbox("\(fitting)@b.test"))
        #expect(mailbox.localPart.utf8.count == 64)
        #expect(throws: ReturnPathError.recipientTooLong) { try kind.mailbox(for: Mailbox("\(fitting)a@b.test")) }
    }
}
