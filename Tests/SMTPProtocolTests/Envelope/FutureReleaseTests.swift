import SMTPProtocol
import TestSupport
import Testing

@Suite("The moment of a release")
struct FutureReleaseTests {
    /// Dates of RFC 3339, section 5.6, and the seconds since 1970 that they stand for.
    static let dates: [(text: String, seconds: Int64)] = [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:01Z", 1), ("1969-12-31T23:59:59Z", -1),
        ("2026-12-24T18:00:00Z", 1_798_135_200), ("1999-12-31T23:59:59Z", 946_684_799),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("0001-01-01T00:00:00Z", -62_135_596_800),
        // In any case (RFC 3339, section 5.6, note).
        ("2026-12-24t18:00:00z", 1_798_135_200),
        // Leap years: by four, not by a hundred, but by four hundred (appendix C).
        ("2024-02-29T00:00:00Z", 1_709_164_800), ("2000-02-29T23:59:59Z", 951_868_799),
        ("2100-02-28T23:59:59Z", 4_107_542_399), ("2100-03-01T00:00:00Z", 4_107_542_400),
        // A leap second is the first of the next minute (section 5.7).
        ("2016-12-31T23:59:60Z", 1_483_228_800),
        // Offsets are taken off (section 4.2), and an unknown one is none (section 4.3).
        ("2026-12-24T18:00:00+00:00", 1_798_135_200), ("2026-12-24T18:00:00-00:00", 1_798_135_200),
        ("2026-12-24T19:00:00+01:00", 1_798_135_200), ("2026-12-24T23:30:00+05:30", 1_798_135_200),
        ("2026-12-24T09:30:00-08:30", 1_798_135_200), ("2026-12-25T17:59:00+23:59", 1_798_135_200),
        ("1970-01-01T00:00:00+00:01", -60), ("1969-12-31T23:00:00-01:00", 0),
        // Fractions are dropped (section 5.3).
        ("2026-12-24T18:00:00.0Z", 1_798_135_200), ("2026-12-24T18:00:00.999999999Z", 1_798_135_200),
        ("2026-12-24T19:00:00.5+01:00", 1_798_135_200), ("1969-12-31T23:59:59.9Z", -1),
    ]

