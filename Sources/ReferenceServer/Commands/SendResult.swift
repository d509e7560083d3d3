import Foundation
import MailAddressing
import SMTPProtocol
import SMTPTransport

/// What became of one recipient; the names are part of the command line's promise.
struct SendResult: Codable, Hashable {
    var recipient: String
    /// `accepted`, `refused` by the server, `unsendable` by us, or `unknown`.
    var outcome: String
    /// Where in the session it was decided.
    var stage: String?
    var reply: String
    var tls: String?
    /// By which mechanism we were logged in.
    var mechanism: String?

    init(_ mailbox: Mailbox, _ outcome: SMTPRecipientOutcome, over client: SMTPClient) {
        recipient = mailbox.unicodeDescription
        tls = client.tlsVersion
        mechanism = client.mechanism?.rawValue
        switch outcome {
        case .accepted(let reply):
            self.outcome = "accepted"
            self.reply = reply.description
        case .refused(let reply, let stage):
            self.outcome = "refused"
            self.stage = stage.rawValue
            self.reply = reply.description
        case .lost(let failure):
            self.outcome = failure.reply?.isPermanentFailure == true ? "unsendable" : "unknown"
            stage = failure.stage.rawValue
            reply = failure.description
        }
    }

    /// One line for people.
    var text: String {
        let reply = Console.printable(reply)
        switch outcome {
        case "accepted":
            let login = mechanism.map { ", logged in by \($0)" } ?? ""
            return "<\(recipient)> accepted, \(tls ?? "in the clear")\(login): \(reply)"
        case "refused": return "<\(recipient)> refused at \(stage ?? ""): \(reply)"
        case "unsendable": return "<\(recipient)> cannot be sent: \(reply)"
        default: return "<\(recipient)> unknown: \(reply)"
        }
    }

    /// The results as JSON.
    static func json(_ results: [SendResult]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(results), as: UTF8.self)
    }
}
