import SMTPProtocol
import TestSupport
import Testing

extension MailOptions {
    /// Options with some of them set.
    static func with(_ change: (inout MailOptions) -> Void) -> MailOptions {
        var options = MailOptions()
        change(&options)
        return options
    }
}

@Suite("The options of MAIL")
struct MailOptionsTests {
    struct Example: Sendable, CustomStringConvertible {
        let options: MailOptions
        let text: String

        init(_ text: String, _ change: (inout MailOptions) -> Void) {
            self.text = text
            options = .with(change)
        }

        var description: String { text }
    }

    static let examples: [Example] = [
        .init("") { _ in },
        .init(" BODY=7BIT") { $0.body = .sevenBit },
        .init(" BODY=8BITMIME") { $0.body = .eightBitMIME },
        .init(" BODY=BINARYMIME") { $0.body = .binaryMIME },
        .init(" SMTPUTF8") { $0.allowsInternationalized = true },
        .init(" RET=FULL") { $0.returnedContent = .full },
        .init(" RET=HDRS") { $0.returnedContent = .headers },
        .init(" ENVID=QQ314159") { $0.envelopeIdentifier = "QQ314159" },
        .init(" ENVID=a+2Bb+3Dc+20d") { $0.envelopeIdentifier = "a+b=c d" },
        .init(" BY=3600;R") { $0.deliverBy = DeliverBy(seconds: 3_600, mode: .return) },
        .init(" BY=3600;RT") { $0.deliverBy = DeliverBy(seconds: 3_600, mode: .return, wantsTrace: true) },
        .init(" BY=-30;N") { $0.deliverBy = DeliverBy(seconds: -30, mode: .notify) },
        .init(" BY=0;NT") { $0.deliverBy = DeliverBy(seconds: 0, mode: .notify, wantsTrace: true) },
        .init(" HOLDFOR=86400") { $0.futureRelease = .after(seconds: 86_400) },
        .init(" HOLDUNTIL=2026-12-24T18:00:00Z") { $0.futureRelease = .at(unixSeconds: 1_798_135_200) },
        .init(" MT-PRIORITY=0") { $0.priority = .normal },
        .init(" MT-PRIORITY=9") { $0.priority = MessagePriority(9) },
        .init(" MT-PRIORITY=-9") { $0.priority = MessagePriority(-9) },
        .init(" REQUIRETLS") { $0.requiresTLS = true },
        .init(
            " BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x BY=60;R HOLDUNTIL=1970-01-01T00:00:00Z MT-PRIORITY=3 REQUIRETLS"
        ) {
            $0.body = .eightBitMIME
            $0.allowsInternationalized = true
            $0.returnedContent = .headers
            $0.envelopeIdentifier = "x"
            $0.deliverBy = DeliverBy(seconds: 60, mode: .return)
            $0.futureRelease = .at(unixSeconds: 0)
            $0.priority = MessagePriority(3)
            $0.requiresTLS = true
        },
    ]

    @Test("are written as parameters and read back as they were", arguments: MailOptionsTests.examples)
    func roundTrip(_ example: Example) {
        #expect(example.options.parameterText == example.text)
        #expect(MailOptions(parameterText: example.text) == example.options)
        #expect(example.options.isEmpty == example.text.isEmpty)
    }

    @Test("are read in any order, any case and with any number of spaces")
    func order() {
        let expected = MailOptions.with {
            $0.returnedContent = .full
            $0.envelopeIdentifier = "Ab"
            $0.requiresTLS = true
        }
        for text in [
            "RET=FULL ENVID=Ab REQUIRETLS", "  requiretls   envid=Ab ret=full ", " ENVID=Ab RequireTLS Ret=Full",
        ] {
            #expect(MailOptions(parameterText: text) == expected)
        }
        for text in ["", " ", "   "] { #expect(MailOptions(parameterText: text) == MailOptions()) }
    }

    @Test(
        "are not read from a text that says more, or less",
        arguments: [
            "X", "X=1", "SIZE=5", "NOTIFY=NEVER", "ORCPT=rfc822;a@example.test", "AUTH=<>", "RET", "RET=", "RET=ALL",
            "RET=FULL RET=FULL", "RET=FULL\tENVID=x", "ENVID=\u{E9}", "=", "=x", "\u{E9}=1", "RET=FULL,ENVID=x",
            "RET=FULL\r\nENVID=x", "BODY=9BIT", "\0",
        ])
    func unreadable(text: String) {
        #expect(MailOptions(parameterText: text) == nil)
        #expect(MailOptions(parameterText: " REQUIRETLS " + text) == nil)
    }

    @Test("survive being written and read, whatever they are", arguments: 0..<500 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func isHeads() -> Bool { Bool.random(using: &generator) }
        let options = MailOptions.with {
            if isHeads() { $0.body = SMTPBodyType.allCases.randomElement(using: &generator) }
            $0.allowsInternationalized = isHeads()
            if isHeads() { $0.returnedContent = ReturnedContent.allCases.randomElement(using: &generator) }
            if isHeads() {
                let length = Int.random(in: 1...33, using: &generator)
                let text = (0..<length).map { _ in UInt8.random(in: 32...126, using: &generator) }
                $0.envelopeIdentifier = String(decoding: text, as: UTF8.self)
            }
            if isHeads() {
                let mode: DeliverBy.Mode = isHeads() ? .return : .notify
                let seconds = Int.random(in: (mode == .return ? 1 : -999_999_999)...999_999_999, using: &generator)
                $0.deliverBy = DeliverBy(seconds: seconds, mode: mode, wantsTrace: isHeads())
            }
            if isHeads() {
                $0.futureRelease =
                    isHeads()
                    ? .after(seconds: Int.random(in: 1...999_999_999, using: &generator))
                    : .at(unixSeconds: Int64.random(in: 0...253_402_300_799, using: &generator))
            }
            if isHeads() { $0.priority = MessagePriority(Int.random(in: -9...9, using: &generator)) }
            $0.requiresTLS = isHeads()
        }
        let text = options.parameterText
        #expect(text.isEmpty || text.hasPrefix(" "))
        #expect(MailOptions(parameterText: text) == options, "\(text)")
    }

    @Test("of noise are options or none", arguments: 0..<500 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = [
            " ", " ", "=", "+", ";", "-", "BODY", "8BITMIME", "RET", "FULL", "ENVID", "BY", "5;R", "HOLDFOR", "99",
            "HOLDUNTIL", "2026-12-24T18:00:00Z", "MT-PRIORITY", "-3", "REQUIRETLS", "SMTPUTF8", "\u{E9}", "\r\n",
        ]
        let text = String(decoding: generator.octets(from: words, upTo: 12), as: UTF8.self)
        if let options = MailOptions(parameterText: text) {
            #expect(MailOptions(parameterText: options.parameterText) == options, "\(text)")
        }
    }
}