    @Test("is read from a date with an offset, a fraction or a leap day", arguments: FutureReleaseTests.dates)
    func date(text: String, seconds: Int64) {
        #expect(FutureRelease(parsingDate: text) == .at(unixSeconds: max(0, seconds)))
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", "Z", "5", "2026-12-24", "18:00:00Z", "2026-12-24T18:00:00", "2026-12-24T18:00Z",
            "2026-12-24 18:00:00Z", "2026-12-24_18:00:00Z", "2026/12/24T18:00:00Z", "2026-12-24T18.00.00Z",
            "20261224T180000Z", "26-12-24T18:00:00Z", "02026-12-24T18:00:00Z", "+2026-12-24T18:00:00Z",
            "-026-12-24T18:00:00Z", " 026-12-24T18:00:00Z", "202x-12-24T18:00:00Z",
            // Out of range.
            "2026-00-24T18:00:00Z", "2026-13-24T18:00:00Z", "2026-12-00T18:00:00Z", "2026-12-32T18:00:00Z",
            "2026-04-31T18:00:00Z", "2026-06-31T18:00:00Z", "2026-09-31T18:00:00Z", "2026-11-31T18:00:00Z",
            "2026-02-30T18:00:00Z", "2023-02-29T18:00:00Z", "1900-02-29T18:00:00Z", "2100-02-29T18:00:00Z",
            "2026-12-24T24:00:00Z", "2026-12-24T18:60:00Z", "2026-12-24T18:00:61Z",
            // Wrong offsets.
            "2026-12-24T18:00:00+01", "2026-12-24T18:00:00+0100", "2026-12-24T18:00:00+1:00",
            "2026-12-24T18:00:00+24:00", "2026-12-24T18:00:00+01:60", "2026-12-24T18:00:00*01:00",
            "2026-12-24T18:00:00+01:00Z", "2026-12-24T18:00:00ZZ", "2026-12-24T18:00:00Y", "2026-12-24T18:00:00+",
            "2026-12-24T18:00:00+01:0x",
            // Wrong fractions.
            "2026-12-24T18:00:00.Z", "2026-12-24T18:00:00.", "2026-12-24T18:00:00.5", "2026-12-24T18:00:00,5Z",
            "2026-12-24T18:00:00.-5Z", "2026-12-24T18:00:00.5.5Z", "2026-12-24T18:00:00.\u{665}Z",
            "2026-12-24T18:00:00.000000000000000000000000000000Z",
            // Digits and letters of other alphabets.
            "\u{662}026-12-24T18:00:00Z", "2026-12-24T18:00:00\u{417}",
        ])
    func wrongDates(text: String) {
        #expect(FutureRelease(parsingDate: text) == nil)
    }

    @Test("is not read from any prefix of a date")
    func prefixes() {
        let whole = "2026-12-24T18:00:00.25+01:00"
        for length in 0..<whole.utf8.count { #expect(FutureRelease(parsingDate: whole.prefix(length)) == nil) }
        #expect(FutureRelease(parsingDate: whole) != nil)
    }

    @Test("is written in UTC and read back, on every day of a hundred and thirty years and more")
    func everyDay() {
        var last = ""
        for day in stride(from: Int64(0), through: 50_000, by: 1) {
            // Another time of day each day.
            let moment = day * 86_400 + day * 7_919 % 86_400
            let release = FutureRelease.at(unixSeconds: moment)
            let text = release.description
            guard text > last, FutureRelease(parsingDate: text.dropFirst(10)) == release else {
                Issue.record("\(moment) is written as \(text)")
                return
            }
            last = text
        }
    }

    @Test("is written in UTC and read back in any year up to 9999", arguments: 0..<500 as Range<UInt64>)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let release = FutureRelease.at(unixSeconds: Int64.random(in: 0...253_402_300_799, using: &generator))
        #expect(FutureRelease(parsingDate: release.description.dropFirst(10)) == release)
    }

    @Test("is written as the nearest one that has a form")
    func extremes() {
        let last = "HOLDUNTIL=9999-12-31T23:59:59Z"
        #expect(FutureRelease.at(unixSeconds: 253_402_300_799).description == last)
        #expect(FutureRelease.at(unixSeconds: .max).description == last)
        #expect(FutureRelease.at(unixSeconds: .min).description == "HOLDUNTIL=1970-01-01T00:00:00Z")
    }

    @Test("may be so many seconds away: one to nine digits, not all of them 0 (RFC 4865, section 4)")
    func intervals() {
        for (text, seconds) in [("1", 1), ("60", 60), ("999999999", FutureRelease.maximumSeconds)] {
            #expect(FutureRelease(parsingInterval: text) == .after(seconds: seconds))
            #expect(FutureRelease.after(seconds: seconds).description == "HOLDFOR=\(seconds)")
        }
        for text in ["", "0", "000000000", "1000000000", "-1", "+1", " 1", "1 ", "1s", "1.0", "0x1", "\u{661}"] {
            #expect(FutureRelease(parsingInterval: text) == nil, "\(text)")
        }
    }

    @Test("is counted from MAIL, or stands by itself")
    func moment() {
        #expect(FutureRelease.after(seconds: 60).moment(from: 1_000) == 1_060)
        #expect(FutureRelease.after(seconds: 60).moment(from: -1_000) == -940)
        #expect(FutureRelease.at(unixSeconds: 500).moment(from: 1_000) == 500)
    }

    @Test("of noise is a date that can be written, or none", arguments: 0..<1_000 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var text = octets("2026-12-24T18:00:00.5+01:00")
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            guard let index = text.indices.randomElement(using: &generator) else { break }
            let others = octets("0123456789-+:.TZtz ")
            text[index] = others.randomElement(using: &generator) ?? 0
        }
        if case .at(let seconds)? = FutureRelease(parsingDate: String(decoding: text, as: UTF8.self)) {
            #expect((-62_200_000_000...253_500_000_000).contains(seconds))
        }
    }
}
