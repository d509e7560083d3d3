import DeliveryQueue
import InternetMessage
import MailAddressing
import SMTPProtocol
import SMTPTransport

/// The Received field of a message that came in (RFC 5321, section 4.4).
struct ReceivedStamp: Sendable {
    let helloName: String
    let connection: SMTPConnection
    let base: TransmissionType.Base
    let hostName: DomainName
    /// The header of a message that was submitted, whose missing fields are added.
    let submittedHeader: MessageHeader?
    let recipient: Mailbox?
    /// Whether the message was sent with SMTPUTF8.
    let isInternationalized: Bool
    /// Whether nothing is told of the client, as its message answers from behind an alias.
    var hidesClient = false

    /// The field's octets with their final CRLF, and those of fields that are missing.
    func fields(id: MessageID, at time: WallTime) -> [UInt8] {
        let received = field(id: id, at: time)
        guard let submittedHeader, let identifier = try? MessageIdentifier(unique: "\(id)", domain: hostName) else {
            return received
        }
        let date = MessageDate(unixSeconds: time.seconds)
        return received + SubmissionFields.missing(from: submittedHeader, date: date, identifier: identifier)
    }

    private func field(id: MessageID, at time: WallTime) -> [UInt8] {
        ReceivedField(
            greeting: hidesClient ? nil : helloName, clientAddress: hidesClient ? nil : connection.remoteAddress,
            host: hostName, transmission: transmission, encryption: connection.tlsVersion, identifier: id.description,
            recipient: hidesClient ? nil : recipient,
            date: MessageDate(unixSeconds: time.seconds)
        ).octets
    }

    private var transmission: TransmissionType {
        TransmissionType(
            base, isEncrypted: connection.tlsVersion != nil, isAuthenticated: connection.user != nil,
            isInternationalized: isInternationalized)
    }
}
