import SMTPProtocol
import TestSupport
import Testing

@Suite("What the server offers")
struct ServerOfferTests {
    /// 2026-12-24T18:00:00Z.
    private static let now: Int64 = 1_798_135_200

    /// The lines of the reply to EHLO, the first left out.
    private func offer(
        _ configuration: SMTPServerConfiguration, isEncrypted: Bool = false, unixTime: Int64 = now
    ) -> [String] {
        var driver = ServerDriver(configuration, isEncrypted: isEncrypted)
        driver.machine.unixTime = unixTime
        driver.say("EHLO client.example")
        return driver.replies.last.map { Array($0.lines.dropFirst()) } ?? []
    }

    /// An extension and its line in the clear and under TLS; nil where it is not offered.
    static let lines: [(member: SMTPServiceExtensions, clear: String?, encrypted: String?)] = [
        (.pipelining, "PIPELINING", "PIPELINING"), (.size, "SIZE 26214400", "SIZE 26214400"),
        (.eightBitMIME, "8BITMIME", "8BITMIME"), (.smtpUTF8, nil, nil),
        (.chunking, "CHUNKING", "CHUNKING"), (.binaryMIME, nil, nil), (.deliveryStatusNotifications, "DSN", "DSN"),
        (.enhancedStatusCodes, "ENHANCEDSTATUSCODES", "ENHANCEDSTATUSCODES"), (.deliverBy, "DELIVERBY", "DELIVERBY"),
        (
            .futureRelease, "FUTURERELEASE 2592000 2027-01-23T18:00:00Z",
            "FUTURERELEASE 2592000 2027-01-23T18:00:00Z"
        ),
        (.priority, "MT-PRIORITY", "MT-PRIORITY"), (.requireTLS, nil, "REQUIRETLS"),
        (.limits, "LIMITS RCPTMAX=1000", "LIMITS RCPTMAX=1000"),
    ]

    @Test("is a line for each extension by itself", arguments: ServerOfferTests.lines)
    func single(_ row: (member: SMTPServiceExtensions, clear: String?, encrypted: String?)) {
        let configuration = SMTPServerConfiguration.with { $0.extensions = row.member }
        #expect(offer(configuration) == (row.clear.map { [$0] } ?? []))
        #expect(offer(configuration, isEncrypted: true) == (row.encrypted.map { [$0] } ?? []))
    }

    @Test("is the lines of all extensions together, STARTTLS last", arguments: 0..<400 as Range<UInt64>)
    func subsets(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let any = SMTPServiceExtensions(rawValue: UInt16.random(in: 0...0x1FFF, using: &generator))
        let extensions = seed == 0 ? .all : seed == 1 ? [] : any
        for (isEncrypted, offersStartTLS) in [(false, false), (false, true), (true, false), (true, true)] {
            let configuration = SMTPServerConfiguration.with {
                $0.extensions = extensions
                $0.offersStartTLS = offersStartTLS
            }
            var expected: [String] = []
            for row in Self.lines where extensions.contains(row.member) {
                if row.member == .smtpUTF8, extensions.contains(.eightBitMIME) { expected.append("SMTPUTF8") }
                if let line = isEncrypted ? row.encrypted : row.clear { expected.append(line) }
                if row.member == .binaryMIME, extensions.contains(.chunking) { expected.append("BINARYMIME") }
            }
            if offersStartTLS, !isEncrypted { expected.append("STARTTLS") }
            #expect(offer(configuration, isEncrypted: isEncrypted) == expected)
            // A client reads what the server means.
            let reply = SMTPReply(250, nil, lines: ["mx.example.test"] + expected)
            let services = SMTPExtensions(ehloReply: reply).services
            #expect(services.isSubset(of: extensions))
            #expect(extensions.subtracting(services).isSubset(of: [.binaryMIME, .requireTLS, .smtpUTF8]))
        }
    }

    @Test("names the limits that are set")
    func limits() {
        let configuration = SMTPServerConfiguration.with {
            $0.extensions = [.size, .deliverBy, .futureRelease, .limits]
            $0.maximumMessageSize = 1_000
            $0.minimumDeliverBy = 60
            $0.maximumHold = 86_400
            $0.maximumRecipients = 100
            $0.maximumMessages = 5
        }
        let expected = [
            "SIZE 1000", "DELIVERBY 60", "FUTURERELEASE 86400 2026-12-25T18:00:00Z", "LIMITS RCPTMAX=100 MAILMAX=5",
        ]
        #expect(offer(configuration) == expected)
        // Without the time the latest date cannot be named, and FUTURERELEASE needs it (RFC 4865, section 4).
        #expect(offer(configuration, unixTime: 0) == expected.filter { !$0.hasPrefix("FUTURE") })
    }

    @Test("is nothing after HELO")
    func helo() {
        var driver = ServerDriver(.with { $0.extensions = .all }, isEncrypted: true)
        driver.say("HELO client.example")
        #expect(driver.replies.last?.description == "250 mx.example.test")
        for parameter in ["SIZE=5", "BODY=7BIT", "SMTPUTF8", "RET=FULL", "BY=5;R", "HOLDFOR=5", "REQUIRETLS"] {
            driver.say("MAIL FROM:<> " + parameter, expecting: "555 5.5.4")
        }
    }

    @Test("has REQUIRETLS under TLS only, and what is not offered is not understood (RFC 8689, section 2)")
    func requireTLS() {
        let configuration = SMTPServerConfiguration.with {
            $0.extensions.insert(.requireTLS)
            $0.offersStartTLS = true
        }
        var driver = ServerDriver(configuration)
        driver.say("EHLO client.example")
        driver.say("MAIL FROM:<> REQUIRETLS", expecting: "555 5.5.4")
        driver.say("STARTTLS", expecting: "220")
        driver.establishTLS()
        driver.say("EHLO client.example")
        #expect(driver.replies.last?.lines.contains("REQUIRETLS") == true)
        driver.say("MAIL FROM:<> REQUIRETLS", expecting: "250 2.1.0")
        guard case .mail(let mail)? = driver.questions.last else {
            Issue.record("nobody was asked")
            return
        }
        #expect(mail.options == .with { $0.requiresTLS = true })
    }

    @Test("puts enhanced status codes on the wire only where it says so (RFC 2034, section 4)")
    func statusCodes() {
        for (extensions, line) in [([], "250 Still here\r\n"), ([.enhancedStatusCodes], "250 2.0.0 Still here\r\n")]
            as [(SMTPServiceExtensions, String)]
        {
            var driver = ServerDriver(.with { $0.extensions = extensions })
            driver.say("EHLO client.example")
            _ = driver.takeOutput()
            driver.say("NOOP")
            #expect(String(decoding: driver.takeOutput(), as: UTF8.self) == line)
        }
    }

    @Test("by default is what the protocol honours by itself")
    func byDefault() {
        let configuration = SMTPServerConfiguration(hostName: SMTPServerConfiguration.usual.hostName)
        let expected = [
            "PIPELINING", "SIZE 26214400", "8BITMIME", "CHUNKING", "ENHANCEDSTATUSCODES", "LIMITS RCPTMAX=1000",
        ]
        #expect(offer(configuration) == expected)
    }
}
