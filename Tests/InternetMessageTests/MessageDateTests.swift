import Foundation
import TestSupport
import Testing

@testable import InternetMessage

/// Dates written and read.
struct MessageDateTests {
    @Test(
        "a date is written and read again",
        arguments: [
            (1_057_049_557, 120, "Tue, 1 Jul 2003 10:52:37 +0200"),
            (880_127_706, -360, "Fri, 21 Nov 1997 09:55:06 -0600"),
            (-27_723_426, -210, "Thu, 13 Feb 1969 23:32:54 -0330"),
            (0, 0, "Thu, 1 Jan 1970 00:00:00 +0000"),
            (-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (951_868_799, 0, "Tue, 29 Feb 2000 23:59:59 +0000"),
            (1_779_006_615, 825, "Sun, 17 May 2026 22:15:15 +1345"),
        ] as [(Int64, Int, String)])
    func roundTrip(seconds: Int64, offset: Int, text: String) throws {
        let date = MessageDate(unixSeconds: seconds, utcOffsetMinutes: offset)
        #expect(date.text == text)
        #expect(try MessageDate(text) == date)
        let octets = Array(text.utf8)
        let parsed = try MessageDate(parsing: octets.span)
        #expect(parsed == date)
    }

    @Test(
        "the obsolete forms are read",
        arguments: [
            ("21 Nov 97 09:55:06 GMT", 880_106_106, 0),
            ("21 nov 1997 9:55:06 ut", 880_106_106, 0),
            ("Fri,21 Nov 1997 09:55:06 Z", 880_106_106, 0),
            ("21 Nov 97 09:55:06 ZZZZ", 880_106_106, 0),
            ("21 Nov 097 09:55:06 -0000", 880_106_106, 0),
            ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", 880_127_706, -360),
            ("Sun, 27 Oct 2002 23:57:07 EST", 1_035_781_027, -300),
            (" Wed, 27 Jun 99 04:11 +0900 ", 930_424_260, 540),
            ("Thu,\r\n   13\r\n  Feb\r\n    1969\r\n  23:32:54\r\n  -0330 (Newfoundland Time)\r\n", -27_723_426, -210),
            ("1 Jul 2003 ((tricky \\) )\r\n comment) 10:52:37 +0200", 1_057_049_557, 120),
            ("2 Jan 49 03:04:05 GMT", 2_493_169_445, 0),
            ("2 Jan 50 03:04:05 GMT", -631_054_555, 0),
            ("31 Dec 1999 23:59:60 +0000", 946_684_800, 0),
        ] as [(String, Int64, Int)])
    func obsoleteForms(text: String, seconds: Int64, offset: Int) throws {
        #expect(try MessageDate(text) == MessageDate(unixSeconds: seconds, utcOffsetMinutes: offset))
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", " ", "Tue", "Tue,", "1", "1 Jul", "1 Jul 2003", "1 Jul 2003 10", "1 Jul 2003 10:52",
            "1 Jul 2003 10:52:37",
            "Tue 1 Jul 2003 10:52:37 +0200", "Die, 1 Jul 2003 10:52:37 +0200", "0 Jul 2003 10:52:37 +0200",
            "32 Jul 2003 10:52:37 +0200", "29 Feb 2003 10:52:37 +0200", "1 Jux 2003 10:52:37 +0200",
            "1 Jul 3 10:52:37 +0200", "1 Jul 1899 10:52:37 +0200", "1 Jul 20033 10:52:37 +0200",
            "1 Jul 2003 24:00:00 +0200", "1 Jul 2003 10:60:37 +0200", "1 Jul 2003 10:52:61 +0200",
            "1 Jul 2003 10:52:37 0200", "1 Jul 2003 10:52:37 +020", "1 Jul 2003 10:52:37 +02000",
            "1 Jul 2003 10:52:37 +0260", "1 Jul 2003 10:52:37 +0200 x", "1 Jul 2003 10:52:37 +0200 (open",
            "1 Jul 2003 10:52:37 EST5EDT", "1 Jul 2003 10:52:37 +0200)", "1 Jul 99999999999999999999 10:52:37 GMT",
        ])
    func noDate(text: String) {
        #expect(throws: MessageError.self) { try MessageDate(text) }
    }

