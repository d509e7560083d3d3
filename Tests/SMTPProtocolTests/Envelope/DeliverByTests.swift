import SMTPProtocol
import Testing

@Suite("A deadline of delivery")
struct DeliverByTests {
    @Test(
        "is a number of seconds and what happens then (RFC 2852, section 4)",
        arguments: [
            ("1;R", 1, .return, false), ("3600;R", 3_600, .return, false), ("999999999;RT", 999_999_999, .return, true),
            ("0;N", 0, .notify, false), ("-1;N", -1, .notify, false), ("-999999999;NT", -999_999_999, .notify, true),
        ] as [(String, Int, DeliverBy.Mode, Bool)])
    func value(text: String, seconds: Int, mode: DeliverBy.Mode, wantsTrace: Bool) throws {
        let deadline = try #require(DeliverBy(seconds: seconds, mode: mode, wantsTrace: wantsTrace))
        #expect(deadline.description == text)
        #expect(DeliverBy(parsing: text) == deadline)
        #expect(DeliverBy(parsing: text.lowercased()) == deadline)
        #expect(deadline.seconds == seconds)
        #expect(deadline.mode == mode)
        #expect(deadline.wantsTrace == wantsTrace)
    }

    @Test("may have a plus and leading zeros, and is written without")
    func otherForms() {
        for text in ["+60;R", "60;R", "060;R", "+000000060;r"] {
            #expect(DeliverBy(parsing: text)?.description == "60;R")
        }
        #expect(DeliverBy(parsing: "-0;N")?.description == "0;N")
    }

    @Test("has nine digits at most, and is not over already where the message comes back")
    func range() {
        for (seconds, mode) in [
            (0, .return), (-1, .return), (1_000_000_000, .return), (1_000_000_000, .notify), (-1_000_000_000, .notify),
            (.max, .notify),
        ] as [(Int, DeliverBy.Mode)] {
            #expect(DeliverBy(seconds: seconds, mode: mode) == nil, "\(seconds)")
        }
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", ";", "5", "5;", ";R", "R", "5;R;", ";5;R", "5;;R", "5;RR", "5;RN", "5;TR", "5;T", "5;R T", " 5;R",
            "5 ;R",
            "0;R", "-5;R", "5.0;R", "5e1;R", "--5;N", "++5;N", "-+5;N", "5-;N", "-;N", "1234567890;N", "\u{665};R",
            "5;\u{24C7}",
        ])
    func wrong(text: String) {
        #expect(DeliverBy(parsing: text) == nil)
    }
}

@Suite("The priority of a message")
struct MessagePriorityTests {
    @Test("is a number from -9 to 9 (RFC 6710, section 4.1)")
    func range() {
        for level in -9...9 { #expect(MessagePriority(level).map { Int($0.level) } == level) }
        for level in [-10, 10, 256, -256, .max, .min] { #expect(MessagePriority(level) == nil) }
        #expect(MessagePriority.normal == MessagePriority(0))
    }

    @Test("is greater for what is more urgent")
    func order() {
        let all = (-9...9).compactMap { MessagePriority($0) }
        #expect(all.shuffled().sorted() == all)
        #expect(all.max() == MessagePriority(9))
    }
}
