import Testing

@testable import BounceClassification

@Suite("The reader of letters")
struct ProseReaderTests {
    @Test(
        "finds lines by whole addresses",
        arguments: [
            ("bob@example.com", 1), ("bob@example.com.au", 1), ("ob@example.com", 0), ("example", 0), ("", 0),
            (String(repeating: "b", count: 400) + "@example.com", 0),
        ])
    func mentions(address: String, count: Int) {
        let text = """
            host x said: 550 5.1.1 <Bob@Example.com> unknown

            host y said: 550 5.1.1 bob@example.com.au unknown

            host z said: 550 5.1.1 <\(String(repeating: "b", count: 400))@example.com> unknown
            """
        let reader = ProseReader(BounceText(text), maximumCount: 10)
        #expect(reader.mentions(of: address).count == count, "\(address)")
    }

    @Test("counts in sorted numbers")
    func counting() {
        let numbers = [1, 3, 3, 7]
        for (limit, count) in [(0, 0), (1, 1), (2, 1), (3, 3), (7, 4), (9, 4)] {
            #expect(ProseReader.count(of: numbers) { $0 <= limit } == count, "\(limit)")
        }
        #expect(ProseReader.count(of: []) { _ in true } == 0)
    }

    @Test(
        "takes text out of HTML that never closes", .timeLimit(.minutes(10)),
        arguments: [
            ("<p", "<p"), ("a<b@example.com>", "a<b@example.com>"), ("<a<b>c", "c"), ("<br", "<br"), ("a > b", "a > b"),
        ])
    func html(source: String, plain: String) {
        #expect(HTMLText.plain(source) == plain, "\(source)")
        _ = HTMLText.plain(String(repeating: source, count: 60_000 / source.utf8.count))
    }

    @Test(
        "ends with reports of any length", .timeLimit(.minutes(10)), arguments: ["a", "bob@", "a@b.example,", "<<< 5"])
    func length(part: String) throws {
        let address = String(repeating: part, count: 7_000 / part.utf8.count)
        let fields = (0..<50).map { "Final-Recipient: rfc822; \(address)\($0)\nAction: failed\nStatus: 5.0.0\n" }
        let letter = Letter(
            name: part, fields: ["Content-Type: multipart/report; report-type=delivery-status; boundary=b"],
            body: """
                --b

                \(String(repeating: String(repeating: part, count: 30) + "\n", count: 60_000 / 30 / part.utf8.count))
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                \(fields.joined(separator: "\n"))
                --b--
                """)
        let bounce = try #require(letter.read())
        #expect(bounce.recipients.allSatisfy { $0.address.utf8.count <= 320 })
    }

    @Test(
        "takes a delivery for one only where nothing was refused",
        arguments: [
            (
                "Delivery report", "Your message was successfully delivered to <bob@example.com>.",
                ReceivedBounce.Kind.success
            ),
            (
                "Delivery report",
                "The message has been delivered to some recipients. It could not be delivered to:\n\n<bob@example.com>",
                .failure
            ),
            ("Undelivered mail", "The message has been delivered to some.\n\n<bob@example.com>: no", .failure),
            (
                "Successful Mail Delivery Report",
                "Your message was successfully delivered to the following:\n\n<bob@example.com>: delivered", .success
            ),
        ])
    func deliveries(subject: String, body: String, kind: ReceivedBounce.Kind) throws {
        let bounce = try #require(Letter(name: subject, subject: subject, body: body).read(), "\(body)")
        #expect(bounce.kind == kind, "\(body)")
        #expect(bounce.recipients.map(\.address) == ["bob@example.com"])
        #expect((bounce.recipients.first?.verdict.cause == .delivered) == (kind == .success))
    }

    @Test(
        "lets only a delivery be one",
        arguments: [
            ("delivered", SuppressionResponse.forgetStrikes), ("relayed", .nothing), ("expanded", .nothing),
        ])
    func actions(action: String, response: SuppressionResponse) throws {
        let letter = Letter(
            name: action, fields: ["Content-Type: multipart/report; report-type=delivery-status; boundary=b"],
            body: """
                --b

                See below.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                Final-Recipient: rfc822; bob@example.com
                Action: \(action)
                Status: 2.0.0

                --b--
                """)
        let bounce = try #require(letter.read())
        #expect(bounce.kind == .success)
        let verdict = try #require(bounce.recipients.first?.verdict)
        #expect(SuppressionPolicy.standard.response(to: verdict) == response)
        #expect((verdict.confidence == 1) == (action == "delivered"))
    }
}
