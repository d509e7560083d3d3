import DKIM
import MailAddressing
import MailCryptography
import TestSupport
import Testing

/// The life of keys: their records, their changes, their successors.
struct DKIMKeyRotationTests {
    static let day: Int64 = 86_400
    static let timing = DKIMKeyRing.Timing(publishAhead: 10, retention: 50)

    static func entry(
        _ selector: String, from: Int64? = nil, until: Int64? = nil, revoked: Int64? = nil
    ) throws -> DKIMKeyRing.Entry { try DKIMKeyRingTests.entry(selector, from: from, until: until, revoked: revoked) }

    /// Each change as `time selector old>new`.
    static func texts(_ changes: [DKIMKeyRing.Change]) -> [String] {
        changes.map { "\($0.unixTime) \($0.selector) \($0.oldState)>\($0.newState)" }
    }

    @Test("a key goes through its states, and its successor too")
    func changes() throws {
        let ring = try DKIMKeyRing(
            [Self.entry("r1", until: 400), Self.entry("r2", from: 100, until: 200), Self.entry("e1", from: 150)],
            timing: Self.timing)
        #expect(
            Self.texts(ring.changes(after: .min)) == [
                "90 r2 upcoming>announced", "100 r1 signing>announced", "100 r2 announced>signing",
                "140 e1 upcoming>announced", "150 e1 announced>signing", "200 r1 announced>signing",
                "200 r2 signing>retired", "250 r2 retired>finished", "400 r1 signing>retired",
                "450 r1 retired>finished",
            ])
        #expect(Self.texts(ring.changes(after: 400)) == ["450 r1 retired>finished"])
        let times = ring.changes(after: .min).map(\.unixTime)
        var next = ring.nextChange(after: .min)
        for time in Set(times).sorted() {
            #expect(next == time)
            next = ring.nextChange(after: time)
        }
        #expect(next == nil)
        #expect(ring.nextChange(after: .max) == nil)
        #expect(try DKIMKeyRing([Self.entry("r1")]).nextChange(after: .min) == nil)
    }

    @Test(
        "a key that is taken back is published without its octets",
        arguments: [
            (
                150,
                [
                    "90 r1 upcoming>announced", "100 r1 announced>signing", "150 r1 signing>revoked",
                    "200 r1 revoked>finished",
                ]
            ),
            (
                230,
                [
                    "90 r1 upcoming>announced", "100 r1 announced>signing", "200 r1 signing>retired",
                    "230 r1 retired>revoked", "280 r1 revoked>finished",
                ]
            ),
            (95, ["90 r1 upcoming>announced", "95 r1 announced>revoked", "145 r1 revoked>finished"]),
            (90, ["90 r1 upcoming>finished"]), (50, ["50 r1 upcoming>finished"]), (.min, []),
            (
                250,
                [
                    "90 r1 upcoming>announced", "100 r1 announced>signing", "200 r1 signing>retired",
                    "250 r1 retired>finished",
                ]
            ),
        ] as [(Int64, [String])])
    func revoked(time: Int64, changes: [String]) throws {
        let ring = try DKIMKeyRing([Self.entry("r1", from: 100, until: 200, revoked: time)], timing: Self.timing)
        #expect(Self.texts(ring.changes(after: .min)) == changes)
        guard let record = ring.records(at: time).first else { return }
        #expect(record.state == .revoked)
        #expect(record.record.text == "v=DKIM1; k=rsa; p=")
        #expect(record.zoneLine == "r1._domainkey.example.com. IN TXT ( \"v=DKIM1; k=rsa; p=\" )")
    }

    @Test(
        "the records of a time are those of keys that may be asked for",
        arguments: [
            (89, ["r1"]), (90, ["r1", "r2"]), (149, ["r1", "r2"]), (150, ["r2"]), (249, ["r2"]), (250, []),
        ] as [(Int64, [String])])
    func records(time: Int64, selectors: [String]) throws {
        let ring = try DKIMKeyRing(
            [Self.entry("r1", until: 100), Self.entry("r2", from: 100, until: 200)], timing: Self.timing)
        let records = ring.records(at: time)
        #expect(records.map(\.selector) == selectors)
        for record in records { #expect(try record.record.publicKey() == Fixtures.rsa().publicKey) }
        let finished = ring.finishedEntries(at: time).map(\.selector)
        #expect(finished == (time < 150 ? [] : time < 250 ? ["r1"] : ["r1", "r2"]))
        let name = try DomainName("r2._domainkey.example.com")
        #expect(ring.state(ofKeyAt: name, at: time)?.isPublished == selectors.contains("r2"))
        #expect(ring.state(ofKeyAt: try DomainName("example.com"), at: time) == nil)
    }

    @Test("a rotation with the defaults publishes two days ahead and seven behind")
    func rotation() throws {
        let start = 20_000 * Self.day
        let options = DKIMKeyRecord.Options(services: ["email"], isStrict: true, note: "ours")
        let old = try DKIMKeyRing.Entry(
            domain: DomainName("example.com"), selector: "old", key: Fixtures.rsa(),
            use: .init(coversSubdomains: false), signing: .init(lifetime: 9), record: options)
        let ring = try DKIMKeyRing([old, Self.entry("e1")])
        let key = try PrivateKey.generate(.rsa(bits: 1_024))
        let plan = try ring.rotation(of: DomainName("example.com"), to: key, at: start)
        #expect(plan.entry.selector == "s20241004")
        #expect(plan.entry.signer?.options == .init(lifetime: 9))
        #expect(plan.entry.recordOptions == options)
        #expect(!plan.entry.coversSubdomains)
        #expect(
            Self.texts(plan.changes) == [
                "\(start) s20241004 upcoming>announced", "\(start + 2 * Self.day) old signing>retired",
                "\(start + 2 * Self.day) s20241004 announced>signing", "\(start + 9 * Self.day) old retired>finished",
            ])
        #expect(ring.entries.count == 2 && plan.ring.entries.count == 3)
        for hour in Int64(-1)..<24 * 12 {
            let time = start + hour * 3_600
            let signers = try plan.ring.signers(forAuthor: DomainName("example.com"), at: time).map(\.selector)
            let published = plan.ring.records(at: time).map(\.selector)
            #expect(signers.count == 2)
            #expect(Set(signers).isSubset(of: published))
        }
        let again = try plan.ring.rotation(of: DomainName("example.com"), to: key, at: start + 60)
        #expect(again.entry.selector == "s20241004b")
    }
}

