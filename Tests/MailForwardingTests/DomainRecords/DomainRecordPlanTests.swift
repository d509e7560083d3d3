import MailAddressing
import MailCryptography
import MailForwarding
import Testing

@Suite struct DomainRecordPlanTests {
    @Test func aPlanHasItsRecordsInOrder() throws {
        let plan = try DomainRecordFixture.plan(sources: ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
        let key = Base64.encode(DomainRecordFixture.keyOctets)
        let expected: [(String, String, String, String)] = [
            ("MX", "example.test", "MX", "10 mail.example.net"),
            ("SPF", "example.test", "TXT", "v=spf1 mx ip4:192.0.2.1 ip6:2001:db8::1 ~all"),
            ("DKIM s1", "s1._domainkey.example.test", "TXT", "v=DKIM1; k=rsa; p=\(key)"),
            (
                "DKIM e1", "e1._domainkey.example.test", "TXT",
                "v=DKIM1; k=ed25519; p=\(Base64.encode(DomainRecordFixture.ed25519Octets))"
            ),
            ("DMARC", "_dmarc.example.test", "TXT", "v=DMARC1; p=none; rua=mailto:reports@example.test"),
            ("MTA-STS", "_mta-sts.example.test", "TXT", "v=STSv1; id=20260115T120000"),
            ("TLS-RPT", "_smtp._tls.example.test", "TXT", "v=TLSRPTv1; rua=mailto:reports@example.test"),
        ]
        #expect(plan.records.count == expected.count)
        for (record, (title, name, type, value)) in zip(plan.records, expected) {
            #expect(record.purpose.title == title)
            #expect(record.name.text == name)
            #expect(record.type.rawValue == type)
            #expect(record.value == value)
        }
        #expect(plan.records.map(\.purpose.isRequired) == [true, true, true, true, false, false, false])
    }

    @Test func whatIsNotOfferedHasNoRecord() throws {
        let plan = try DomainRecordPlan(
            domain: DomainName("example.test"), mailHost: DomainName("mail.example.net"), signing: [],
            dmarcPolicy: .reject)
        #expect(plan.records.map(\.purpose) == [.mailExchange, .senderPolicy, .dmarc])
        #expect(plan.records.map(\.value) == ["10 mail.example.net", "v=spf1 mx ~all", "v=DMARC1; p=reject"])
    }

    @Test(arguments: [
        ("mail.example.net", "v=spf1 a ~all"), ("srs.example.net", "v=spf1 a:mail.example.net ~all"),
        ("example.test", nil),
    ])
    func theNameThatForwardsLeaveWithHasAPolicyOfItsOwn(_ name: String, _ value: String?) throws {
        let plan = try DomainRecordPlan(
            domain: DomainName("example.test"), mailHost: DomainName("mail.example.net"), signing: [],
            rewriteDomain: DomainName(name))
        let record = plan.records.first { $0.purpose == .forwardingPolicy }
        #expect(record?.value == value)
        guard let record else { return }
        #expect(record.name.text == name && !record.purpose.isRequired)
        for (text, verdict) in [
            (record.value, RecordFinding.Verdict.present), ("v=spf1 a:mail.example.net -all", .presentDifferently),
            ("v=spf1 -all", .wrong), ("hello", .missing),
        ] where name != "mail.example.net" || text != "v=spf1 a:mail.example.net ~all" {
            let verification = DomainVerification(plan: plan, answers: [record: .texts([text])])
            #expect(verification.findings.last?.verdict == verdict, "\(text)")
        }
    }

    @Test func anInternationalizedDomainIsWrittenInALabels() throws {
        let plan = try DomainRecordPlan(
            domain: DomainName(internationalized: "B\u{FC}cher.example"), mailHost: DomainName("mail.example.net"),
            signing: [DomainSigningRecord(selector: "S1", algorithm: .rsa, publicKey: [0x30, 0])])
        #expect(
            plan.records.map(\.name.text) == [
                "xn--bcher-kva.example", "xn--bcher-kva.example", "s1._domainkey.xn--bcher-kva.example",
                "_dmarc.xn--bcher-kva.example",
            ])
        for record in plan.records { #expect(record.zoneFileLine.utf8.allSatisfy { (0x20...0x7E).contains($0) }) }
    }

    @Test(arguments: [
        ("reports@example.test", "reports@example.test"), ("a+b@example.test", "a+b@example.test"),
        ("\"a;b, c\"@example.test", "%22a%3Bb%2C%20c%22@example.test"),
        ("a!b%c@example.test", "a%21b%25c@example.test"), ("zo\u{EB}@example.test", "zo%C3%AB@example.test"),
        ("\"a\\\"b\\\\c\"@example.test", "%22a%5C%22b%5C%5Cc%22@example.test"),
        ("\u{600}@example.test", "%D8%80@example.test"),
    ])
    func aMailboxForReportsCannotLeaveItsTag(_ mailbox: String, _ uri: String) throws {
        let plan = try DomainRecordFixture.plan(reports: mailbox)
        let dmarc = try DomainRecordFixture.record(.dmarc, of: plan)
        #expect(dmarc.value == "v=DMARC1; p=none; rua=mailto:\(uri)")
        let answers = DomainRecordFixture.answers(for: plan)
        let findings = DomainVerification(plan: plan, answers: answers).findings
        #expect(findings.allSatisfy { $0.verdict == .present })
    }

    @Test(arguments: [
        "", ".", "a b", "s1\"", "s1\\", "s1;", "s1\n", "s1\0", "-s1", "s1-", "s1.", ".s1", "s\u{E9}", "s1\u{A0}",
        String(repeating: "a", count: 64), String(repeating: "a.", count: 200) + "a",
    ])
    func aSelectorThatIsNoLabelIsRefused(_ selector: String) {
        #expect(throws: DomainRecordError.malformedSelector) {
            try DomainSigningRecord(selector: selector, algorithm: .rsa, publicKey: [0x30])
        }
    }

