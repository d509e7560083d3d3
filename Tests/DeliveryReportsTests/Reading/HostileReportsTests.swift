import DeliveryReports
import InternetMessage
import TestSupport
import Testing

@Suite struct HostileReportsTests {
    @Test func aReportCutAtAnyOctetIsReadOrRefused() throws {
        let message = try makeReport(on: [refused(), refused("ben@slow.test")]).serialized()
        var most = 0
        for end in message.indices {
            let report = ReceivedDeliveryReport.read(Array(message[..<end])).report
            let count = report?.recipients.count ?? 0
            // What has been read of a report never becomes less.
            #expect(count >= most)
            most = count
            _ = FeedbackReport.read(Array(message[..<end]))
            _ = DispositionReport.read(Array(message[..<end]))
        }
        #expect(most == 2)
    }

    @Test func changedOctetsAreReadOrRefused() throws {
        let message = try makeReport(on: [refused(), refused("ben@slow.test")]).serialized()
        var generator = SeededGenerator(seed: 3_464)
        let octets: [UInt8] = [0, 9, 10, 13, 32, 34, 40, 45, 58, 59, 60, 62, 92, 123, 128, 195, 255]
        for _ in 0..<2_000 {
            var changed = message
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: changed.indices, using: &generator)
                changed[place] = octets.randomElement(using: &generator) ?? 0
            }
            _ = ReceivedDeliveryReport.read(changed)
        }
    }

    @Test func deepNestingIsBounded() {
        var message: [UInt8] = []
        for depth in 0..<2_000 {
            message += crlf(
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\(depth)\n\n--b\(depth)\n")
        }
        message += crlf("Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.test\n")
        #expect(ReceivedDeliveryReport.read(message) == .noReport(.missingPart))
    }

    @Test func manyPartsAreBounded() {
        var message = crlf("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n")
        for _ in 0..<20_000 { message += crlf("--b\nContent-Type: message/delivery-status\n\nAction: failed\n") }
        let report = ReceivedDeliveryReport.read(message).report
        #expect(report?.recipients.count == 1)
        #expect(report?.defects.contains(ReportDefect(.severalStatusParts)) == true)
    }

    @Test func giantPartsAreBounded() throws {
        let line = "Final-Recipient: rfc822; x@b.test\nAction: failed\nStatus: 5.0.0\n\n"
        let status = "Reporting-MTA: dns; a.test\n\n" + String(repeating: line, count: 40_000)
        let text = String(repeating: "a\u{FC}\n", count: 100_000)
        let header = String(repeating: "X-Filler: 1234567890\n", count: 40_000)
        let message = String(decoding: reportMessage(status, returned: "Subject: x\n\(header)"), as: UTF8.self)
            .replacing("It did not work.", with: text)
        let report = try #require(ReceivedDeliveryReport.read(Array(message.utf8)).report)
        #expect(report.recipients.count == ReportLimits.standard.maximumRecipientCount)
        #expect((report.text.plain?.utf8.count ?? 0) <= ReportLimits.standard.maximumTextSize)
        #expect(report.text.plain?.hasSuffix("a\u{FC}\n") == true)
        #expect((report.returned?.header.bodyOffset ?? 0) <= ReportLimits.standard.maximumReturnedHeaderSize)
        let problems = report.defects.map(\.problem)
        #expect(problems.contains(.statusTooLarge(limit: 1_048_576)))
        #expect(problems.contains(.tooManyRecipients(limit: 2_000)))
    }

    @Test func manyFieldsAndOneLongLineAreBounded() throws {
        let start = "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\n"
        let many = start + String(repeating: "a:\n", count: 100_000)
        let report = try #require(ReceivedDeliveryReport.read(reportMessage(many)).report)
        #expect(report.defects.contains(ReportDefect(.tooManyFields(limit: 20_000))))
        let long = start + "Diagnostic-Code: smtp; " + String(repeating: "x", count: 3_000_000) + "\n"
        let other = try #require(ReceivedDeliveryReport.read(reportMessage(long)).report)
        #expect((other.recipients.first?.diagnosticCode?.text.utf8.count ?? 0) < 1_048_576)
    }

    @Test(arguments: [0, 1])
    func noLimitIsTooSmall(_ limit: Int) throws {
        let message = try makeReport(on: [refused(), refused("ben@slow.test")]).serialized()
        let limits = ReportLimits(
            maximumStatusSize: 10_000 * limit, maximumFieldCount: limit * 4, maximumRecipientCount: limit,
            maximumTextSize: limit, maximumReturnedHeaderSize: limit)
        let report = ReceivedDeliveryReport.read(message, limits: limits).report
        #expect((report?.recipients.count ?? 0) <= limit)
        #expect((report?.text.plain?.utf8.count ?? 0) <= limit)
    }
}
