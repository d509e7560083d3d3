import DKIM
import MailCryptography
import Testing

/// What is found out about a body whose digest does not fit.
struct BodyChangeTests {
    /// One change: what was signed, what came, and what is said of it.
    struct Example: CustomTestStringConvertible, Sendable {
        var signed: String
        var found: String
        var kinds: [BodyChange.Kind]
        var form: Canonicalization

        init(_ signed: String, _ found: String, _ kinds: BodyChange.Kind..., form: Canonicalization = .simple) {
            self.signed = signed
            self.found = found
            self.kinds = kinds
            self.form = form
        }

        var testDescription: String { kinds.map(\.rawValue).joined(separator: " and ") }
    }

    static let long = String(repeating: "x", count: 990)
    static let words = "one two three four five six seven eight nine ten eleven twelve thirteen"

    static let examples = [
        Example("a\r\nb\r\n", "a\r\nb\r\n-- \r\nlist\r\n", .footerAdded),
        Example("a\r\nb\r\n", "a\r\nb\r\n\r\n-- \r\nlist\r\n", .footerAdded, form: .relaxed),
        Example("", "footer\r\n", .footerAdded),
        Example("", "footer\r\n", .footerAdded, form: .relaxed),
        Example("a\r\nb\r\n", "[outside]\r\n\r\na\r\nb\r\n", .bannerAdded),
        Example("a\r\nb\r\n", "[outside]\r\na\r\nb\r\nlist\r\n", .bannerAdded, .footerAdded),
        Example(
            "a\r\nb\r\n", "--x\r\nContent-Type: text/plain\r\n\r\na\r\nb\r\n--x\r\n\r\nlist\r\n--x--\r\n", .wrapped),
        Example(
            "--x\r\n\r\na\r\n--x--\r\n", "--x\r\n\r\na\r\n--x\r\nContent-Type: text/plain\r\n\r\nlist\r\n--x--\r\n",
            .partAdded),
        Example("a\r\nb\r\nc\r\n", "a\r\nnew\r\nlines\r\nb\r\nc\r\n", .linesAdded),
        Example("a\r\n\r\nb\r\n", "a\r\nb\r\n", .emptyLineLost),
        Example("a\r\n.b\r\n..c\r\nd\r\n", "a\r\nb\r\n..c\r\nd\r\n", .dotLost),
        Example("\r\n\r\na\r\n", "a\r\n", .leadingLinesLost),

        Example("a\r\nb\r\n", "a\nb\n", .lineEndsLost),
        Example("a\r\nb\r\nc\r\n", "a\rb\nc\r\n", .lineEndsLost),
        Example("a\r\nb\r\n", "a\r\r\nb\r\r\n", .lineEndsDoubled),
        Example("a\r\nb\r\nc\r\n", "a\r\n\r\nb\r\n\r\nc\r\n\r\n", .lineEndsDoubled),

        Example("a\r\nb\r\n", "a  \r\nb\t\r\n", .blanksAddedAtLineEnds),
        Example("a \r\n\r\nb \r\nc \r\n", "a\r\n\r\nb\r\nc\r\n", .blanksLostAtLineEnds),
        Example("a \r\nb\r\n\r\nc \r\nd\r\n", "a\r\nb\r\n\r\nc\r\nd\r\n", .blanksLostAtLineEnds),
        Example("a\r\nb \r\nc\r\n", "a\r\nb\r\nc\r\n", .blanksLostAtLineEnds),
        Example("a\r\nb\r\nc  \r\n", "a\r\nb\r\nc\r\n", .blanksLostAtLineEnds),
        Example("a\r\n \r\nc\r\n", "a\r\n\r\nc\r\n", .blanksLostAtLineEnds),
        Example("a \r\nb \r\n", "a\r\nb\r\nlist\r\n", .footerAdded, .blanksLostAtLineEnds),
        Example("a\r\n-- \r\nme\r\n", "a\r\n--\r\nme\r\n", .delimiterBlankLost),
        Example("a b\r\n", "a\tb\r\n", .spacesBecameTabs),
        Example("ab\r\n", "a\u{0}b\r\n", .nulsAdded),

        Example(".a\r\n..b\r\nc\r\n", "..a\r\n...b\r\nc\r\n", .dotsDoubled),
        Example("..a\r\n..b\r\nc\r\n", ".a\r\n.b\r\nc\r\n", .dotsHalved),
        Example("From a\r\n>From b\r\n", ">From a\r\n>>From b\r\n", .fromQuoted),
        Example(">From a\r\nb\r\n", "From a\r\nb\r\n", .fromUnquoted),
        Example("From a\r\n", ">From a\r\nlist\r\n", .footerAdded, .fromQuoted),

        Example(long + "yz\r\n", long + "!\r\n yz\r\n", .longLinesBroken),
        Example(long + long + "yz\r\n", long + "\r\n" + long + "\r\nyz\r\n", .longLinesBroken),
        Example(long + long + "yz\r\n", long + "\r\n " + long + "\r\n yz\r\n", .longLinesBroken),
        Example(
            words + "\r\n\r\nb\r\n",
            "one two three four five six seven\r\neight nine ten eleven twelve\r\nthirteen\r\n\r\nb\r\n", .textWrapped),
        Example("a b c\r\nd\r\n", "a \r\nb \r\nc\r\nd\r\n", .textWrapped),

        Example("caf\u{E9} = x \r\ny\r\n", "caf=E9 =3D x=20\r\ny\r\n", .quotedPrintableEncoded),
        Example("one two\r\n", "one =\r\ntwo\r\nlist\r\n", .footerAdded, .quotedPrintableEncoded),
        Example("hello\r\nyou\r\n", "aGVsbG8NCnlvdQ0K\r\n", .base64Encoded),
        Example("hello\r\nyou\r\n", "aGVsbG8KeW91Cg==\r\n", .base64Encoded),
        Example("caf\u{C3}\u{A9}\r\n", "caf\u{E9}\r\n", .becameLatin1),
    ]

