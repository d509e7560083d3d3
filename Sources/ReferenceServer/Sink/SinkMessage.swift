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
            var notify: JSONValue<[String]>
            var originalRecipient: JSONValue<String>
        }

        var number: Int
        var from: String
        var to: [String]
        var size: Int
        var tls: JSONValue<String>
        var hello: String
        var `protocol`: String
        var transfer: String
        var body: JSONValue<String>
        var smtpUTF8: Bool
        var declaredSize: JSONValue<Int>
        var envelopeIdentifier: JSONValue<String>
        var `return`: JSONValue<String>
        var recipients: [Recipient]
        var priority: JSONValue<Int>
        var holdFor: JSONValue<Int>
        var holdUntil: JSONValue<String>
        var deliverBy: JSONValue<String>
        var requireTLS: Bool
    }

    /// The message for programs.
    var summary: Description {
        let recipients = recipients.map { recipient in
            Description.Recipient(
                address: recipient.mailbox.description,
                notify: JSONValue(
                    recipient.options.notify.map { $0.description.lowercased().split(separator: ",").map(String.init) }),
                originalRecipient: JSONValue(
                    recipient.options.originalRecipient.map { "\($0.addressType);\($0.address)" }))
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
            tls: JSONValue(tlsVersion), hello: helloName, protocol: protocolName, transfer: transfer.rawValue,
            body: JSONValue(options.body?.rawValue), smtpUTF8: options.allowsInternationalized,
            declaredSize: JSONValue(declaredSize), envelopeIdentifier: JSONValue(options.envelopeIdentifier),
            return: JSONValue(options.returnedContent.map { $0 == .full ? "full" : "headers" }),
            recipients: recipients, priority: JSONValue(options.priority.map { Int($0.level) }),
            holdFor: JSONValue(holdFor), holdUntil: JSONValue(holdUntil),
            deliverBy: JSONValue(options.deliverBy.map { "\($0)" }), requireTLS: options.requiresTLS)
    }
}

/// A value that is written as `null` where there is none, so that every object has every key.
struct JSONValue<Value: Encodable>: Encodable {
    private let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
