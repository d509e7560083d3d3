import BounceClassification
import Testing

@Suite("What a message says of a recipient")
struct DiagnosticTests {
    @Test(
        "is kept without control characters",
        arguments: ["failed", "delivered"], ["\u{1B}", "\u{7F}", "\u{9B}", "\u{0}", "\u{8}"])
    func controls(action: String, control: String) throws {
        let (code, text) = action == "failed" ? ("5.1.1", "550 5.1.1 No such") : ("2.1.5", "250 2.1.5 Known")
        let letter = Letter(
            name: action,
            fields: [
                "MIME-Version: 1.0", "Content-Type: multipart/report; report-type=delivery-status; boundary=b1",
            ],
            body: """
                --b1
                Content-Type: text/plain

                What became of it.
                --b1
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                Final-Recipient: rfc822; bob@example.net
                Action: (it) \(action)
                Status: (is) \(code)
                Diagnostic-Code: smtp; \(text)\(control)[2J user
                --b1--
                """)
        let diagnostic = try #require(letter.read()?.recipients.first?.diagnostic)
        #expect(diagnostic.contains(text))
        #expect(!diagnostic.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
}
