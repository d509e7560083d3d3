import BounceClassification
import DeliveryReports
import MailAddressing

/// Entries and keys that the tests of the suppression list share.
enum SuppressionSamples {
    static let now: Int64 = 1_777_777_777
    static let day: Int64 = 86_400

    static func key(_ target: String, for scope: SuppressionScope = .everybody) throws -> SuppressionKey {
        SuppressionKey(try SuppressionTarget(parsing: target), for: scope)
    }

    static func stream(_ name: String) throws -> SuppressionScope { .stream(try StreamName(name)) }

    static func domain(_ name: String) throws -> SuppressionScope { .senderDomain(try DomainName(name)) }

    /// One entry of every kind of target, scope and reason.
    static func entries() throws -> [Suppression] {
        let targets = [
            "ada@example.com", "\"ada lovelace\"@example.com", "zoë@bücher.example", "ada@[192.0.2.1]",
            "ada@[IPv6:2001:db8::1]", "example.com", "_odd.example.com", "\"a\\\"b\"@example.com",
        ]
        let scopes = [.everybody, try domain("Sender.example"), try stream("News.example")]
        let reasons: [SuppressionReason] = [
            .bounce(.unknownRecipient, reply: "550 5.1.1 No such user: zoë"), .feedback(.abuse),
            .feedback(.optOut, text: "reported by feedback.example"), .person("asked us by telephone"), .person(""),
        ]
        let times: [(Int64, Int64?, UInt32)] = [
            (now, now + 90 * day, 0), (now, nil, 7), (.min, .max, .max), (0, 0, 1), (.max, .min, 2),
        ]
        var entries: [Suppression] = []
        for target in targets {
            for scope in scopes {
                for (index, reason) in reasons.enumerated() {
                    let (since, expiry, confirmations) = times[index]
                    entries.append(
                        Suppression(
                            try key(target, for: scope), because: reason, since: since, expiry: expiry,
                            confirmations: confirmations))
                }
            }
        }
        return entries
    }
}
