import BounceClassification
import Foundation
import Testing

@testable import ReferenceServer

@Suite("Reports on bounces")
struct BounceReportTests {
    /// A report on two recipients, its lines as files of the host have them.
    static let report = """
        From: MAILER-DAEMON@mx.example.net
        To: ada@example.com
        Subject: Undelivered
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain

        Your message could not be delivered.
        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.net

        Final-Recipient: rfc822; nobody@example.net
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.net>: No such user here

        Final-Recipient: rfc822; full@example.net
        Action: failed
        Status: 5.2.2
        Diagnostic-Code: smtp; 552 5.2.2 The mailbox is full

        --b1
        Content-Type: message/rfc822

        From: ada@example.com
        To: nobody@example.net
        Subject: Tea

        At five?
        --b1--

        """

    static let letter = "From: ada@example.com\nTo: grace@example.net\nSubject: Tea\n\nAt five?\n"

    static func reports(_ message: String) -> [BounceReport] {
        BounceReport.reports(on: Array(message.utf8), from: "a.eml", with: .standard)
    }

    static func json(_ reports: [BounceReport]) throws -> [[String: Any]] {
        let octets = Data(try Console.json(reports).utf8)
        return try #require(JSONSerialization.jsonObject(with: octets) as? [[String: Any]])
    }

    static let keys: Set<String> = [
        "file", "recipient", "cause", "sisimai", "kumomta", "permanence", "scope", "action", "confidence", "rule",
        "status", "replyCode", "diagnostic",
    ]

    @Test("a message has one for each recipient, whichever octets end its lines", arguments: ["\n", "\r\n"])
    func recipients(lineEnd: String) throws {
        let reports = Self.reports(Self.report.replacingOccurrences(of: "\n", with: lineEnd))
        #expect(reports.map(\.recipient) == ["nobody@example.net", "full@example.net"])
        #expect(reports.map { $0.verdict?.cause } == [.unknownRecipient, .mailboxFull])
        #expect(reports.map(\.status) == ["5.1.1", "5.2.2"])
        #expect(reports.map(\.replyCode) == [550, 552])
        #expect(reports.allSatisfy { $0.file == "a.eml" && $0.isBounce })
        let objects = try Self.json(reports)
        #expect(objects.allSatisfy { Set($0.keys) == Self.keys })
        #expect(objects.map { $0["sisimai"] as? String } == ["userunknown", "mailboxfull"])
        #expect(objects.map { $0["kumomta"] as? String } == ["InvalidRecipient", "QuotaIssues"])
        #expect(objects.map { $0["scope"] as? String } == ["recipient", "recipient"])
        #expect(objects.map { $0["action"] as? String }.first == "suppressRecipient")
        #expect(objects.map { $0["replyCode"] as? Int } == [550, 552])
        #expect((objects.first?["diagnostic"] as? String)?.hasSuffix("No such user here") == true)
    }

    @Test(
        "a message that is no bounce has one, of which all but the file is null", arguments: [letter, "", "\n\n", "x"])
    func noBounce(message: String) throws {
        let reports = Self.reports(message)
        #expect(reports.count == 1)
        #expect(!reports.contains { $0.isBounce })
        let object = try #require(try Self.json(reports).first)
        #expect(Set(object.keys) == Self.keys)
        #expect(object.filter { !($0.value is NSNull) }.keys.sorted() == ["file"])
        #expect(
            BounceReport.table(reports, namesFiles: true).hasSuffix(
                "\na.eml  -          no bounce  -           -      -       -           -     -"))
    }

    @Test("a reply has the keys of a message, and for people the reason and what else it tells")
    func reply() throws {
        let text = "550-5.7.1 Your address 192.0.2.25 is blocked using zen.example;\n550 5.7.1 see https://zen.example/"
        let verdict = BounceClassifier.standard.classify(text, at: .recipient)
        let report = BounceReport(verdict, of: text)
        let object = try #require(try Self.json([report]).first)
        #expect(Set(object.keys) == Self.keys)
        #expect(object["file"] is NSNull)
        #expect(object["recipient"] is NSNull)
        #expect(object["cause"] as? String == "blockedAddress")
        #expect(object["status"] as? String == "5.7.1")
        #expect(object["diagnostic"] as? String == text)
        let lines = report.lines(verdict)
        #expect(lines.first == "cause       blockedAddress")
        #expect(lines.contains("scope       sourceAddress"))
        #expect(lines.contains { $0.hasPrefix("why         rule ") })
        #expect(lines.contains("stage       rcpt"))
        #expect(lines.contains("see         https://zen.example/"))
    }

    @Test("what a stranger wrote at length is whole for programs and cut for people")
    func long() throws {
        let word = String(repeating: "x", count: 500)
        let reports = Self.reports(Self.report.replacingOccurrences(of: "No such user", with: "No such user \(word)"))
        #expect(BounceReport.table(reports, namesFiles: true).split(separator: "\n").allSatisfy { $0.count < 300 })
        let object = try #require(try Self.json(reports).first)
        #expect((object["diagnostic"] as? String)?.contains(word) == true)
    }

    @Test("what a stranger wrote moves no cursor")
    func controls() {
        let message = Self.report.replacingOccurrences(of: "No such user", with: "No such\u{1B}[2J user")
        #expect(!BounceReport.table(Self.reports(message), namesFiles: true).contains("\u{1B}"))
        let verdict = BounceClassifier.standard.classify("550 see https://a.example/\u{1B}[2J")
        let lines = BounceReport(verdict, of: "550 x").lines(verdict)
        #expect(!lines.joined().contains("\u{1B}"))
    }
}
