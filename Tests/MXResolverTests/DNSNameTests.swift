import MXResolver
import MailAddressing
import Testing

struct DNSNameTests {
    @Test func equalsWhatTheDNSFindsEqual() {
        #expect(DNSName("Mail.Example.COM.") == dnsName("mail.example.com"))
        #expect(DNSName(#"\077ail.example.com"#) == dnsName("mail.example.com"))
        #expect(DNSName(#"a\.b"#) != dnsName("a.b"))
        #expect(DNSName(domain("example.com")) == dnsName("example.com"))
    }

    @Test func keepsOctetsThatAreNoLetters() {
        let name = dnsName(#"a\.b\\c\000\255 x.example"#)
        #expect(name.labels == [[0x61, 0x2E, 0x62, 0x5C, 0x63, 0, 255, 0x20, 0x78], Array("example".utf8)])
        #expect(name.text == #"a\.b\\c\000\255\032x.example"#)
        #expect(DNSName(name.text) == name)
        #expect(name.domain == nil)
    }

    @Test(arguments: ["", "a..b", ".a", #"a\25"#, #"a\256"#, #"a\"#, String(repeating: "a", count: 64)])
    func refuses(_ text: String) {
        #expect(DNSName(text) == nil)
    }

    @Test func hasARoot() {
        #expect(DNSName(".") == .root)
        #expect(DNSName.root.isRoot)
        #expect(DNSName.root.domain == nil)
        #expect(DNSName.root.labels.isEmpty)
        #expect(DNSName.root.parent == nil)
        #expect(dnsName("com").parent == .root)
        #expect(dnsName("example.com").parent == dnsName("com"))
        #expect(!dnsName("com").isRoot)
    }

    @Test func givesDomains() {
        #expect(dnsName("_25._tcp.mx.example").domain == domain("_25._tcp.mx.example"))
        #expect(dnsName("-edge.example").domain == nil)
    }

    @Test func namesTypes() {
        #expect(DNSRecordType("mx") == .mx)
        #expect(DNSRecordType("TYPE52") == .tlsa)
        #expect(DNSRecordType("NONSENSE") == nil)
        #expect(DNSRecordType.caa.description == "CAA")
        #expect(DNSRecordType(rawValue: 65_280).description == "TYPE65280")
        #expect(DNSResponseCode.refused.description == "REFUSED")
        #expect(DNSResponseCode(rawValue: 16).description == "RCODE16")
    }

    @Test func parsesServerAddresses() {
        #expect(DNSServerAddress("127.0.0.1:5353") == DNSServerAddress(IPAddress("127.0.0.1")!, port: 5_353))
        #expect(DNSServerAddress("[::1]:5353") == DNSServerAddress(IPAddress("::1")!, port: 5_353))
        #expect(DNSServerAddress("192.0.2.1")?.port == 53)
        #expect(DNSServerAddress("2001:db8::1")?.port == 53)
        #expect(DNSServerAddress("[2001:db8::1]:53")?.description == "[2001:db8::1]:53")
        for text in ["", "localhost:53", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:", "[127.0.0.1]:53", "[::1]"] {
            #expect(DNSServerAddress(text) == nil, "\(text)")
        }
    }
}
