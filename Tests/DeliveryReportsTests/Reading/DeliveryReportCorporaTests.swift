import DeliveryReports
import InternetMessage
import SMTPProtocol
import TestSupport
import Testing

@Suite struct DeliveryReportCorporaTests {
    struct Expected: Decodable, Sendable {
        var file: String
        var messageFields: [[String: String]]
        var recipients: [[String: String]]
        var text: String?
        var html: String?
        var originalMessage: String?
    }

    @Test(.enabled(if: Corpora.has("dsn-samples"), "needs the folder WAXWING_CORPORA"))
    func theSamplesOfTheRFCAreRead() throws {
        let samples = try Corpora.document(
            "dsn-samples/enmime-expected.json", as: [Expected].self, hasUnderscores: true)
        #expect(!samples.isEmpty)
        for sample in samples {
            let message = try Corpora.message("dsn-samples/\(sample.file)")
            let report = try #require(ReceivedDeliveryReport.read(message).report, "\(sample.file)")
            for (name, value) in sample.messageFields.flatMap({ $0 }) {
                #expect(report.fields.value(named: name) == value, "\(sample.file)")
            }
            try #require(report.recipients.count == sample.recipients.count, "\(sample.file)")
            for (recipient, expected) in zip(report.recipients, sample.recipients) {
                for (name, value) in expected {
                    #expect(oneSpaced(recipient.fields.value(named: name)) == oneSpaced(value), "\(sample.file)")
                }
                #expect(recipient.fields.count == expected.count, "\(sample.file)")
                #expect(recipient.mailbox != nil && recipient.status != nil && recipient.action != nil)
            }
            #expect(withoutReturns(report.text.plain) == sample.text, "\(sample.file)")
            #expect(withoutReturns(report.text.html) == sample.html, "\(sample.file)")
        }
    }

    @Test(.enabled(if: Corpora.has("dsn-samples"), "needs the folder WAXWING_CORPORA"))
    func aReportWhosePartForProgramsWasDroppedIsNone() throws {
        let message = try Corpora.message("dsn-samples/postal/postfix-bounce.msg")
        #expect(ReceivedDeliveryReport.read(message) == .noReport(.otherMessage))
        #expect(try AutomaticReplyVerdict(header: MessageHeader(parsing: message)).mustNotBeAnswered)
    }

