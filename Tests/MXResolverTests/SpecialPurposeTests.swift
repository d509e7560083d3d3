import MXResolver
import MailAddressing
import Testing

/// Which addresses no stranger's record may lead to, for mail hosts and for policy hosts alike.
@Suite("Addresses that are refused")
struct SpecialPurposeTests {
    @Test(
        "an address is refused for the sake of the block that it lies in or leads into",
        arguments: [
            ("20.0.0.1", nil), ("2a00::1", nil), ("10.0.0.1", "10.0.0.0/8"), ("127.0.0.1", "127.0.0.0/8"),
            ("169.254.169.254", "169.254.0.0/16"), ("::1", "::1/128"), ("::", "::/128"), ("fd00::1", "fc00::/7"),
            ("::ffff:10.0.0.1", "10.0.0.0/8"), ("::ffff:20.0.0.1", nil), ("::10.0.0.1", "::/96"),
            ("::20.0.0.1", "::/96"), ("64:ff9b::a00:1", "10.0.0.0/8"), ("64:ff9b::7f00:1", "127.0.0.0/8"),
            ("64:ff9b::1400:1", nil), ("64:ff9b::1:a00:1", nil), ("64:ff9b:1::1400:1", "64:ff9b:1::/48"),
            ("2002:a00:1::1", "2002::/16"), ("2002:1400:1::1", "2002::/16"),
        ] as [(String, String?)])
    func refuses(text: String, block: String?) throws {
        let address = try #require(IPAddress(text))
        #expect(MailExchangeResolver.PrivateAddresses.refuse.refusal(of: address)?.description == block)
        #expect(MailExchangeResolver.PrivateAddresses.allow.refusal(of: address) == nil)
    }
}
