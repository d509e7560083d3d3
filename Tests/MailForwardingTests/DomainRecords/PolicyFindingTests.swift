import MailForwarding
import Testing

@Suite struct PolicyFindingTests {
    static let dmarcRecords: [([String], RecordFinding.Verdict, String)] = [
        (["v=DMARC1; p=none; rua=mailto:reports@example.test"], .present, "Nothing"),
        (["v=DMARC1;p=none;rua=mailto:reports@example.test;"], .present, "Nothing"),
        (["v=DMARC1; p=none; rua=mailto:Reports@example.test!10m, mailto:b@c.test"], .presentDifferently, "Nothing"),
        (["v=DMARC1; p=none"], .presentDifferently, "rua="),
        (["v=DMARC1; p=none; rua=mailto:b@c.test"], .presentDifferently, "mailto:reports@example.test"),
        (["v=DMARC1; p=Reject; rua=mailto:reports@example.test"], .presentDifferently, "p=reject"),
        (["v=DMARC1; p=quarantine; sp=none"], .presentDifferently, "p=quarantine"),
        (["other", "v=DMARC1; p=none"], .presentDifferently, "rua="),
        (["v=DMARC1"], .wrong, "p= is missing"), (["v=DMARC1; sp=none"], .wrong, "p= is missing"),
        (["v=DMARC1; p="], .wrong, "no policy"), (["v=DMARC1; p=\u{202E}x"], .wrong, "p=\\u{202E}x"),
        (["v=DMARC1; p"], .wrong, "malformed"), (["v=DMARC1; p=none; p=reject"], .wrong, "malformed"),
        (["v=DMARC1; p=none; x=\0"], .wrong, "malformed"),
        (["v=DMARC1; p=none; x=\(String(repeating: "a", count: 5_000))"], .wrong, "octets"),
        (["\"v=DMARC1; p=none\""], .wrong, "exactly"), (["v=dmarc1; p=none"], .wrong, "exactly"),
        ([" v=DMARC1; p=none"], .wrong, "exactly"),
        (["v=DMARC1; p=none", "v=DMARC1; p=none; "], .conflicting, "there are 2"),
        ([], .missing, "Add a TXT record at _dmarc.example.test"), (["v=spf1 -all"], .missing, "Add"),
        (["p=none; v=DMARC1"], .missing, "Add"), ([""], .missing, "Add"),
    ]

    @Test(arguments: dmarcRecords)
    func dmarcIsJudged(_ texts: [String], _ verdict: RecordFinding.Verdict, _ advice: String) throws {
        try Self.check(.dmarc, texts, verdict, advice)
    }

    static let strictTransportRecords: [([String], RecordFinding.Verdict, String)] = [
        (["v=STSv1; id=20260115T120000"], .present, "Nothing"),
        (["v=STSv1 ;id=20260115T120000;"], .present, "Nothing"),
        (["v=STSv1; id=20260115T120000; x=y"], .presentDifferently, "Nothing"),
        (["v=STSv1; id=1"], .presentDifferently, "The identifier is 1"),
        (["v=STSv1"], .wrong, "id="), (["v=STSv1; id="], .wrong, "id="), (["v=STSv1; id=a-b"], .wrong, "id="),
        (["v=STSv1; id=\(String(repeating: "1", count: 33))"], .wrong, "id="), (["v=STSv1; id"], .wrong, "malformed"),
        (["v=stsv1; id=1"], .wrong, "exactly"), (["v=STSv1; id=1", "v=STSv1; id=2"], .conflicting, "there are 2"),
        ([], .missing, "Add"), (["v=TLSRPTv1; rua=mailto:a@b.test"], .missing, "Add"),
    ]

    @Test(arguments: strictTransportRecords)
    func strictTransportIsJudged(_ texts: [String], _ verdict: RecordFinding.Verdict, _ advice: String) throws {
        try Self.check(.strictTransport, texts, verdict, advice)
    }

    static let tlsReportingRecords: [([String], RecordFinding.Verdict, String)] = [
        (["v=TLSRPTv1; rua=mailto:reports@example.test"], .present, "Nothing"),
        (["v=TLSRPTv1;rua=mailto:reports@example.test"], .present, "Nothing"),
        (["v=TLSRPTv1; rua=https://b.test/r,mailto:reports@example.test"], .presentDifferently, "Nothing"),
        (["v=TLSRPTv1; rua=https://b.test/r"], .presentDifferently, "mailto:reports@example.test"),
        (["v=TLSRPTv1"], .wrong, "rua="), (["v=TLSRPTv1; rua="], .wrong, "rua="),
        (["v=TLSRPTv1; rua=mailto:"], .wrong, "rua="), (["v=TLSRPTv1; rua=reports@example.test"], .wrong, "rua="),
        (["v=TLSRPTv1; rua"], .wrong, "malformed"), (["'v=TLSRPTv1'"], .wrong, "exactly"),
        (["v=TLSRPTv1; rua=mailto:a@b.test", "v=TLSRPTv1"], .conflicting, "there are 2"), ([], .missing, "Add"),
    ]

    @Test(arguments: tlsReportingRecords)
    func tlsReportingIsJudged(_ texts: [String], _ verdict: RecordFinding.Verdict, _ advice: String) throws {
        try Self.check(.tlsReporting, texts, verdict, advice)
    }

    private static func check(
        _ purpose: ExpectedRecord.Purpose, _ texts: [String], _ verdict: RecordFinding.Verdict, _ advice: String
    ) throws {
        let finding = try DomainRecordFixture.finding(purpose, .texts(texts))
        #expect(finding.verdict == verdict, "\(finding.advice)")
        #expect(finding.advice.contains(advice), "\(finding.advice)")
    }
}
