import SMTPProtocol
import Testing

@Suite("The extensions of a server")
struct SMTPExtensionsTests {
    private func extensions(_ lines: String...) -> SMTPExtensions {
        SMTPExtensions(ehloReply: SMTPReply(250, nil, lines: ["mx.example.test"] + lines))
    }

    @Test("are read in any case and any order, others are passed over")
    func all() {
        let read = extensions(
            "X-OWN 1 2 3", "8bitmime", "Pipelining", "STARTTLS", "DSN", "EnhancedStatusCodes", "SIZE 1000", "", " ",
            "AUTH plain Login", "SMTPUTF8")
        #expect(
            read.services == [
                .pipelining, .eightBitMIME, .enhancedStatusCodes, .size, .deliveryStatusNotifications, .smtpUTF8,
            ])
        #expect(read.startTLS)
        #expect(read.maximumSize == 1_000)
        #expect(read.authenticationMechanisms == ["PLAIN", "LOGIN"])
    }

    @Test("are none where the reply has one line, whatever it says")
    func none() {
        #expect(SMTPExtensions(ehloReply: SMTPReply(250, nil, "PIPELINING")) == SMTPExtensions())
        #expect(extensions() == SMTPExtensions())
    }

    @Test(
        "name a largest size unless it is none (RFC 1870, section 4)",
        arguments: [
            ("SIZE", nil), ("SIZE 0", nil), ("SIZE x", nil), ("SIZE -5", nil), ("SIZE 99999999999999999999", nil),
            ("SIZE 1", 1), ("SIZE 26214400", 26_214_400), ("size 35882577", 35_882_577),
        ] as [(String, Int?)])
    func size(line: String, limit: Int?) {
        let read = extensions(line)
        #expect(read.services == .size)
        #expect(read.maximumSize == limit)
    }

    @Test(
        "name their limits, as far as they are numbers above 0 (RFC 9422)",
        arguments: [
            ("LIMITS RCPTMAX=20", 20, nil), ("LIMITS MAILMAX=5 RCPTMAX=100", 100, 5),
            ("limits x-own=3 rcptmax=7", 7, nil),
            ("LIMITS", nil, nil), ("LIMITS RCPTMAX=0", nil, nil), ("LIMITS RCPTMAX=x MAILMAX", nil, nil),
        ] as [(String, Int?, Int?)])
    func limits(line: String, recipients: Int?, messages: Int?) {
        let read = extensions(line)
        #expect(read.services == .limits)
        #expect(read.maximumRecipients == recipients)
        #expect(read.maximumMessages == messages)
    }

    @Test("name how long a message may be held")
    func hold() {
        #expect(extensions("FUTURERELEASE 604800 2026-12-24T18:00:00Z").maximumHold == 604_800)
        #expect(extensions("FUTURERELEASE").maximumHold == nil)
    }

    @Test("join the mechanisms of several AUTH lines and of the old form")
    func authentication() {
        let read = extensions("AUTH GSSAPI", "AUTH=LOGIN PLAIN")
        #expect(read.authenticationMechanisms == ["GSSAPI", "LOGIN", "PLAIN"])
        #expect(extensions("AUTH").authenticationMechanisms.isEmpty)
    }

    @Test(
        "are not taken from a word that only begins like one",
        arguments: ["STARTTLSX", "XSTARTTLS", "PIPELININGS", "8BITMIMEX", "SIZES 5"])
    func lookalikes(line: String) {
        #expect(extensions(line) == SMTPExtensions())
    }
}
