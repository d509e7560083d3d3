import Testing

@testable import DeliveryQueue

@Suite struct SenderStemTests {
    @Test(arguments: [
        ("", ""),
        ("ada@example.org", "ada@example.org"),
        ("first-last@example.org", "first-last@example.org"),
        // A tag of the sender's own, and that of a list.
        ("ada+shop@example.org", "ada@example.org"),
        ("list-bounces+bob=example.com@lists.example", "list-bounces@lists.example"),
        ("list-return-17-bob=example.com@lists.example", "list@lists.example"),
        ("bob=example.com@lists.example", "bob@lists.example"),
        // Signed.
        ("prvs=1234abcdef=ada@example.org", "ada@example.org"),
        ("prvs=1234abcdef=ada+shop@example.org", "ada@example.org"),
        ("prvs=ada@example.org", "prvs@example.org"),
        // Rewritten, once and twice.
        ("srs0=hh=tt=example.org=ada@forwarder.example", "example.org=ada@forwarder.example"),
        ("srs0+hh=tt=example.org=ada@forwarder.example", "example.org=ada@forwarder.example"),
        ("srs1=gg=other.example==hh=tt=example.org=ada@forwarder.example", "example.org=ada@forwarder.example"),
        ("srs0=broken@forwarder.example", "srs0@forwarder.example"),
        ("srs0x=a@forwarder.example", "srs0x@forwarder.example"),
        // Nothing would be left, or there is no domain.
        ("+tag@example.org", "+tag@example.org"),
        ("=a@example.org", "=a@example.org"),
        ("prvs=a=@example.org", "prvs=a=@example.org"),
        ("a+b", "a+b"),
        ("\"a@b+c\"@example.org", "\"a@b@example.org"),
    ])
    func isWhatStaysTheSame(sender: String, stem: String) { #expect(SenderStem.of(sender) == stem) }

    @Test func aTableForgetsASenderWithItsLastUse() {
        var table = SenderTable()
        let (first, second) = (table.use("list+a@example.org"), table.use("list+b@example.org"))
        let plain = table.use("list@example.org")
        #expect(table.stem(of: first) == plain && table.stem(of: second) == plain && table.stem(of: plain) == plain)
        #expect(table.count == 3)
        table.release(plain)
        table.release(first)
        #expect(table.count == 2 && table[plain] == "list@example.org")
        table.release(second)
        #expect(table.count == 0)
        let again = table.use("other@example.org")
        #expect(table.stem(of: again) == again)
    }
}
