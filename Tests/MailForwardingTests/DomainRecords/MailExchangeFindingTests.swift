import MailForwarding
import Testing

@Suite struct MailExchangeFindingTests {
    typealias Host = RecordAnswer.MailExchange

    static let other = Host(preference: 20, host: "mx.other.test")

    static let answers: [([Host], RecordFinding.Verdict, String)] = [
        ([Host(preference: 10, host: "mail.example.net")], .present, "Nothing"),
        ([Host(preference: 10, host: "MAIL.Example.NET.")], .present, "Nothing"),
        ([Host(preference: 0, host: "mail.example.net")], .presentDifferently, "preference is 0"),
        ([Host(preference: 10, host: "mail.example.net"), other], .presentDifferently, "only when"),
        ([other, Host(preference: 20, host: "mail.example.net")], .presentDifferently, "Part of the mail"),
        ([other, Host(preference: 65_535, host: "mail.example.net")], .presentDifferently, "lower preference first"),
        ([other], .wrong, "10 mail.example.net"),
        ([Host(preference: 10, host: "192.0.2.1")], .wrong, "never an address"),
        ([Host(preference: 10, host: "mail.example.net.evil.test")], .wrong, "Remove"),
        ([Host(preference: 10, host: "mail.example.net\0")], .wrong, "Remove"),
        ([Host(preference: 0, host: ".")], .wrong, "takes no mail"),
        ([Host(preference: 0, host: "")], .wrong, "takes no mail"),
        ([Host(preference: 0, host: "."), Host(preference: 10, host: "mail.example.net")], .conflicting, "Remove it"),
        ([], .missing, "Add an MX record at example.test with the value that follows: 10 mail.example.net"),
    ]

    @Test(arguments: answers)
    func hostsAreJudged(_ hosts: [Host], _ verdict: RecordFinding.Verdict, _ advice: String) throws {
        let finding = try DomainRecordFixture.finding(.mailExchange, .mailExchanges(hosts))
        #expect(finding.verdict == verdict)
        #expect(finding.advice.contains(advice), "\(finding.advice)")
        #expect(finding.found.count == hosts.count)
    }

    @Test func whatIsFoundIsShownWithItsPreference() throws {
        let finding = try DomainRecordFixture.finding(.mailExchange, .mailExchanges([Self.other]))
        #expect(finding.found == ["20 mx.other.test"])
    }

    @Test func noMoreHostsThanAHundredAreLookedAt() throws {
        let others = [Host](repeating: Self.other, count: 100)
        let hosts = others + [Host(preference: 10, host: "mail.example.net")]
        let finding = try DomainRecordFixture.finding(.mailExchange, .mailExchanges(hosts))
        #expect(finding.verdict == .wrong)
        #expect(finding.found.count == RecordFinding.maximumFound)
    }
}
