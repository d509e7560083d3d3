import DeliveryReports
import InternetMessage
import MailAddressing
import SMTPProtocol
import Testing

/// A message that is given back, and what it is given back as.
struct OriginalSample: Sendable, CustomTestStringConvertible {
    var name: String
    var octets: [UInt8]
    /// The media type and the encoding in a report of ASCII: of the header, and where the whole message is asked for.
    var plain: [String]
    /// The same where the report may have UTF-8.
    var international: [String]

    var testDescription: String { name }

    static let all = [
        OriginalSample(
            name: "ASCII", octets: originalMessage,
            plain: ["text/rfc822-headers", "message/rfc822"],
            international: ["text/rfc822-headers", "message/rfc822"]),
        OriginalSample(
            name: "UTF-8 header",
            octets: crlf("From: Zo\u{EB} <zo\u{EB}@b\u{FC}cher.test>\nSubject: \u{3053}\n\nHi.\n"),
            plain: ["text/rfc822-headers quoted-printable", "text/rfc822-headers quoted-printable"],
            international: ["message/global-headers 8bit", "message/global 8bit"]),
        OriginalSample(
            name: "8-bit body", octets: crlf("Subject: hello\nContent-Transfer-Encoding: 8bit\n\nna\u{EF}ve\n"),
            plain: ["text/rfc822-headers", "text/rfc822-headers"],
            international: ["text/rfc822-headers", "message/global 8bit"]),
        OriginalSample(
            name: "UTF-8 header and 8-bit body", octets: crlf("Subject: \u{1F4E7}\n folded \u{EF}\n\n\u{3053}\n"),
            plain: ["text/rfc822-headers quoted-printable", "text/rfc822-headers quoted-printable"],
            international: ["message/global-headers 8bit", "message/global 8bit"]),
        OriginalSample(
            name: "header that is no UTF-8", octets: crlf("Subject: na") + [0xEF] + crlf("ve\n\nHi.\n"),
            plain: ["text/rfc822-headers quoted-printable", "text/rfc822-headers quoted-printable"],
            international: ["text/rfc822-headers quoted-printable", "text/rfc822-headers quoted-printable"]),
    ]
}

/// Recipients beyond ASCII of every action, and one of ASCII.
func internationalRecipients() throws -> [RecipientStatus] {
    let zoe = try Mailbox("zo\u{EB}@b\u{FC}cher.test")
    let reply = SMTPReply(550, EnhancedStatusCode(5, 1, 1), "Kein Postfach f\u{FC}r zo\u{EB}")
    return [
        RecipientStatus.failed(
            zoe, reply: reply, isRemoteReply: true, remoteMTA: "mx.receiver.test",
            originalRecipient: OriginalRecipient(zoe), lastAttemptDate: arrival + 7),
        RecipientStatus.delayed(
            try Mailbox("\u{436}@late.test"), reply: SMTPReply(421, EnhancedStatusCode(4, 3, 2), "busy"),
            isRemoteReply: true, originalRecipient: OriginalRecipient(parsing: "utf-8;\u{447}@late.test"),
            willRetryUntil: arrival + 432_000),
        RecipientStatus(
            finalRecipient: try Mailbox("\"\u{F6} b\\\\x{41}\"@receiver.test"),
            originalRecipient: OriginalRecipient(parsing: "utf-8;\\x{2603}@receiver.test"), action: .delivered,
            status: EnhancedStatusCode(2, 1, 5)),
        RecipientStatus(
            finalRecipient: try Mailbox("\u{4F60}\u{597D}@receiver.test"),
            originalRecipient: OriginalRecipient(addressType: "x400", address: "/S=x/"), action: .relayed,
            status: EnhancedStatusCode(2, 0, 0)),
        RecipientStatus(
            finalRecipient: try Mailbox("liste-\u{E9}t\u{E9}@receiver.test"), action: .expanded,
            status: EnhancedStatusCode(2, 0, 0), explanation: "Elle a \u{E9}t\u{E9} distribu\u{E9}e."),
        try refused(),
    ]
}

/// The encoding that a part says it has; `7bit` where it says none.
func statedEncoding(_ header: MessageHeader) -> String {
    header.first(named: "Content-Transfer-Encoding")?.unfoldedValue ?? "7bit"
}

/// What holds for every report, be it ASCII or not: lines, and that octets over 127 stand only where they are announced.
func expectHonest(_ report: WrittenReport, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let octets = report.octets
    #expect(Array(octets.suffix(2)) == lineEnd, sourceLocation: sourceLocation)
    for line in split(octets, at: lineEnd) {
        #expect(line.count <= 998, sourceLocation: sourceLocation)
        let isPrintable = line.allSatisfy { $0 > 31 && $0 != 127 || $0 == 9 }
        #expect(isPrintable, "\(text(line.prefix(200)))", sourceLocation: sourceLocation)
    }
    if !report.isInternationalized { expectFit(octets, sourceLocation: sourceLocation) }
    let read = try ReadReport(octets)
    let isEightBit = read.parts.contains { statedEncoding($0.header) == "8bit" }
    #expect(statedEncoding(read.header) == (isEightBit ? "8bit" : "7bit"), sourceLocation: sourceLocation)
    for part in read.parts {
        let hasEightBit = part.body.contains { $0 > 127 }
        #expect((statedEncoding(part.header) == "8bit") == hasEightBit, sourceLocation: sourceLocation)
        let isGlobal = part.contentType.hasPrefix("message/global")
        if isGlobal { #expect(report.isInternationalized && hasEightBit, sourceLocation: sourceLocation) }
    }
}
