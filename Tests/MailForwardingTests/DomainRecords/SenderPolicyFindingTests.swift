import MailForwarding
import Testing

@Suite struct SenderPolicyFindingTests {
    static let hostRecords: [(String, RecordFinding.Verdict)] = [
        ("v=spf1 mx ~all", .present), ("V=SPF1  MX ~ALL ", .present),
        ("v=spf1 mx -all", .presentDifferently), ("v=spf1 +mx", .presentDifferently),
        ("v=spf1 include:other.test mx:example.test ?all", .presentDifferently),
        ("v=spf1 mx:Example.Test. -all", .presentDifferently), ("v=spf1 mx/24//64 -all", .presentDifferently),
        ("v=spf1 a:mail.example.net -all", .presentDifferently),
        ("v=spf1 a:mail.example.net/28 -all", .presentDifferently),
        ("v=spf1 include:mail.example.net -all", .presentDifferently),
        ("v=spf1 include:_spf.mail.example.net -all", .presentDifferently),
        ("v=spf1 redirect=_spf.mail.example.net", .presentDifferently),
        ("v=spf1 mx exp=why.example.test unknown=x -all", .presentDifferently),
        ("v=spf1 +all", .presentDifferently), ("v=spf1 mx all", .presentDifferently),
        ("v=spf1 ip4:198.51.100.0/24 exists:%{i}._s/.example.test a:%{d2/} mx -all", .presentDifferently),
        ("v=spf1", .wrong), ("v=spf1 -all", .wrong), ("v=spf1 ?mx -all", .wrong), ("v=spf1 ~mx -all", .wrong),
        ("v=spf1 -mx +all", .wrong), ("v=spf1 -all mx", .wrong), ("v=spf1 a -all", .wrong),
        ("v=spf1 mx:other.test -all", .wrong), ("v=spf1 a:example.test -all", .wrong),
        ("v=spf1 include:other.test -all", .wrong), ("v=spf1 redirect=other.test", .wrong),
        ("v=spf1 redirect=mail.example.net -all", .wrong), ("v=spf1 ?include:mail.example.net -all", .wrong),
        ("v=spf1 ip4:192.0.2.1 -all", .wrong), ("v=spf1 ptr -all", .wrong),
    ]

    @Test(arguments: hostRecords)
    func theMailHostMustBeAuthorized(_ text: String, _ verdict: RecordFinding.Verdict) throws {
        let finding = try DomainRecordFixture.finding(.senderPolicy, .texts(["verification=1", text, "v=spf10 mx"]))
        #expect(finding.verdict == verdict, "\(finding.advice)")
        #expect(finding.found == [text])
    }

    static let sourceRecords: [(String, RecordFinding.Verdict, String)] = [
        ("v=spf1 mx ip4:192.0.2.1 ip6:2001:db8::1 ~all", .present, "Nothing"),
        ("v=spf1 ip6:2001:DB8::/32 ip4:192.0.2.0/24 -all", .presentDifferently, "Nothing"),
        ("v=spf1 mx -all", .presentDifferently, "add: ip4:192.0.2.1 ip6:2001:db8::1"),
        ("v=spf1 ip4:192.0.2.1 mx -all", .presentDifferently, "add: ip6:2001:db8::1"),
        ("v=spf1 mx include:other.test ip4:192.0.2.1 ip6:2001:db8::1 ~all", .presentDifferently, "Nothing"),
        ("v=spf1 ip4:192.0.2.1 -all", .wrong, "v=spf1 mx ip6:2001:db8::1 ip4:192.0.2.1 -all"),
        ("v=spf1 -ip4:192.0.2.0/24 mx -all", .wrong, "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -ip4:192.0.2.0/24 mx -all"),
        ("v=spf1 -all mx ip4:192.0.2.1", .wrong, "v=spf1 mx ip4:192.0.2.1 ip6:2001:db8::1 -all mx ip4:192.0.2.1"),
        ("v=spf1 ip4:192.0.2.1 ~ip6:2001:db8::/32 -all", .wrong, "Add"),
    ]

    @Test(arguments: sourceRecords)
    func everySourceMustBeAuthorized(_ text: String, _ verdict: RecordFinding.Verdict, _ advice: String) throws {
        let plan = try DomainRecordFixture.plan(sources: ["192.0.2.1", "2001:db8::1"])
        let finding = try DomainRecordFixture.finding(.senderPolicy, .texts([text]), in: plan)
        #expect(finding.verdict == verdict)
        #expect(finding.advice.contains(advice), "\(finding.advice)")
    }

