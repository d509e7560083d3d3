import BounceClassification
import Testing

@Suite("A report on feedback")
struct FeedbackTypeTests {
    private func report(_ field: String) -> Letter {
        Letter(
            name: field, from: "fbl@feedback.example", subject: "FW: Tea",
            fields: [
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=feedback-report; boundary=b1",
            ],
            body: """
                --b1
                Content-Type: text/plain

                This is a report on a message.
                --b1
                Content-Type: message/feedback-report

                \(field)
                User-Agent: Feedback/1.0
                Version: 1
                Original-Rcpt-To: <bob@example.net>

                --b1
                Content-Type: message/rfc822

                From: ada@example.org
                To: bob@example.net
                Message-ID: <1@example.org>
                Subject: Tea

                At five?
                --b1--
                """)
    }

    @Test(
        "takes the recipient off only where the recipient complained",
        arguments: [
            ("Feedback-Type: abuse", "abuse", .suppressRecipient),
            ("Feedback-Type: (spam) Opt-Out", "opt-out", .suppressRecipient),
            ("Feedback-Type: fraud", "fraud", .alertOperator), ("Feedback-Type: virus", "virus", .alertOperator),
            ("Feedback-Type: not-spam", "not-spam", .nothing), ("Feedback-Type: other", "other", .nothing),
            ("Feedback-Type: auth-failure\nAuth-Failure: spf", "auth-failure", .nothing),
            ("Feedback-Type: applause", "applause", .nothing), ("X-Own: 1", nil, .nothing),
        ] as [(String, String?, BounceAction)])
    func action(field: String, type: String?, action: BounceAction) throws {
        let bounce = try #require(report(field).read())
        #expect(bounce.kind == .feedback)
        #expect(bounce.feedbackType == type)
        #expect(bounce.recipients.map(\.address) == ["bob@example.net"])
        #expect(bounce.recipients.map(\.verdict.cause) == [.feedback])
        #expect(bounce.recipients.map(\.verdict.action) == [action])
    }

    @Test(
        "in JSON does so as well; without a type it is a complaint",
        arguments: [
            ("\"complaintFeedbackType\":\"abuse\",", .suppressRecipient),
            ("\"complaintFeedbackType\":\"not-spam\",", .nothing), ("", .suppressRecipient),
        ] as [(String, BounceAction)])
    func notification(type: String, action: BounceAction) throws {
        let letter = Letter(
            name: "a notification", from: "no-reply@sns.amazonaws.com", subject: "Notification", fields: [],
            body: """
                {"notificationType":"Complaint","complaint":{\(type)"complainedRecipients":[{"emailAddress":
                "bob@example.com"}]}}
                """)
        let bounce = try #require(letter.read())
        #expect(bounce.kind == .feedback)
        #expect(bounce.recipients.map(\.verdict.action) == [action])
    }
}