    @Test("the change that the digest proves is named", arguments: examples)
    func explained(example: Example) throws {
        let change = try #require(
            Self.explanation(of: Self.canonical(Self.octets(example.signed), example.form), example))
        #expect(change.steps.map(\.kind) == example.kinds)
        #expect(!change.description.isEmpty)
        #expect(change.steps.allSatisfy { $0.description != $0.kind.rawValue }, "\(change)")
    }

    @Test(
        "what the signer hashed instead of the canonical form is named",
        arguments: [
            (Example("", "a  b \r\n", .otherCanonicalization), "a b\r\n"),
            (Example("", "a\r\n\r\n", .notCanonicalized), "a\r\n\r\n"),
            (Example("", "a\r\nb\r\n", .finalLineEndNotSigned), "a\r\nb"),
            (Example("", "a\r\nb\r\n\r\n", .lineFeedsSigned), "a\nb\n"),
            (Example("", "a\r\nb\r\n\r\n", .carriageReturnsSigned), "a\rb\r"),
            (Example("", "a\r\n\r\n", .notCanonicalized, .lineFeedsSigned), "a\n\n"),
        ])
    func signer(example: Example, hashed: String) throws {
        let change = try #require(Self.explanation(of: Self.octets(hashed), example))
        #expect(change.steps.map(\.kind) == example.kinds)
    }

    @Test("places and amounts are told")
    func amounts() throws {
        let footer = try #require(Self.change("a\r\nb\r\n", "a\r\nb\r\n\r\nlist\r\nbye\r\n"))
        #expect(footer.description == "3 lines (13 octets) were added at the end, from line 3 on")
        let banner = try #require(Self.change("a\r\n", "out\r\na\r\n"))
        #expect(banner.description == "1 line (5 octets) was added at the beginning")
        let space = try #require(Self.change("a\r\nb \r\nc\r\n", "a\r\nb\r\nc\r\n"))
        #expect(space.description == "1 space at the end of line 2 was lost")
        let spaces = try #require(Self.change("a\r\nb\r\nc  \r\n", "a\r\nb\r\nc\r\n"))
        #expect(spaces.description == "2 spaces at the end of line 3 were lost")
        let every = try #require(Self.change("a \r\nb \r\nc \r\n", "a\r\nb\r\nc\r\n"))
        #expect(every.description == "spaces at the ends of lines were lost")
        let middle = try #require(Self.change("a\r\nb\r\nc\r\n", "a\r\nb\r\nnew\r\nc\r\n"))
        #expect(middle.steps.map(\.line) == [3])
        #expect(middle.steps.map(\.lineCount) == [1])
        #expect(middle.steps.map(\.octetCount) == [5])
    }

    @Test("with l= as much of the body is hashed as it says")
    func partial() throws {
        let signed = Array("a\r\nb".utf8)
        let hash = SHA256.hash(of: signed)
        func change(_ body: String, length: Int) -> BodyChange? {
            BodyChange.explanation(
                of: hash, canonicalization: .simple, signedLength: length, body: Array(body.utf8))
        }
        #expect(change("a\nbc\n", length: 4)?.steps.map(\.kind) == [.lineEndsLost])
        #expect(change("a\r\nbc\r\n", length: 4) == nil)
        #expect(change("a\nb", length: 400) == nil)
        let whole = SHA256.hash(of: Array("a\r\nbc\r\n".utf8))
        let ignored = BodyChange.explanation(
            of: whole, canonicalization: .simple, signedLength: 2, body: Array("a\r\nbc\r\n".utf8))
        #expect(ignored?.steps.map(\.kind) == [.lengthIgnored])
    }

    @Test(
        "nothing is said of what cannot be searched",
        arguments: [([], 0), (Array(repeating: 0, count: 31), 0), (Array(repeating: 0, count: 32), -1)]
            as [([UInt8], Int)])
    func nothing(hash: [UInt8], length: Int) {
        #expect(
            BodyChange.explanation(of: hash, canonicalization: .relaxed, signedLength: length, body: [65, 66]) == nil)
        let long = [UInt8](repeating: 65, count: BodyChange.maximumBodySize + 1)
        #expect(
            BodyChange.explanation(
                of: Array(repeating: 0, count: 32), canonicalization: .simple, signedLength: nil, body: long) == nil)
    }

    @Test("a body that is right needs no explanation, and SHA-1 is searched too")
    func right() throws {
        #expect(Self.change("a\r\n", "a\r\n") == nil)
        var digest = MessageDigest(.sha1)
        digest.update(Array("a\r\n".utf8).span)
        let change = BodyChange.explanation(
            of: digest.finalize(), canonicalization: .simple, signedLength: nil, body: Array("a\r\nb\r\n".utf8))
        #expect(change?.steps.map(\.kind) == [.footerAdded])
    }

    static func change(_ signed: String, _ found: String) -> BodyChange? {
        explanation(of: Array(signed.utf8), Example(signed, found))
    }

    static func explanation(of hashed: [UInt8], _ example: Example) -> BodyChange? {
        BodyChange.explanation(
            of: SHA256.hash(of: hashed), canonicalization: example.form, signedLength: nil, body: octets(example.found))
    }

    /// Each scalar as one octet, so that octets over 127 can be written; all are under 256.
    static func octets(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    static func canonical(_ body: [UInt8], _ form: Canonicalization) -> [UInt8] {
        var canonicalizer = BodyCanonicalizer(form)
        var sink = Gathering()
        canonicalizer.update(body.span, into: &sink)
        canonicalizer.finish(into: &sink)
        return sink.octets
    }

    /// Gathers octets.
    struct Gathering: OctetSink {
        var octets: [UInt8] = []

        mutating func append(_ octets: Span<UInt8>) {
            for index in octets.indices { self.octets.append(octets[index]) }
        }
    }
}