extension DKIMKeyRotationTests {
    @Test("a rotation begins with nothing, later than it must, or not at all")
    func otherRotations() throws {
        let domain = try DomainName("example.com")
        let empty = try DKIMKeyRing([], timing: Self.timing)
        let first = try empty.rotation(of: domain, to: Fixtures.ed25519(), at: 1_000, selector: "e9", signsFrom: 5_000)
        #expect(Self.texts(first.changes) == ["4990 e9 upcoming>announced", "5000 e9 announced>signing"])
        #expect(
            try empty.rotation(of: domain, to: Fixtures.rsa(), at: 1_000, signsFrom: 1_001).entry.use.signsFrom == 1_010
        )
        let name = try DomainName("x._domainkey.example.com")
        #expect(throws: DKIMKeyRing.Mistake.endsBeforeItBegins(name)) {
            try empty.rotation(of: domain, to: Fixtures.rsa(), at: .max, selector: "x")
        }
        #expect(try empty.rotation(of: domain, to: Fixtures.rsa(), at: .min, selector: "x").entry.selector == "x")
        #expect(throws: DKIMKeyRing.Mistake.invalidSelector) {
            try empty.rotation(of: domain, to: Fixtures.rsa(), at: -1)
        }
        #expect(throws: DKIMKeyRing.Mistake.duplicateSelector(name)) {
            let ring = try DKIMKeyRing([Self.entry("x")])
            _ = try ring.rotation(of: domain, to: Fixtures.rsa(), at: 0, selector: "X")
        }
    }

    @Test(
        "selectors have the date",
        arguments: [
            ("s", 0, "s19700101"), ("s", 86_399, "s19700101"), ("s", 86_400, "s19700102"),
            ("rsa-", 951_782_400, "rsa-20000229"), ("", 951_868_800, "20000301"), ("s", 1_709_164_800, "s20240229"),
            ("s", 1_735_689_599, "s20241231"), ("s", 1_735_689_600, "s20250101"), ("X9", 1_795_651_200, "X920261126"),
            ("s", 4_107_542_399, "s21000228"), ("s", 4_107_542_400, "s21000301"),
            ("s", 253_402_300_799, "s99991231"), ("s", 253_402_300_800, nil), ("s", -1, nil), ("s", .max, nil),
            ("s", .min, nil), ("-s", 0, nil), ("a.b", 0, nil), ("a_b", 0, nil), ("a b", 0, nil), ("\u{E9}", 0, nil),
            (String(repeating: "a", count: 32), 0, String(repeating: "a", count: 32) + "19700101"),
            (String(repeating: "a", count: 33), 0, nil),
        ] as [(String, Int64, String?)])
    func selectors(prefix: String, time: Int64, selector: String?) throws {
        #expect((try? DKIMKeyRing.selector(prefix: prefix, at: time)) == selector)
        guard let selector else { return }
        #expect(try DKIMSigner(domain: "example.com", selector: selector, key: Fixtures.rsa()).selector == selector)
    }

    @Test("where the letters of a day are used up, there is no selector")
    func usedUp() throws {
        let taken = ["S19700101"] + "bcdefghijklmnopqrstuvwxyz".map { "s19700101\($0)" }
        let domain = try DomainName("example.com")
        let almost = try DKIMKeyRing(taken.dropLast().enumerated().map { try Self.entry($1, from: Int64($0)) })
        #expect(try almost.unusedSelector(for: domain, at: 0) == "s19700101z")
        let full = try DKIMKeyRing(taken.enumerated().map { try Self.entry($1, from: Int64($0)) })
        #expect(throws: DKIMKeyRing.Mistake.invalidSelector) { try full.unusedSelector(for: domain, at: 0) }
        #expect(try full.unusedSelector(for: DomainName("example.org"), at: 0) == "s19700101")
        #expect(try full.unusedSelector(prefix: "t", for: domain, at: 0) == "t19700101")
    }

    @Test("whatever the times of the keys, what signs is published long enough and no change is missed")
    func randomRings() throws {
        var generator = SeededGenerator(seed: 20_261_126)
        for _ in 0..<20 {
            let count = Int.random(in: 1...6, using: &generator)
            let begins = (0..<60).map { Int64($0) * 10 }.shuffled(using: &generator).prefix(count)
            let entries = try begins.enumerated().map { index, begin in
                let isEndless = Bool.random(using: &generator)
                let length = Int64.random(in: 1...200, using: &generator)
                let selector = "\(Bool.random(using: &generator) ? "e" : "r")\(index)"
                return try Self.entry(selector, from: begin, until: isEndless ? nil : begin + length)
            }
            let ring = try DKIMKeyRing(entries, timing: Self.timing)
            let changeTimes = Set(ring.changes(after: -100).map(\.unixTime))
            var before: [DKIMKeyRing.Publication]?
            for time in Int64(-100)...900 {
                let records = ring.records(at: time)
                if let before, before != records { #expect(changeTimes.contains(time)) }
                before = records
                let signers = try ring.signers(forAuthor: DomainName("example.com"), at: time)
                #expect(signers.count == Set(signers.map(\.algorithm)).count)
                #expect(records.filter { $0.state == .signing }.map(\.selector) == signers.map(\.selector))
                for moment in [time - Self.timing.publishAhead, time, time + Self.timing.retention] {
                    let published = Set(ring.records(at: moment).map(\.selector))
                    #expect(published.isSuperset(of: signers.map(\.selector)))
                }
            }
        }
    }
}
