import DeliveryQueue
import Testing

@testable import ReferenceServer

@Suite("Durations, sizes, addresses, paths and spelling")
struct ConfigurationTextTests {
    @Test(
        "Durations",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("0s", .zero), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("4h", .seconds(14_400)), ("5d", .seconds(432_000)), ("999999999999d", .seconds(86_399_999_999_913_600)),
        ] as [(String, Duration)])
    func duration(text: String, expected: Duration) {
        #expect(DurationText.parse(text) == expected)
    }

    @Test(
        "What is no duration",
        arguments: [
            "", "5", "m", "-5m", "+5m", "1.5h", "5 m", " 5m", "5m ", "5M", "1h30m", "5min", "5\u{660}m",
            "1000000000000s",
        ])
    func noDuration(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        "What was probably meant by what is no duration",
        arguments: [
            ("90", "90m"), ("2 h", "2h"), ("2hours", "2h"), ("5min", "5m"), ("1 week", "7d"), ("10msec", "10ms"),
            ("3D", "3d"), ("1h30m", nil), ("h", nil), ("-5m", nil), ("", nil), ("0", nil), ("1y", nil),
            ("1234567890s", nil),
        ] as [(String, String?)])
    func durationSuggestion(text: String, suggestion: String?) {
        #expect(DurationText.suggestion(for: text) == suggestion)
        if let suggestion { #expect(DurationText.parse(suggestion) != nil) }
    }

    @Test(
        "Rates",
        arguments: [
            ("500/1h", 500, 3_600), ("1/1s", 1, 1), ("20/30m", 20, 1_800), ("1000000000/7d", 1_000_000_000, 604_800),
        ])
    func rate(text: String, count: Int, seconds: Int) throws {
        #expect(try #require(RateText(text)).rate == MessageRate(count, per: .seconds(seconds)))
    }

    @Test("No rate is none")
    func noBound() throws { #expect(try #require(RateText("none")).rate == nil) }

    @Test(
        "What is no rate, and what was probably meant",
        arguments: [
            ("500/h", "500/1h"), ("500 / hour", "500/1h"), ("20/5min", "20/5m"), ("500", nil), ("0/1h", nil),
            ("/1h", nil),
            ("5/", nil), ("5/1h/1h", nil), ("-5/1h", nil), ("5/500ms", nil), ("5/8d", nil), ("10000000000/1h", nil),
            ("None", nil), ("", nil),
        ] as [(String, String?)])
    func noRate(text: String, suggestion: String?) {
        #expect(RateText(text) == nil)
        #expect(RateText.suggestion(for: text) == suggestion)
    }

    @Test(
        "Dates",
        arguments: [
            ("1970-01-01", 0), ("2026-01-31", 1_769_817_600), ("2024-02-29", 1_709_164_800),
            ("2000-03-01", 951_868_800),
        ])
    func date(text: String, seconds: Int64) throws {
        let moment = try #require(DateText.parse(text))
        #expect(moment == WallTime(milliseconds: seconds * 1_000))
        #expect(DateText.text(moment) == text)
    }

    @Test(
        "What is no date",
        arguments: [
            "", "2026-1-31", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "1969-12-31",
            "26-01-01",
            "2026-01-31T00:00", "2026/01/31", "-026-01-01", "2026-01-3x",
        ])
    func noDate(text: String) {
        #expect(DateText.parse(text) == nil)
    }

    @Test("A duration is written in its largest unit", arguments: ["0s", "1ms", "1500ms", "59s", "90m", "25h", "5d"])
    func durationText(text: String) throws {
        let duration = try #require(DurationText.parse(text))
        #expect(DurationText.text(duration) == text)
    }

    @Test(
        "Sizes",
        arguments: [
            ("0", 0), ("65536", 65_536), ("64KiB", 65_536), ("25MiB", 26_214_400), ("1GiB", 1_073_741_824),
            ("999999999GiB", 1_073_741_822_926_258_176),
        ] as [(String, Int)])
    func size(text: String, expected: Int) {
        #expect(SizeText.parse(text) == expected)
    }

    @Test(
        "What is no size, and what was probably meant",
        arguments: [
            ("64kb", "64KiB"), ("64K", "64KiB"), ("25MB", "25MiB"), ("1 GiB", "1GiB"), ("-1", nil), ("1.5MiB", nil),
            ("KiB", nil), ("", nil), ("1000000000", nil), ("12x", nil),
        ] as [(String, String?)])
    func noSize(text: String, suggestion: String?) {
        #expect(SizeText.parse(text) == nil)
        #expect(SizeText.suggestion(for: text) == suggestion)
    }

    @Test("A size is written in its largest unit", arguments: [(0, "0"), (1_000, "1000"), (65_536, "64KiB")])
    func sizeText(bytes: Int, expected: String) {
        #expect(SizeText.text(bytes) == expected)
    }

    @Test("Hosts and ports", arguments: ["127.0.0.1:0", "[::1]:2525", "smtp.example.net:65535", "[2001:db8::1]:1"])
    func hostAndPort(text: String) throws {
        let parts = try HostAndPort(text)
        let host = parts.isBracketed ? "[\(parts.host)]" : parts.host
        #expect("\(host):\(parts.port)" == text)
    }

    @Test(
        "What is no host and port",
        arguments: [
            "", ":", ":25", "a", "a:", "a:65536", "a:-1", "a:1:2", "::1", "::1:25", "[::1", "[::1]", "[::1]25", "[]:25",
        ])
    func noHostAndPort(text: String) {
        #expect(throws: HostAndPort.Mistake.self) { _ = try HostAndPort(text) }
    }

    @Test("Brackets belong to IPv6 and to nothing else", arguments: ["[127.0.0.1]:25", "a.example:25", "[a]:25"])
    func noAddress(text: String) throws {
        let parts = try HostAndPort(text)
        #expect(parts.address == nil)
    }

    @Test(
        "Paths are resolved against the folder of the file",
        arguments: [
            ("/a/b", "/etc", "/a/b"), ("a/b", "/etc", "/etc/a/b"), ("./a", "/etc", "/etc/a"), (".//./a", "/", "/a"),
            ("./a", ".", "a"), ("a", "", "a"), ("../a", "/etc", "/etc/../a"), (".", "/etc", "/etc"), ("./", ".", "."),
        ])
    func resolve(path: String, folder: String, expected: String) {
        #expect(FilePath.resolve(path, against: folder) == expected)
    }

    @Test(
        "The folder of a file",
        arguments: [("a.yaml", "."), ("/a.yaml", "/"), ("/etc/x/a.yaml", "/etc/x"), ("x/a", "x")])
    func folder(path: String, expected: String) {
        #expect(FilePath.folder(of: path) == expected)
    }

    @Test(
        "Edits are counted, a swap of neighbours as one",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1),
            ("abc", "abxc", 1), ("abc", "xbc", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
        ])
    func distance(left: String, right: String, expected: Int) {
        #expect(EditDistance.between(left, right) == expected)
        #expect(EditDistance.between(right, left) == expected)
    }

    @Test(
        "The nearest word, if one is near",
        arguments: [
            ("listners", "listeners"), ("Listeners", "listeners"), ("relay_from", "relay-from"), ("dsn", "dns"),
            ("cert", "certificate"), ("durabilty", "durability"), ("", nil), ("x", "mx"), ("quux", nil), ("dn", "dns"),
            ("bananas", nil),
        ] as [(String, String?)])
    func nearest(word: String, expected: String?) {
        let candidates = ["listeners", "relay-from", "dns", "mx", "certificate", "durability", "retention"]
        #expect(EditDistance.nearest(to: word, among: candidates) == expected)
    }

    @Test("A word of any length is answered")
    func longWord() {
        #expect(EditDistance.nearest(to: String(repeating: "a", count: 100_000), among: ["dns"]) == nil)
    }
}
