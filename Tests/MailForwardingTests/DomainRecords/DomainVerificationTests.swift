import MailAddressing
import MailForwarding
import Testing

@Suite struct DomainVerificationTests {
    @Test func whatIsPrintedIsVerified() throws {
        for sources in [[], ["192.0.2.1", "2001:db8::1"]] {
            let plan = try DomainRecordFixture.plan(sources: sources, policy: .reject)
            let verification = DomainVerification(plan: plan, answers: DomainRecordFixture.answers(for: plan))
            #expect(verification.findings.map(\.expected) == plan.records)
            #expect(verification.findings.allSatisfy { $0.verdict == .present })
            #expect(verification.isVerified && !verification.isUndecided)
        }
    }

    @Test func onlyRequiredRecordsDecide() throws {
        let plan = try DomainRecordFixture.plan()
        for record in plan.records {
            var answers = DomainRecordFixture.answers(for: plan)
            answers[record] = RecordAnswer.noSuchRecord
            let without = DomainVerification(plan: plan, answers: answers)
            #expect(without.isVerified == !record.purpose.isRequired)
            #expect(!without.isUndecided)
            answers[record] = RecordAnswer.failed(reason: "time-out")
            let unknown = DomainVerification(plan: plan, answers: answers)
            #expect(unknown.isVerified == !record.purpose.isRequired)
            #expect(unknown.isUndecided == record.purpose.isRequired)
        }
    }

    @Test func whatIsWrongIsNotUndecided() throws {
        let plan = try DomainRecordFixture.plan()
        var answers = DomainRecordFixture.answers(for: plan)
        let host = try DomainRecordFixture.record(.mailExchange, of: plan)
        let policy = try DomainRecordFixture.record(.senderPolicy, of: plan)
        answers[host] = RecordAnswer.failed(reason: "")
        answers[policy] = RecordAnswer.texts(["v=spf1 -all"])
        let verification = DomainVerification(plan: plan, answers: answers)
        #expect(!verification.isVerified && !verification.isUndecided)
        let nothing = DomainVerification(plan: plan, answers: [:])
        #expect(nothing.findings.allSatisfy { $0.verdict == .unknown })
        #expect(!nothing.isVerified && nothing.isUndecided)
    }

    @Test func everyKindOfAnswerIsJudgedForEveryRecord() throws {
        let plan = try DomainRecordFixture.plan()
        for record in plan.records {
            let isHost = record.type == .mx
            let expected: [(RecordAnswer, RecordFinding.Verdict)] = [
                (.noSuchName, .missing), (.noSuchRecord, .missing), (.failed(reason: "refused"), .unknown),
                (.texts([]), isHost ? .unknown : .missing), (.mailExchanges([]), isHost ? .missing : .unknown),
            ]
            for (answer, verdict) in expected {
                let finding = try DomainRecordFixture.finding(record.purpose, answer, in: plan)
                #expect(finding.verdict == verdict, "\(answer) for \(record.purpose.title)")
                #expect(!finding.advice.isEmpty)
            }
        }
        let absent = try DomainRecordFixture.finding(.senderPolicy, .noSuchName)
        #expect(absent.advice.contains("does not exist"))
        let below = try DomainRecordFixture.finding(.dmarc, .noSuchName)
        #expect(!below.advice.contains("does not exist"))
    }

    @Test func answersOfLookUpsAreTakenOver() {
        #expect(RecordAnswer(.records([Array("a".utf8), [0xFF]])) == .texts(["a", "\u{FFFD}"]))
        #expect(RecordAnswer(.noSuchDomain) == .noSuchName)
        #expect(RecordAnswer(.noRecord) == .noSuchRecord)
        #expect(RecordAnswer(.temporaryFailure("a")) == .failed(reason: "a"))
        #expect(RecordAnswer(.permanentFailure("b")) == .failed(reason: "b"))
    }

    /// Texts that a stranger may put anywhere.
    static let hostile: [String] = [
        "", "\0", "\r\n", "\"", "\\", ";", "=", "v", "v=", "v=;", "\u{202E}\u{200B}", "\u{1F600}", "\u{E0001}",
        "\u{300}", String(repeating: "a", count: 100_000), String(repeating: ";", count: 100_000),
        String(repeating: "\0", count: 100_000), String(repeating: "v=spf1 ", count: 15_000),
        String(repeating: "v=DMARC1;", count: 400), "a\u{300}=\u{300};\u{300}",
    ]

    @Test func hostileTextsAreBoundedAndShown() throws {
        let plan = try DomainRecordFixture.plan()
        let openings = ["", "v=spf1 ", "v=DKIM1; p=", "v=DMARC1; p=", "v=STSv1; id=", "v=TLSRPTv1; rua=", "\""]
        for opening in openings {
            for text in Self.hostile.map({ opening + $0 }) {
                for count in [1, 200] {
                    let texts = [String](repeating: text, count: count)
                    let hosts = texts.map { RecordAnswer.MailExchange(preference: 1, host: $0) }
                    Self.check(plan, texts: .texts(texts), hosts: .mailExchanges(hosts))
                }
                Self.check(plan, texts: .failed(reason: text), hosts: .failed(reason: text))
            }
        }
    }

    private static func check(_ plan: DomainRecordPlan, texts: RecordAnswer, hosts: RecordAnswer) {
        var answers: [ExpectedRecord: RecordAnswer] = [:]
        for record in plan.records { answers[record] = record.type == .mx ? hosts : texts }
        let verification = DomainVerification(plan: plan, answers: answers)
        #expect(!verification.isVerified)
        for finding in verification.findings { expectToBeShowable(finding) }
    }

    private static let hidden: [Unicode.GeneralCategory] = [.control, .format, .unassigned, .privateUse]

    private static func expectToBeShowable(_ finding: RecordFinding) {
        #expect(finding.found.count <= RecordFinding.maximumFound)
        for text in finding.found + [finding.advice] {
            #expect(text.unicodeScalars.count <= 2 * RecordFinding.maximumFoundLength)
            let isShown = text.unicodeScalars.allSatisfy { !hidden.contains($0.properties.generalCategory) }
            #expect(isShown)
        }
        #expect(finding.found.allSatisfy { $0.unicodeScalars.count <= RecordFinding.maximumFoundLength })
    }

    @Test func whatIsFoundIsShownOnOneLine() throws {
        func record(_ count: Int, _ rest: String) -> String { "v=spf1 " + String(repeating: "a", count: count) + rest }
        let expected: [(String, String)] = [
            (record(0, "\0"), record(0, "\\u{0}")), (record(1, "\r\nb"), record(1, "\\u{D}\\u{A}b")),
            (record(0, "\u{202E}"), record(0, "\\u{202E}")), (record(0, "\u{E9}"), record(0, "\u{E9}")),
            (record(493, ""), record(493, "")), (record(494, ""), record(492, "\u{2026}")),
            (record(490, "\0"), record(490, "\u{2026}")), (record(488, "\0"), record(488, "\\u{0}")),
            (record(488, "\0a"), record(488, "\u{2026}")),
        ]
        for (text, shown) in expected {
            #expect(try DomainRecordFixture.finding(.senderPolicy, .texts([text])).found == [shown])
        }
    }
}
