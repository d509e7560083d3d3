import DeliveryReports
import Testing

@Suite struct ReceivedReportTests {
    @Test func eachKindIsReadAsItself() throws {
        let delivery = try makeReport(on: [refused()]).serialized()
        #expect(
            ReceivedReport.read(delivery).report == ReceivedDeliveryReport.read(delivery).report.map { .delivery($0) })
        let feedback = FeedbackReportTests.message(FeedbackReportTests.abuse)
        #expect(ReceivedReport.read(feedback).report == FeedbackReport.read(feedback).report.map { .feedback($0) })
        let disposition = DispositionReportTests.message(DispositionReportTests.fields)
        #expect(
            ReceivedReport.read(disposition).report
                == DispositionReport.read(disposition).report.map { .disposition($0) })
        for message in [delivery, feedback, disposition] { #expect(ReceivedReport.read(message).report != nil) }
    }

    @Test(arguments: [
        ("Subject: x\n\nHello.\n", NoReportReason.otherMessage), ("", .otherMessage),
        ("Content-Type: multipart/report; report-type=feedback-report\n\nx\n", .missingPart),
        ("Content-Type: multipart/report; report-type=delivery-status\n\nx\n", .missingPart),
        ("Content-Type: message/disposition-notification\n\nx: y\n", .emptyPart),
    ])
    func whatIsNoneSaysMost(_ message: String, _ reason: NoReportReason) {
        #expect(ReceivedReport.read(crlf(message)) == .noReport(reason))
    }
}
