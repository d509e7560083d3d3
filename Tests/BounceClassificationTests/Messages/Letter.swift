import BounceClassification
import Testing

/// A message of a test, written down in short.
struct Letter: CustomTestStringConvertible {
    var name: String
    var from = "MAILER-DAEMON@mx.example.net"
    var subject = "Undelivered mail"
    var fields = ["Return-Path: <>"]
    var body: String

    var testDescription: String { name }

    /// The message with CRLF at the ends of lines.
    var octets: [UInt8] {
        let header = [
            "From: \(from)", "To: ada@example.org", "Subject: \(subject)", "Date: Mon, 2 Mar 2026 10:00:00 +0000",
        ]
        let text = (fields + header).joined(separator: "\n") + "\n\n" + body + "\n"
        return text.utf8.flatMap { $0 == 10 ? [13, 10] : [$0] }
    }

    func read() -> ReceivedBounce? { ReceivedBounce.read(octets) }
}
