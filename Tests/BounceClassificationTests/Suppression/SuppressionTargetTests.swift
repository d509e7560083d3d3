import MailAddressing
import TestSupport
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

    @Test(
        "is no more than an address or a domain",
        arguments: ["", "@", "ada@", "@ada@example.com", "a b", "a..b", "@\u{301}example.com", "xn--a", "@XN--A"])
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

    @Test(
        "is written as it is read, however long lower case and form C make it", arguments: 1...40 as ClosedRange<UInt64>
    )
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        // What grows, what shrinks, what composes, what must be quoted.
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", "0", ".", "\u{130}", "\u{212A}", "\u{1E9E}", "\u{390}", "\u{1D160}", "\u{FB2C}", "\u{2126}",
            "\u{301}",
            "\u{323}", "\u{345}", "\u{1100}", "\u{1161}", "\u{11A8}", "\"", "\\", " ", "@", "\u{3A3}", "\u{1F600}",
            "\u{958}",
        ]
        let hosts = ["example.com", "b\u{FC}cher.example", "xn--a.example", "[192.0.2.1]", "[IPv6:2001:db8::1]"]
        var (count, longest) = (0, 0)
        for _ in 0..<200 {
            let length = Int.random(in: 1...30, using: &generator)
            let few = (0..<3).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            var text = "\""
            for _ in 0..<length {
                let scalar = few[Int.random(in: 0..<few.count, using: &generator)]
                if scalar == "\"" || scalar == "\\" { text += "\\" }
                text.unicodeScalars.append(scalar)
            }
            text += "\"@" + hosts[Int.random(in: 0..<hosts.count, using: &generator)]
            guard let mailbox = try? Mailbox(text) else { continue }
            let target = SuppressionTarget(mailbox)
            let again = try SuppressionTarget(parsing: target.description)
            #expect(again == target && again.octets == target.octets, "\(target)")
            let entry = Suppression(SuppressionKey(target), because: .person(""), since: 0)
            #expect(try Suppression(decoding: entry.encoded) == entry, "\(target)")
            count += 1
            longest = max(longest, target.localPart?.utf8.count ?? 0)
        }
        #expect(count > 100 && longest > Mailbox.maximumLocalPartLength)
    }

    @Test(
        "is written as it is read where no mailbox could be",
        arguments: [
            (String(repeating: "\u{130}", count: 32), String(repeating: "i\u{307}", count: 32)),
            (
                "\"" + String(repeating: "\u{130}", count: 30) + " \"",
                "\"" + String(repeating: "i\u{307}", count: 30) + " \""
            ),
            (String(repeating: "\u{390}", count: 32), String(repeating: "\u{390}", count: 32)),
        ])
    func long(localPart: String, canonical: String) throws {
        // With the longest domain that the mailbox leaves room for.
        let domain = Array(repeating: String(repeating: "d", count: 60), count: 3).joined(separator: ".")
        let target = SuppressionTarget(try Mailbox("\(localPart)@\(domain)"))
        #expect(target.description.utf8.elementsEqual("\(canonical)@\(domain)".utf8))
        #expect(try SuppressionTarget(parsing: target.description) == target)
    }

    @Test("is written as it is read for any domain, A-labels that stand for nothing included")
    func anyDomain() throws {
        for name in ["xn--a", "xn--a.example", "_dmarc.xn--bcher-kva.example", "1.2", "xn--bcher-kva.example"] {
            let target = SuppressionTarget(domain: try DomainName(name))
            #expect(try SuppressionTarget(parsing: target.description) == target)
        }
    }

    @Test(
        "has no local part that is longer than that of a mailbox, but in canonical form",
        arguments: [
            String(repeating: "a", count: 65), String(repeating: "I\u{307}", count: 32),
            String(repeating: "i\u{307}", count: 65), "\"" + String(repeating: "i\u{307}", count: 32) + "\"",
            String(repeating: "i\u{307}", count: 32) + "\"", String(repeating: "e\u{301}", count: 32),
            String(repeating: "i\u{307}", count: 32) + "\u{85}", String(repeating: "i\u{307}", count: 32) + " ",
        ])
    func tooLong(localPart: String) {
        #expect(throws: AddressError.self) { try SuppressionTarget(parsing: "\(localPart)@example.com") }
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