    @Test func octetsThatAreNoKeyAreRefused() {
        let tooLong = [UInt8](repeating: 0x30, count: DomainSigningRecord.maximumKeyLength + 1)
        let malformed: [[UInt8]] = [[], [0x31], tooLong]
        for octets in malformed {
            #expect(throws: DomainRecordError.malformedKey) {
                try DomainSigningRecord(selector: "s1", algorithm: .rsa, publicKey: octets)
            }
        }
        for count in [0, 31, 33, 44] {
            #expect(throws: DomainRecordError.malformedKey) {
                let octets = [UInt8](repeating: 0x30, count: count)
                return try DomainSigningRecord(selector: "s1", algorithm: .ed25519, publicKey: octets)
            }
        }
    }

    @Test func mistakesOfTheCallerAreErrors() throws {
        let (domain, host) = (try DomainName("example.test"), try DomainName("mail.example.net"))
        let key = try DomainSigningRecord(selector: "s1", algorithm: .rsa, publicKey: [0x30])
        let same = try DomainSigningRecord(selector: "S1", algorithm: .rsa, publicKey: [0x30, 1])
        #expect(throws: DomainRecordError.repeatedSelector("s1")) {
            try DomainRecordPlan(domain: domain, mailHost: host, signing: [key, same])
        }
        for name in ["_spf.example.test", "192.0.2.1"] {
            let unusable = try DomainName(name)
            #expect(throws: DomainRecordError.unusableDomain) {
                try DomainRecordPlan(domain: unusable, mailHost: host, signing: [])
            }
            #expect(throws: DomainRecordError.unusableMailHost) {
                try DomainRecordPlan(domain: domain, mailHost: unusable, signing: [])
            }
        }
        let label = String(repeating: "d", count: 60)
        let long = try DomainName("\(label).\(label).\(label).\(label).test")
        #expect(throws: DomainRecordError.nameTooLong) {
            try DomainRecordPlan(domain: long, mailHost: host, signing: [])
        }
        #expect(throws: DomainRecordError.unusableReportAddress) {
            try DomainRecordPlan(
                domain: domain, mailHost: host, signing: [], reportAddress: Mailbox("ada@[192.0.2.1]"))
        }
        for identifier in ["", "a b", "a;b", "a\"", "\u{E9}", "a\0", String(repeating: "1", count: 33)] {
            #expect(throws: DomainRecordError.malformedPolicyIdentifier) {
                try DomainRecordPlan(domain: domain, mailHost: host, signing: [], strictTransportID: identifier)
            }
        }
        let sources = (0...16).compactMap { IPAddress("192.0.2.\($0)") }
        #expect(throws: DomainRecordError.tooManySources(limit: 16)) {
            try DomainRecordPlan(domain: domain, mailHost: host, signing: [], sources: sources)
        }
        let repeated = sources.dropLast() + sources.dropLast()
        #expect(
            try DomainRecordPlan(domain: domain, mailHost: host, signing: [], sources: Array(repeated)).sources.count
                == 16)
    }
}
