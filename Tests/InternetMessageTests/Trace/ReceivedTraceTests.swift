import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// Received fields of other servers.
@Suite("Received fields of others are read")
struct ReceivedTraceTests {
    static func read(_ value: String) -> ReceivedTrace { ReceivedTrace(parsing: Array(value.utf8)[...]) }

    @Test("with all clauses")
    func allClauses() throws {
        let trace = Self.read(
            " from mail.example.com (host.example.com [192.0.2.1])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
                + "(256/256 bits))\r\n\tby mx.example.net (Postfix) via TCP with ESMTPS id 4Z1\r\n\tfor <ada@example.net>; "
                + "Tue, 1 Jul 2003 10:52:37 +0200 (CEST)\r\n")
        #expect(trace.from == "mail.example.com")
        #expect(trace.greeting == nil)
        #expect(trace.clientName == "host.example.com")
        #expect(trace.clientAddress == IPAddress("192.0.2.1"))
        #expect(trace.tlsVersion == "TLSv1.3")
        #expect(trace.tlsCipher == "TLS_AES_256_GCM_SHA384")
        #expect(trace.by == "mx.example.net")
        #expect(trace.via == "TCP")
        #expect(trace.with == "ESMTPS")
        #expect(trace.identifier == "4Z1")
        #expect(trace.recipient == "ada@example.net")
        #expect(trace.date == MessageDate(unixSeconds: 1_057_049_557, utcOffsetMinutes: 120))
    }

    @Test("as our own server writes them")
    func ours() throws {
        let field = ReceivedField(
            greeting: "client.example", clientName: try DomainName("host.example"),
            clientAddress: IPAddress("2001:db8::1"), host: try DomainName("mx.example.net"),
            transmission: TransmissionType(.esmtp, isEncrypted: true), encryption: "TLSv1.3", identifier: "1f0a",
            recipient: try Mailbox("ada@example.net"), date: MessageDate(unixSeconds: 1_057_049_557))
        let trace = ReceivedTrace(parsing: try HeaderField(parsing: field.octets).value)
        #expect(trace.from == "client.example")
        #expect(trace.clientName == "host.example")
        #expect(trace.clientAddress == field.clientAddress)
        #expect(trace.by == "mx.example.net")
        #expect(trace.with == "ESMTPS")
        #expect(trace.tlsVersion == "TLSv1.3")
        #expect(trace.identifier == "1f0a")
        #expect(trace.recipient == "ada@example.net")
        #expect(trace.date == field.date)
    }

    @Test(
        "with what the comment behind the name says of the client",
        arguments: [
            ("from a (HELO b) (192.0.2.1) by c", "b", nil, "192.0.2.1"),
            ("from a (EHLO b) [192.0.2.1] by c", "b", nil, "192.0.2.1"),
            ("from a ([192.0.2.1]:4711 helo=b.example ident=ada) by c", "b.example", nil, "192.0.2.1"),
            ("from a ([IPv6:2001:DB8::1]) by c", nil, nil, "2001:db8::1"),
            ("from a ([fe80::1%6]) by c", nil, nil, "fe80::1"),
            ("from a (b.example. [192.0.2.1] (may be forged)) by c", nil, "b.example.", "192.0.2.1"),
            ("from a (192.0.2.1 [192.0.2.1]) by c", nil, nil, "192.0.2.1"),
            ("from a(b.example[192.0.2.1]) by c", nil, "b.example", "192.0.2.1"),
            ("from a (ada@[192.0.2.1]) by c", nil, nil, "192.0.2.1"),
            ("from a (ada@192.0.2.1) by c", nil, nil, "192.0.2.1"),
            ("from a (192.0.2.1:25) by c", nil, nil, "192.0.2.1"),
            ("from a (HELO ) (HELO [192.0.2.1]) by c", "[192.0.2.1]", nil, nil),
            ("from a (helo=[192.0.2.1]) by c", "[192.0.2.1]", nil, nil),
            ("from a by c ([192.0.2.1])", nil, nil, nil),
            ("from a ([1.2.3.4.5]) by c", nil, nil, nil),
            ("(from a (b.example [192.0.2.1])) by c", nil, "b.example", "192.0.2.1"),
        ] as [(String, String?, String?, String?)])
    func client(value: String, greeting: String?, name: String?, address: String?) {
        let trace = Self.read(value)
        #expect(trace.from == "a")
        #expect(trace.greeting == greeting)
        #expect(trace.clientName == name)
        #expect(trace.clientAddress?.description == address)
        #expect(trace.by == "c")
    }