    @Test("any moment is written and read again")
    func anyMoment() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            let seconds = Int64.random(in: -2_000_000_000...250_000_000_000, using: &random)
            let date = MessageDate(
                unixSeconds: seconds, utcOffsetMinutes: Int.random(in: -5_999...5_999, using: &random))
            #expect(try MessageDate(date.text) == date)
        }
    }

    @Test("any octets are a date or an error")
    func noise() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<20_000 {
            let text = random.octets(of: Array("1 Jul2003:+0(\\), \r\n".utf8), upTo: 30)
            if let date = try? MessageDate(parsing: text.span) { #expect((try? MessageDate(date.text)) == date) }
        }
    }

    @Test("a moment that cannot be written becomes the nearest that can")
    func clamping() {
        #expect(MessageDate(unixSeconds: .max).text == "Fri, 31 Dec 9999 23:59:59 +0000")
        #expect(MessageDate(unixSeconds: .min).text == "Mon, 1 Jan 0001 00:00:00 +0000")
        #expect(MessageDate(unixSeconds: 0, utcOffsetMinutes: .max).utcOffsetMinutes == 5_999)
        #expect(MessageDate(unixSeconds: 0, utcOffsetMinutes: .min).utcOffsetMinutes == -5_999)
        #expect(!MessageDate(unixSeconds: .min, utcOffsetMinutes: .min).text.isEmpty)
        #expect(!MessageDate(unixSeconds: .max, utcOffsetMinutes: .max).text.isEmpty)
    }

    @Test("the calendar counts every day once")
    func calendar() {
        var previous = CivilDate(daysSinceEpoch: -200_001)
        for number in Int64(-200_000)...200_000 {
            let date = CivilDate(daysSinceEpoch: number)
            if date.daysSinceEpoch != number { Issue.record("\(date) has another number than \(number)") }
            let isNextDay = date.day == previous.day + 1 && date.month == previous.month && date.year == previous.year
            let isNextMonth =
                date.day == 1 && previous.day == CivilDate.length(ofMonth: previous.month, year: previous.year)
                && (date.month == previous.month + 1 && date.year == previous.year
                    || date.month == 1 && previous.month == 12 && date.year == previous.year + 1)
            if !isNextDay && !isNextMonth { Issue.record("\(previous) is followed by \(date)") }
            previous = date
        }
    }

    @Test(
        "what no RFC allows is read where it can be meant in one way only",
        arguments: [
            ("1 Jul 2003 10:52:37", "Tue, 1 Jul 2003 10:52:37 +0000"),
            ("Tue 1 Jul 2003 10:52:37 +0200", "Tue, 1 Jul 2003 10:52:37 +0200"),
            ("Die, 1 Jul 2003 10:52:37 +0200", "Tue, 1 Jul 2003 10:52:37 +0200"),
            ("Tue Jul  1 10:52:37 2003", "Tue, 1 Jul 2003 10:52:37 +0000"),
            ("Tue Jul 1 10:52:37 EDT 2003", "Tue, 1 Jul 2003 10:52:37 -0400"),
            ("Tue Jul 1 10:52:37 2003 -0800", "Tue, 1 Jul 2003 10:52:37 -0800"),
            ("1-Jul-2003 10:52:37 +0200", "Tue, 1 Jul 2003 10:52:37 +0200"),
            ("Tuesday, July 1, 2003 9:52 GMT", "Tue, 1 Jul 2003 09:52:00 +0000"),
            ("1 Sept 03 10:52:37.123 +0000", "Mon, 1 Sep 2003 10:52:37 +0000"),
            ("July 1, 2003 9:52 PM", "Tue, 1 Jul 2003 21:52:00 +0000"),
            ("July 1, 2003 12:52:37 AM -0700", "Tue, 1 Jul 2003 00:52:37 -0700"),
            ("1 Jul 2003 10:52:37 GMT+2", "Tue, 1 Jul 2003 10:52:37 +0200"),
            ("1 Jul 2003 10:52:37 UTC-05:30", "Tue, 1 Jul 2003 10:52:37 -0530"),
            ("1 Jul 2003 10:52:37 +02:00", "Tue, 1 Jul 2003 10:52:37 +0200"),
            ("1 Jul 2003 10:52:37 EST5EDT", "Tue, 1 Jul 2003 10:52:37 -0500"),
            ("1 Jul 2003 10:52:37 +0200 (open", "Tue, 1 Jul 2003 10:52:37 +0200"),
            ("1 Jul 2003 (x (y\\)) 99) 10:52:37 MSZ; 1 Jan 1999", "Tue, 1 Jul 2003 10:52:37 +0000"),
            ("mar, 15 nov 2005 14:50:12 +0100", "Tue, 15 Nov 2005 14:50:12 +0100"),
            ("Mar , Nov 15 2005 14:50 GMT", "Tue, 15 Nov 2005 14:50:00 +0000"),
            ("Mar, 15 2005 14:50", "Tue, 15 Mar 2005 14:50:00 +0000"),
            ("15 nov, 2005 14:50:12, dec", "Tue, 15 Nov 2005 14:50:12 +0000"),
            ("1 Jul 2003 10:52:37 -0800 PST", "Tue, 1 Jul 2003 10:52:37 -0800"),
        ])
    func tolerated(text: String, expected: String) throws {
        #expect(try MessageDate(tolerating: text).text == expected)
        let octets = Array(text.utf8)
        #expect(try MessageDate(tolerating: octets.span).text == expected)
        #expect(throws: MessageError.self) { try MessageDate(text) }
    }

    @Test(
        "what could be meant in several ways, or in none, is refused all the same",
        arguments: [
            "", "(", "1 7 2003 10:52:37", "1 Jul 10:52:37 +0200", "Jul 2003 10:52:37", "1 Jul 2003", "1 Jul 2003 10",
            "32 Jul 2003 10:52:37", "29 Feb 2003 10:52:37", "1 Jul 2003 24:00:00", "1 Jul 2003 10:60",
            "1 Jul 2003 10:5:61",
            "1 Jul 2003 10:", "1 Jul 2003 10:52:", "1 Jul 20033 10:52:37", "1 Jul 1899 10:52:37 +0200",
            "1 Jul 2003 10:52:37 +0260", "1 Jul 2003 10:52:37 +02000", "99999999999999999999", "4 8 15 16 23 42",
            "dec 5 nov 2005 10:00", "mar 15 nov 2005 14:50:12 +0100", "15 mar, nov 2005 14:50",
            "mar, nov, 15 dec 2005 14:50", "mar, 15 nov 2005 dec 14:50",
        ])
    func notTolerated(text: String) {
        #expect(throws: MessageError.self) { try MessageDate(tolerating: text) }
    }

    @Test("any octets are tolerated or an error, and a date of RFC 5322 is the same date")
    func toleratedNoise() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let text = random.octets(of: Array("1 Jul2003:+-.0GMT(\\), \r\n".utf8), upTo: 30)
            let tolerated = try? MessageDate(tolerating: text.span)
            if let date = try? MessageDate(parsing: text.span) { #expect(tolerated == date) }
            if let tolerated { #expect((try? MessageDate(tolerated.text)) == tolerated) }
        }
    }

    static let explained: [Int: String] = [
        10: "a month must be named, as numbers are written in several orders",
        12: "numbers alone are no date",
        28: "a whole Received value is read by its own type",
    ]

    @Test(
        "dates of real mail are read as others read them",
        .enabled(if: Corpora.has("mime-mail-parser"), "needs the corpora of others"))
    func realMail() throws {
        struct Entry: Decodable {
            struct Expected: Decodable {
                var year: Int64
                var month: Int
                var day: Int
                var hour: Int64
                var minute: Int64
                var second: Int64
                var tzBeforeGmt: Bool
                var tzHour: Int64
                var tzMinute: Int64
            }
            var header: String
            var expected: Expected?
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let entries = try decoder.decode([Entry].self, from: Corpora.data("mime-mail-parser/headers/date.json"))
        var comparison = CorpusComparison("mime-mail-parser/headers/date.json", explained: Self.explained)
        for (number, entry) in entries.enumerated() {
            let value = Array(CorpusComparison.value(entry.header))
            let date = try? MessageDate(tolerating: value.span)
            let seconds = entry.expected.map { expected in
                let days = CivilDate(year: expected.year, month: expected.month, day: expected.day).daysSinceEpoch
                let offset = (expected.tzHour * 60 + expected.tzMinute) * (expected.tzBeforeGmt ? -1 : 1)
                let local = days * 86_400 + expected.hour * 3_600 + expected.minute * 60 + expected.second
                return local - offset * 60
            }
            comparison.add(number, agrees: date?.unixSeconds == seconds, "\(entry.header): \(date?.text ?? "none")")
        }
        comparison.finish(expecting: 40)
    }
}
