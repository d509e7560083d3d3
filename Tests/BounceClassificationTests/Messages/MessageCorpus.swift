import BounceClassification
import SMTPProtocol
import TestSupport

/// The messages of the corpus of bounces, with what is expected of each.
struct MessageSample: Decodable {
    struct Recipient: Decodable {
        var index: Int
        var status: String
        var replyCode: String
        var reason: String
        var isHard: Bool

        private enum CodingKeys: String, CodingKey {
            case index, status, reason
            case replyCode = "reply_code"
            case isHard = "hard_bounce"
        }

        /// The status, where it comes from the message: the corpus makes up those with a detail from 900.
        var statedStatus: EnhancedStatusCode? {
            guard let status = EnhancedStatusCode(status), status.subject != 0 || status.detail < 900 else {
                return nil
            }
            return status
        }
    }

    var file: String
    var producer: String
    var recipients: [Recipient]

    /// The octets with CRLF at the ends of lines.
    func octets() throws -> [UInt8] { try Corpora.message("bounces-sisimai/" + file) }

    static func all() throws -> [MessageSample] {
        try Corpora.rows(of: "bounces-sisimai/expected.json", as: MessageSample.self)
    }
}