    @Test(.enabled(if: Corpora.has("postfix-reference/bounce"), "needs the folder WAXWING_CORPORA"))
    func theReferencesOfPostfixAreRead() throws {
        let names = Corpora.files(in: "postfix-reference/bounce").filter {
            $0.contains("msgid") || $0.contains("message-id")
        }
        #expect(names.count == 8)
        for name in names {
            let report = try #require(
                ReceivedDeliveryReport.read(Corpora.message("postfix-reference/bounce/\(name)")).report, "\(name)")
            #expect(report.originalEnvelopeID == "TEST-ENVID", "\(name)")
            #expect(report.arrivalDate != nil, "\(name)")
            #expect(report.fields.value(named: "X-Postfix-Sender") == "rfc822; sender@sender.example", "\(name)")
            #expect(report.recipients.map(\.action) == [.failed], "\(name)")
            #expect(report.recipients.first?.originalRecipient?.text == "rcpt-orig_addr", "\(name)")
            // What stands there is a placeholder.
            #expect(report.recipients.first?.statedStatus == "dsn-status", "\(name)")
            #expect(report.returned?.isWholeMessage == true, "\(name)")
        }
    }

    @Test(.enabled(if: Corpora.has("bounces-sisimai"), "needs the folder WAXWING_CORPORA"))
    func realBouncesHaveTheirActionStatusAndDiagnosis() throws {
        let rows = try Corpora.lines(of: "bounces-sisimai/diagnostics.tsv").dropFirst().filter { !$0.isEmpty }
        var (total, differences) = (0, [String]())
        for row in rows {
            let columns = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            // It lies in a message that another program attached to its own.
            guard columns.count >= 6, columns[0] != "lhost-x5-01.eml" else { continue }
            total += 1
            let verdict = ReceivedDeliveryReport.read(try Corpora.message("bounces-sisimai/eml/\(columns[0])"))
            guard let recipient = verdict.report?.recipients.first, verdict.report?.recipients.count == 1 else {
                differences.append("\(columns[0]): \(verdict)")
                continue
            }
            let read = [recipient.statedAction ?? "", recipient.statedStatus ?? ""]
            if read != Array(columns[3...4]) { differences.append("\(columns[0]): \(read) for \(columns[3...4])") }
            if recipient.status == nil, !columns[4].isEmpty { differences.append("\(columns[0]): no status") }
            let diagnosis = oneSpaced(recipient.fields.value(named: "Diagnostic-Code") ?? "")
            if diagnosis != oneSpaced(columns[5].replacing("\u{1B}", with: " ")) {
                differences.append("\(columns[0]): \(diagnosis ?? "") for \(columns[5])")
            }
        }
        #expect(total > 100)
        #expect(differences.isEmpty)
    }

    @Test(.enabled(if: Corpora.has("bounces-sisimai"), "needs the folder WAXWING_CORPORA"))
    func everyRealBounceIsReadOrRefused() throws {
        var (reports, refused) = (0, [String]())
        for name in Corpora.files(in: "bounces-sisimai/eml") {
            let message = try Corpora.message("bounces-sisimai/eml/\(name)")
            let stored = try Corpora.octets("bounces-sisimai/eml/\(name)")
            let text = String(decoding: message, as: UTF8.self).lowercased()
            let verdict = ReceivedDeliveryReport.read(message)
            let other = ReceivedDeliveryReport.read(stored)
            #expect(verdict.report?.recipients == other.report?.recipients, "\(name)")
            if verdict.report != nil {
                reports += 1
            } else if text.contains("content-type: message/delivery-status") {
                refused.append(name)
            }
        }
        #expect(reports == 151)
        // It lies in a message that another program attached to its own.
        #expect(refused == ["lhost-x5-01.eml"])
        for name in Corpora.files(in: "bounces-sisimai/not-bounce") {
            let message = try Corpora.message("bounces-sisimai/not-bounce/\(name)")
            #expect(ReceivedDeliveryReport.read(message).report == nil, "\(name)")
        }
    }

    struct Judged: Decodable, Sendable {
        var file: String
        var recipients: [Recipient]

        struct Recipient: Decodable, Sendable { var status: String }
    }

    @Test(.enabled(if: Corpora.has("bounces-sisimai"), "needs the folder WAXWING_CORPORA"))
    func realBouncesNameTheirRecipients() throws {
        var (reports, counts, statuses, others) = (0, [String](), 0, [String]())
        for row in try Corpora.document(
            "bounces-sisimai/expected.json", as: [Judged].self, hasUnderscores: true)
        {
            guard Corpora.has("bounces-sisimai/\(row.file)") else { continue }
            let message = try Corpora.message("bounces-sisimai/\(row.file)")
            guard let report = ReceivedDeliveryReport.read(message).report else { continue }
            reports += 1
            if report.recipients.count != row.recipients.count {
                counts.append("\(row.file): \(report.recipients.count) for \(row.recipients.count)")
            }
            for (recipient, judged) in zip(report.recipients, row.recipients) {
                // Codes that the other parser made up, or took from the text of the diagnosis, say nothing here.
                guard !judged.status.isEmpty, !judged.status.contains(".0.9") else { continue }
                statuses += 1
                if recipient.status?.description != judged.status {
                    others.append("\(row.file): \(recipient.statedStatus ?? "none") for \(judged.status)")
                }
            }
        }
        // One names none, one names another in its text only, and one file holds two messages.
        #expect(counts.count <= 3, "\(counts)")
        // The other parser found a better one in the diagnosis.
        #expect(others.count <= 14, "\(others)")
        #expect(reports == 151)
        #expect(statuses == 154)
    }
}

private func withoutReturns(_ text: String?) -> String? { text?.replacing("\r\n", with: "\n") }

private func oneSpaced(_ text: String?) -> String? {
    text?.split { $0 == " " || $0 == "\t" || $0 == "\n" }.joined(separator: " ")
}
