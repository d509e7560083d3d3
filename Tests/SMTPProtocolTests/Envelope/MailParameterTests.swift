import SMTPProtocol
import Testing

/// The refusal of a command line by a parser, as code and enhanced status code, or nil where it is taken.
func refusal(of line: String, extensions: SMTPServiceExtensions) -> String? {
    guard case .failure(let error) = command(line, extensions: extensions) else { return nil }
    let status = error.reply.enhancedStatusCode?.description ?? "-"
    return "\(error.reply.code) \(status)"
}

@Suite("A parameter of MAIL")
struct MailParameterTests {
    private func options(_ parameters: String) -> MailOptions? {
        guard case .success(.mail(let mail)) = command("MAIL FROM:<> " + parameters, extensions: .all) else {
            return nil
        }
        return mail.options
    }

    private static let hundred = String(repeating: "x", count: 100)

    static let rightValues: [MailOptionsTests.Example] = [
        // RFC 6152, section 2; RFC 3030, section 3.
        .init("BODY=7BIT") { $0.body = .sevenBit }, .init("body=8bitmime") { $0.body = .eightBitMIME },
        .init("Body=BinaryMIME") { $0.body = .binaryMIME },
        // RFC 6531, section 3.4.
        .init("smtputf8") { $0.allowsInternationalized = true },
        // RFC 3461, sections 4.3 and 4.4.
        .init("RET=full") { $0.returnedContent = .full }, .init("ret=Hdrs") { $0.returnedContent = .headers },
        .init("ENVID=QQ314159") { $0.envelopeIdentifier = "QQ314159" },
        .init("ENVID=a+2Bb") { $0.envelopeIdentifier = "a+b" }, .init("ENVID=+2bx") { $0.envelopeIdentifier = "+x" },
        .init("ENVID=a+20b") { $0.envelopeIdentifier = "a b" }, .init("ENVID=+3D+3d") { $0.envelopeIdentifier = "==" },
        .init("ENVID=+41") { $0.envelopeIdentifier = "A" }, .init("ENVID=!~<>;,") { $0.envelopeIdentifier = "!~<>;," },
        .init("ENVID=" + hundred) { $0.envelopeIdentifier = hundred },
        // RFC 2852, section 4.
        .init("BY=120;R") { $0.deliverBy = DeliverBy(seconds: 120, mode: .return) },
        .init("by=120;rt") { $0.deliverBy = DeliverBy(seconds: 120, mode: .return, wantsTrace: true) },
        .init("BY=+120;R") { $0.deliverBy = DeliverBy(seconds: 120, mode: .return) },
        .init("BY=000000001;R") { $0.deliverBy = DeliverBy(seconds: 1, mode: .return) },
        .init("BY=0;N") { $0.deliverBy = DeliverBy(seconds: 0, mode: .notify) },
        .init("BY=-999999999;N") { $0.deliverBy = DeliverBy(seconds: -999_999_999, mode: .notify) },
        .init("BY=999999999;NT") { $0.deliverBy = DeliverBy(seconds: 999_999_999, mode: .notify, wantsTrace: true) },
        // RFC 4865, section 4.
        .init("HOLDFOR=1") { $0.futureRelease = .after(seconds: 1) },
        .init("holdfor=999999999") { $0.futureRelease = .after(seconds: 999_999_999) },
        .init("HOLDUNTIL=2026-12-24T19:00:00.5+01:00") { $0.futureRelease = .at(unixSeconds: 1_798_135_200) },
        // RFC 6710, section 4.1.
        .init("MT-PRIORITY=0") { $0.priority = .normal }, .init("MT-PRIORITY=9") { $0.priority = MessagePriority(9) },
        .init("mt-priority=-9") { $0.priority = MessagePriority(-9) },
        // RFC 8689, section 4.2.
        .init("RequireTLS") { $0.requiresTLS = true },
    ]

    @Test("means what its RFC says", arguments: MailParameterTests.rightValues)
    func right(_ example: MailOptionsTests.Example) {
        #expect(options(example.text) == example.options)
        // Whatever stands around it.
        #expect(options("SIZE=5 " + example.text + " ") == example.options)
    }

    /// Wrong values, and what is wrong with most of them is said by the RFC named.
    static let wrongValues: [String] = [
        // RFC 1870, section 6.
        "SIZE", "SIZE=", "SIZE=-1", "SIZE=5k", "SIZE=000000000000000000001",
        // RFC 6152, section 2.
        "BODY", "BODY=", "BODY=8BIT", "BODY=BINARY", "BODY=8BITMIMES", "BODY=7BIT,8BITMIME", "BODY=+37BIT",
        // RFC 6531, section 3.4: the parameter has no value.
        "SMTPUTF8=", "SMTPUTF8=YES",
        // RFC 3461, section 4.3.
        "RET", "RET=", "RET=BODY", "RET=FULL,HDRS", "RET=FULLY", "RET=F\u{16B}LL",
        // RFC 3461, sections 4 and 4.4: printable ASCII in xtext, 100 octets.
        "ENVID", "ENVID=", "ENVID=x" + hundred, "ENVID=a=b", "ENVID=+", "ENVID=+2", "ENVID=a+2", "ENVID=+2G",
        "ENVID=++2B", "ENVID=+00", "ENVID=+0D+0A", "ENVID=+1F", "ENVID=+7F", "ENVID=+80", "ENVID=+C3+A9",
        "ENVID=\u{E9}",
        // RFC 2852, section 4.
        "BY", "BY=", "BY=5", "BY=;", "BY=;R", "BY=5;", "BY=5;X", "BY=5;T", "BY=5;TR", "BY=5;RTT", "BY=5;R;T", "BY=5R",
        "BY=R;5", "BY=0;R", "BY=-0;R", "BY=-5;R", "BY=1000000000;R", "BY=0000000005;R", "BY=--5;N", "BY=+-5;N",
        "BY=-;N", "BY=1.5;R", "BY=5,R", "BY=\u{665};R", "BY=5;\u{211C}",
        // RFC 4865, section 4.
        "HOLDFOR", "HOLDFOR=", "HOLDFOR=0", "HOLDFOR=000", "HOLDFOR=-1", "HOLDFOR=+1", "HOLDFOR=1000000000",
        "HOLDFOR=1h", "HOLDFOR=1.5", "HOLDFOR=\u{665}", "HOLDUNTIL", "HOLDUNTIL=", "HOLDUNTIL=5",
        "HOLDUNTIL=2026-12-24", "HOLDUNTIL=2026-12-24T18:00:00",
        // RFC 6710, section 4.1: no sign but a hyphen, no leading zero.
        "MT-PRIORITY", "MT-PRIORITY=", "MT-PRIORITY=10", "MT-PRIORITY=-10", "MT-PRIORITY=+3", "MT-PRIORITY=03",
        "MT-PRIORITY=-0", "MT-PRIORITY=00", "MT-PRIORITY=-", "MT-PRIORITY=--", "MT-PRIORITY=3-", "MT-PRIORITY=-x",
        "MT-PRIORITY=x", "MT-PRIORITY=\u{663}",
        // RFC 8689, section 4.2: the parameter has no value.
        "REQUIRETLS=", "REQUIRETLS=YES",
    ]

