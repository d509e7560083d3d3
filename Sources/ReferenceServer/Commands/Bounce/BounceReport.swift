import BounceClassification
import SMTPProtocol

/// What a reply or a returned message means for one recipient.
struct BounceReport {
    /// The file, as it was named; nil for a reply of the command line.
    var file: String?
    /// The recipient; nil where none is named.
    var recipient: String?
    /// What it means; nil for a message that is no bounce.
    var cause: BounceCause?
    /// The whole verdict; nil also for a bounce that names no recipient.
    var verdict: BounceVerdict?
    /// The enhanced status code, as text.
    var status: String?
    var replyCode: UInt16?
    /// What the other side said.
    var diagnostic: String?

    /// Whether it is about a bounce at all.
    var isBounce: Bool { cause != nil }
}

extension BounceReport {
    /// The report on a reply.
    ///
    /// - Parameters:
    ///   - verdict: what it means.
    ///   - reply: the reply.
    init(_ verdict: BounceVerdict, of reply: String) {
        self.init(
            cause: verdict.cause, verdict: verdict, status: verdict.facts.status?.description,
            replyCode: verdict.facts.replyCode, diagnostic: reply)
    }
}

extension BounceReport: Encodable {
    private enum Key: String, CodingKey {
        case file, recipient, cause, sisimai, kumomta, permanence, scope, action, confidence, rule, status, replyCode
        case diagnostic
    }

    /// Writes all keys, so that whoever reads a list of reports finds the same in each.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(file, forKey: .file)
        try values.encode(recipient, forKey: .recipient)
        try values.encode(cause, forKey: .cause)
        try values.encode(cause?.sisimaiName, forKey: .sisimai)
        try values.encode(cause?.kumoName, forKey: .kumomta)
        try values.encode(verdict?.permanence, forKey: .permanence)
        try values.encode(verdict?.scope, forKey: .scope)
        try values.encode(verdict?.action, forKey: .action)
        try values.encode(verdict?.confidence, forKey: .confidence)
        try values.encode(verdict?.rule, forKey: .rule)
        try values.encode(status, forKey: .status)
        try values.encode(replyCode, forKey: .replyCode)
        try values.encode(diagnostic, forKey: .diagnostic)
    }
}