    @Test func theAdviceWritesTheRecordOut() throws {
        let finding = try DomainRecordFixture.finding(.senderPolicy, .texts(["v=spf1 Include:other.test -all"]))
        #expect(
            finding.advice
                == "Whether \"include:other.test\" authorizes mail.example.net is not looked up. "
                + "Add the mechanism \"mx\" to the record that is there: v=spf1 mx Include:other.test -all")
    }

    /// What is advised must do, whatever is there.
    @Test(arguments: [
        "v=spf1", "v=spf1 -all", "v=spf1 -mx ?all", "v=spf1 ip4:192.0.2.1 -all", "v=spf1 -all mx ip4:192.0.2.1",
        "v=spf1 ~ip4:0.0.0.0/0 ip4:192.0.2.1 redirect=other.test", "v=spf1 -ip6:::/0 mx",
    ])
    func theAdviceIsGood(_ text: String) throws {
        for sources in [[], ["192.0.2.1"], ["192.0.2.1", "2001:db8::1"]] {
            let plan = try DomainRecordFixture.plan(sources: sources)
            let advice = try DomainRecordFixture.finding(.senderPolicy, .texts([text]), in: plan).advice
            guard let start = advice.firstRange(of: "to the record that is there: ") else { continue }
            let advised = String(advice[start.upperBound...])
            let finding = try DomainRecordFixture.finding(.senderPolicy, .texts([advised]), in: plan)
            #expect(finding.verdict.isAcceptable, "\(advised)")
        }
    }

    @Test(arguments: [
        "v=spf1 mx foo -all", "v=spf1 mx ip4:192.0.2 -all", "v=spf1 mx ip4:2001:db8::1", "v=spf1 mx ip6:192.0.2.1",
        "v=spf1 mx ip4:192.0.2.0/33", "v=spf1 mx ip4 -all", "v=spf1 mx include: -all", "v=spf1 mx include -all",
        "v=spf1 mx: -all", "v=spf1 mx/33", "v=spf1 mx//129", "v=spf1 mx/24/64", "v=spf1 mx/", "v=spf1 mx all:x",
        "v=spf1 mx exists", "v=spf1 mx redirect=", "v=spf1 mx redirect=a.test redirect=b.test", "v=spf1 mx exp=a exp=b",
        "v=spf1 mx\t-all", "v=spf1 mx \0 -all", "v=spf1 mx \r\n -all", "v=spf1 mx \u{E9}", "v=spf1 mx, -all",
        "v=spf1 mx \"-all\"", "v=spf1 ++mx", "v=spf1 + mx", "v=spf1 mx +exp=x", "v=spf1 mx ptr:",
    ])
    func aBrokenTermBreaksTheRecord(_ text: String) throws {
        let finding = try DomainRecordFixture.finding(.senderPolicy, .texts([text]))
        #expect(finding.verdict == .wrong)
        #expect(finding.advice.contains("broken"), "\(finding.advice)")
    }

    @Test func tooManyLookupsAreWrong() throws {
        func record(_ includes: Int, _ rest: String) -> String {
            "v=spf1 " + (0..<includes).map { "include:\($0).test " }.joined() + rest
        }
        let expected: [(String, RecordFinding.Verdict, String)] = [
            (record(9, "mx -all"), .presentDifferently, "Nothing"), (record(10, "mx -all"), .wrong, "11 look-ups"),
            (record(9, "mx redirect=other.test"), .wrong, "11 look-ups"),
            (record(9, "mx -all redirect=other.test"), .presentDifferently, "Nothing"),
            (record(10, "-all"), .wrong, "Remove a mechanism"),
            (record(0, String(repeating: "a ", count: 40)), .wrong, "40 look-ups"),
        ]
        for (text, verdict, advice) in expected {
            let finding = try DomainRecordFixture.finding(.senderPolicy, .texts([text]))
            #expect(finding.verdict == verdict)
            #expect(finding.advice.contains(advice), "\(finding.advice)")
        }
    }

    @Test func aLongRecordIsNotWrittenOut() throws {
        let blocks = (0..<60).map { "ip4:198.51.100.\($0)" }.joined(separator: " ")
        let finding = try DomainRecordFixture.finding(.senderPolicy, .texts(["v=spf1 \(blocks) -all"]))
        #expect(finding.verdict == .wrong)
        #expect(finding.advice == "Add the mechanism \"mx\" directly behind v=spf1 in the record that is there.")
    }

    @Test func everybodyBeingAuthorizedIsWarnedOf() throws {
        for text in ["v=spf1 +all", "v=spf1 mx all", "v=spf1 mx +ALL"] {
            let finding = try DomainRecordFixture.finding(.senderPolicy, .texts([text]))
            #expect(finding.advice.contains("every host"), "\(finding.advice)")
        }
        // Behind the first one nothing counts.
        let finding = try DomainRecordFixture.finding(.senderPolicy, .texts(["v=spf1 mx -all +all"]))
        #expect(!finding.advice.contains("every host"))
    }

    static let answers: [([String], RecordFinding.Verdict)] = [
        (["v=spf1 mx ~all", "v=spf1 -all"], .conflicting),
        (["v=spf1 mx ~all", "V=SPF1"], .conflicting), ([], .missing), (["other"], .missing), ([""], .missing),
        (["spf2.0/pra mx"], .missing), (["\"v=spf1 mx ~all\""], .wrong), ([" v=spf1 mx ~all"], .wrong),
        (["v=spf1\tmx"], .wrong), (["v = spf1 mx"], .wrong),
        (["v=spf1 \(String(repeating: "mx ", count: 2_000))"], .wrong),
    ]

    @Test(arguments: answers)
    func oneRecordIsExpected(_ texts: [String], _ verdict: RecordFinding.Verdict) throws {
        let finding = try DomainRecordFixture.finding(.senderPolicy, .texts(texts))
        #expect(finding.verdict == verdict, "\(finding.advice)")
    }
}