    @Test("with a wrong value is refused with 501", arguments: MailParameterTests.wrongValues)
    func wrong(parameter: String) {
        #expect(refusal(of: "MAIL FROM:<> " + parameter, extensions: .all) == "501 5.5.4")
        #expect(refusal(of: "MAIL FROM:<> \(parameter) X=1", extensions: .all) == "501 5.5.4")
    }

    @Test(
        "stands once",
        arguments: [
            "SIZE=1 SIZE=1", "BODY=7BIT BODY=7BIT", "BODY=7BIT BODY=BINARYMIME", "SMTPUTF8 SMTPUTF8",
            "RET=FULL RET=FULL", "RET=FULL RET=HDRS", "ENVID=a ENVID=a", "ENVID=a RET=FULL ENVID=b",
            "BY=5;R BY=5;R", "HOLDFOR=5 HOLDFOR=5", "HOLDFOR=5 HOLDUNTIL=2026-12-24T18:00:00Z",
            "HOLDUNTIL=2026-12-24T18:00:00Z HOLDFOR=5",
            "HOLDUNTIL=2026-12-24T18:00:00Z HOLDUNTIL=2026-12-24T18:00:00Z", "MT-PRIORITY=0 MT-PRIORITY=0",
            "REQUIRETLS REQUIRETLS",
        ])
    func twice(parameters: String) {
        #expect(refusal(of: "MAIL FROM:<> " + parameters, extensions: .all) == "501 5.5.4")
    }

    @Test(
        "of an extension that is not offered is refused with 555, as though nobody knew it",
        arguments: [
            ("SIZE=5", .size), ("BODY=7BIT", [.eightBitMIME, .binaryMIME]), ("SMTPUTF8", .smtpUTF8),
            ("RET=FULL", .deliveryStatusNotifications), ("ENVID=x", .deliveryStatusNotifications),
            ("BY=5;R", .deliverBy), ("HOLDFOR=5", .futureRelease),
            ("HOLDUNTIL=2026-12-24T18:00:00Z", .futureRelease), ("MT-PRIORITY=3", .priority),
            ("REQUIRETLS", .requireTLS),
        ] as [(String, SMTPServiceExtensions)])
    func notOffered(parameter: String, needed: SMTPServiceExtensions) {
        let line = "MAIL FROM:<> " + parameter
        #expect(refusal(of: line, extensions: .all) == nil)
        #expect(refusal(of: line, extensions: needed) == nil)
        #expect(refusal(of: line, extensions: .all.subtracting(needed)) == "555 5.5.4")
        #expect(refusal(of: line, extensions: []) == "555 5.5.4")
        // Its value does not matter then.
        let name = parameter.prefix { $0 != "=" }
        #expect(refusal(of: "MAIL FROM:<> \(name)=???", extensions: []) == "555 5.5.4")
    }

    @Test("BODY=BINARYMIME is a wrong value where only 8BITMIME is offered (RFC 3030, section 3)")
    func binaryNotOffered() {
        let offered = SMTPServiceExtensions.all.subtracting(.binaryMIME)
        #expect(refusal(of: "MAIL FROM:<> BODY=BINARYMIME", extensions: offered) == "501 5.5.4")
        #expect(refusal(of: "MAIL FROM:<> BODY=8BITMIME", extensions: offered) == nil)
    }

    @Test("that nobody knows is named in the refusal, in upper case")
    func unknownName() {
        guard case .failure(let error) = command("MAIL FROM:<> mtrk=x", extensions: .all) else {
            Issue.record("an unknown parameter was taken")
            return
        }
        #expect(error.reply.description == "555 5.5.4 The parameter MTRK is not known here")
    }

    @Test(
        "of RCPT is none of MAIL, and the other way round",
        arguments: ["NOTIFY=NEVER", "ORCPT=rfc822;bob@example.test"])
    func otherCommand(parameter: String) {
        #expect(refusal(of: "MAIL FROM:<> " + parameter, extensions: .all) == "555 5.5.4")
        for example in Self.rightValues {
            let line = "RCPT TO:<bob@example.test> " + example.text
            #expect(refusal(of: line, extensions: .all) == "555 5.5.4", "\(line)")
        }
    }
}
