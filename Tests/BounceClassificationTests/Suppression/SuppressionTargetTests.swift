import MailAddressing
import Testing

@testable import BounceClassification

@Suite("Who is on the suppression list")
struct SuppressionTargetTests {
    @Test(
        "is the same whatever the case, the quotes and the form of letters",
        arguments: [
            ("ada@example.com", "Ada@EXAMPLE.com"), ("ada@example.com", "\"ADA\"@example.com"),
            ("zoë@bücher.example", "ZOË@xn--bcher-kva.example"), ("zoë@example.com", "zoe\u{308}@example.com"),
            ("k@example.com", "\u{212A}@example.com"), ("ada@[IPv6:2001:db8::1]", "ADA@[ipv6:2001:DB8:0::1]"),
            ("@example.com", "Example.COM"), ("bücher.example", "@xn--bcher-kva.example"),
        ])
    func same(one: String, other: String) throws {
        let (one, other) = (try SuppressionTarget(parsing: one), try SuppressionTarget(parsing: other))
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(SuppressionKey(one).octets == SuppressionKey(other).octets)
    }

    @Test(
        "is another one where more than that differs",
        arguments: [
            ("ada@example.com", "ada+news@example.com"), ("ada@example.com", "a.da@example.com"),
            ("ada@example.com", "ada@mail.example.com"), ("example.com", "mail.example.com"),
            ("ada@example.com", "example.com"), ("strasse@example.com", "straße@example.com"),
        ])
    func different(one: String, other: String) throws {
        #expect(try SuppressionTarget(parsing: one) != SuppressionTarget(parsing: other))
    }

    @Test("is no more than an address or a domain", arguments: ["", "@", "ada@", "@ada@example.com", "a b", "a..b"])
    func refused(text: String) {
        #expect(throws: AddressError.self) { try SuppressionTarget(parsing: text) }
    }

    @Test("is written as it is read")
    func written() throws {
        for entry in try SuppressionSamples.entries() {
            let target = entry.key.target
            #expect(try SuppressionTarget(parsing: target.description) == target)
        }
    }

    @Test("is bounded and canonical at once, whatever the characters of the local part")
    func bounded() {
        var longest = 0
        // Beyond them no letter has two cases, and nothing has another form.
        for value in Array(0x21...0x1_FFFF) + Array(0x2_F800...0x2_FA1F) as [UInt32] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = SuppressionTarget.canonical(String(scalar))
            longest = max(longest, once.utf8.count - 3 * UTF8.width(scalar))
            if !SuppressionTarget.canonical(once).utf8.elementsEqual(once.utf8) {
                Issue.record("U+\(String(value, radix: 16)) is not canonical at once")
            }
        }
        #expect(longest <= 0)
    }

    @Test("stands before the next one in the order of octets")
    func ordered() throws {
        let names = ["a.example", "a.example@b", "a.example@c", "a.example.com", "b.example"]
        let targets = try names.map { name in
            let parts = name.split(separator: "@")
            return try SuppressionTarget(parsing: parts.count == 1 ? name : "\(parts[1])@\(parts[0])")
        }
        let sorted = targets.shuffled().sorted()
        #expect(sorted == targets.sorted { $0.octets.lexicographicallyPrecedes($1.octets) })
        #expect(Set(sorted) == Set(targets))
    }
}

@Suite("The name of a stream")
struct StreamNameTests {
    @Test("is the same whatever the case")
    func same() throws {
        #expect(try StreamName("News.Example") == StreamName("news.example"))
        #expect(try StreamName("News").text == "news")
    }

    @Test(
        "is refused where it is none",
        arguments: [
            ("", StreamNameError.empty), (String(repeating: "a", count: 256), .tooLong),
            ("a b", .unexpectedOctet(32, offset: 1)), ("aé", .unexpectedOctet(0xC3, offset: 1)),
            ("a\r\n", .unexpectedOctet(13, offset: 1)),
        ])
    func refused(text: String, error: StreamNameError) {
        #expect(throws: error) { try StreamName(text) }
    }
}
