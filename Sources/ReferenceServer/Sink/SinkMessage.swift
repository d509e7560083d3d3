import MailAddressing
import SMTPProtocol

/// A message that a sink took, with all that was said of it.
struct SinkMessage: Sendable {
    var number = 0
    var reversePath = ReversePath.null
    var declaredSize: Int?
    var options = MailOptions()
    var recipients: [SMTPRecipient] = []
    var content: [UInt8] = []
    var transfer = SMTPTransfer.data
    var helloName = ""
    var protocolName = "ESMTP"
    var tlsVersion: String?
}

extension SinkMessage {
    /// The message as an object of JSON, without its octets.
    struct Description: Encodable {
        /// A recipient and what was asked for it.
        struct Recipient: Encodable {
            var address: String
            var notify: [String]?
            var originalRecipient: String?
        }

        var number: Int
        var from: String
        var to: [String]
        var size: Int
        var tls: String?
        var hello: String
        var `protocol`: String
        var transfer: String
        var body: String?
        var smtpUTF8: Bool
        var declaredSize: Int?
        var envelopeIdentifier: String?
        var `return`: String?
        var recipients: [Recipient]
        var priority: Int?
        var holdFor: Int?
        var holdUntil: String?
        var deliverBy: String?
        var requireTLS: Bool
    }

    /// The message for programs.
    var summary: Description {
        let recipients = recipients.map { recipient in
            Description.Recipient(
                address: recipient.mailbox.description,
                notify: recipient.options.notify.map {
                    $0.description.lowercased().split(separator: ",").map(String.init)
                },
                originalRecipient: recipient.options.originalRecipient.map { "\($0.addressType);\($0.address)" })
        }
        var holdFor: Int?
        var holdUntil: String?
        switch options.futureRelease {
        case .after(let seconds): holdFor = seconds
        case .at: holdUntil = options.futureRelease.map { String($0.description.dropFirst("HOLDUNTIL=".count)) }
        case nil: break
        }
        return Description(
            number: number, from: reversePath.description, to: recipients.map(\.address), size: content.count,
            tls: tlsVersion, hello: helloName, protocol: protocolName, transfer: transfer.rawValue,
            body: options.body?.rawValue, smtpUTF8: options.allowsInternationalized, declaredSize: declaredSize,
            envelopeIdentifier: options.envelopeIdentifier,
            return: options.returnedContent.map { $0 == .full ? "full" : "headers" }, recipients: recipients,
            priority: options.priority.map { Int($0.level) }, holdFor: holdFor, holdUntil: holdUntil,
            deliverBy: options.deliverBy.map { "\($0)" }, requireTLS: options.requiresTLS)
    }
}