    @Test(
        "with what they say of TLS",
        arguments: [
            ("(using TLSv1.2 with cipher AES (1/1 bits))", "TLSv1.2", "AES"),
            ("(version=TLS1_2, cipher=TLS_RSA_X)", "TLS1_2", "TLS_RSA_X"),
            ("(version=TLSv1/SSLv3 cipher=OTHER)", "TLSv1", "OTHER"),
            ("(TLS: TLS1.3, 128bits, ECDHE_RSA_AES_128_GCM_SHA256)", "TLS1.3", "ECDHE_RSA_AES_128_GCM_SHA256"),
            ("(TLS-1.0:DHE_RSA_3DES_EDE_CBC_SHA:24)", "TLS-1.0", "DHE_RSA_3DES_EDE_CBC_SHA"),
            ("(Cipher TLSv1:DES-CBC3-SHA:168)", "TLSv1", "DES-CBC3-SHA"),
            ("(TLS1.3) tls TLS_AES_256_GCM_SHA384", "TLS1.3", nil),
            ("with ESMTP/TLS/DHE-RSA-AES256-SHA", nil, "DHE-RSA-AES256-SHA"),
            ("(Postfix, from userid 1)", nil, nil),
            ("(des-moines.example) (tlsx) (TLSv) (TLS1.34)", nil, nil),
        ] as [(String, String?, String?)])
    func encryption(value: String, version: String?, cipher: String?) {
        let trace = Self.read("from a by b \(value); x")
        #expect(trace.tlsVersion == version)
        #expect(trace.tlsCipher == cipher)
    }

    @Test("of a clause that comes twice the first counts, and clauses may have no value")
    func oddClauses() {
        let trace = Self.read(
            "from by a by b with Some SMTP thing (x) y id <a@b> for <c@d>,<e@f> from z; nonsense; 1 Jul 2003 10:52")
        #expect(trace.from == nil)
        #expect(trace.by == "a")
        #expect(trace.with == "Some SMTP thing")
        #expect(trace.identifier == "a@b")
        #expect(trace.recipient == "c@d")
        #expect(trace.date?.text == "Tue, 1 Jul 2003 10:52:00 +0000")
        #expect(Self.read("") == Self.read("; ;"))
    }

    @Test("any octets are a trace")
    func noise() {
        var random = SeededGenerator(seed: 44)
        let pieces = [
            "from", "by", "for", "id", " ", "(", ")", ";", "[", "]", "HELO ", "helo=", "TLSv1", "1.2.3.4", "\"", "\\",
            ",",
        ]
        for _ in 0..<10_000 {
            let value = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            _ = Self.read(value.joined())
        }
    }

    @Test(
        "hostile values of 64 KiB are read in one pass",
        .timeLimit(.minutes(15)),
        arguments: [
            "(", "()", "\"", "(from ", "from (", "(from a)", ";", "; 1", "[", "from x (", "HELO ", "(TLS:", "with a ",
            "by a,",
        ])
    func hostile(unit: String) {
        _ = Self.read(String(repeating: unit, count: 65_536 / unit.utf8.count))
        _ = Self.read("from x (" + String(repeating: unit, count: 65_536 / unit.utf8.count) + ")")
    }
}
