import MTASTS
import MXResolver
import MailAddressing

/// MTA-STS: TXT records at `MTASTSRecord`, policies at `StrictTransportPolicy`, and kept ones at `StoredPolicy`.
///
/// Invariants:
/// - The outcome is a value or the typed error of its reader; nothing else.
/// - A record has an identifier of 1 to 32 letters and digits.
/// - A policy that is not `none` has patterns, and keeps its limits; written and read again it is the same.
/// - A policy that is kept and was read is written and read again as the same, if it is not too long by then.
/// - A pattern matches its own name, or for a wildcard exactly one label more.
///
/// The script is the record, the policy or the text in which one is kept. There are no choices.
enum StrictTransportTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let text = FuzzScript(FuzzInput(octets).script, alphabet).octets
        if let record = try? MTASTSRecord(parsing: text) {
            let isShort = (1...MTASTSRecord.maximumIdentifierLength).contains(record.id.utf8.count)
            let isPlain = record.id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            try demand(isShort && isPlain, "an identifier is letters and digits", record.id)
            try demand((try? MTASTSRecord(id: record.id)) == record, "an identifier makes the record", record.id)
        }
        try checkStored(text)
        let policy: StrictTransportPolicy
        do {
            policy = try StrictTransportPolicy(parsing: text)
        } catch {
            return try demand(!error.description.isEmpty, "an error says what is wrong")
        }
        let isBounded = (0...StrictTransportPolicy.maximumAgeLimit).contains(policy.maximumAge)
        try demand(isBounded, "an age keeps its limit", "\(policy.maximumAge)")
        try demand(policy.mode == .none || !policy.hosts.isEmpty, "a policy names hosts", text.shown)
        // What was written closely is longer when it is written again.
        let again = try? StrictTransportPolicy(
            parsing: policy.serialized(), maximumLength: 2 * StrictTransportPolicy.maximumTextLength)
        try demand(again == policy, "a policy that is written is the same", policy.serialized().shown)
        for pattern in policy.hosts.prefix(8) { try check(pattern, policy) }
    }

    private static func checkStored(_ text: [UInt8]) throws(BrokenInvariant) {
        let stored: StoredPolicy
        do {
            stored = try StoredPolicy(parsing: text)
        } catch {
            return try demand(!error.description.isEmpty, "an error says what is wrong")
        }
        let isBounded = stored.fetchedAt <= stored.expires && stored.expires - stored.fetchedAt <= 31_557_600
        try demand(isBounded, "a policy holds for its age", "\(stored.expires)")
        let written = stored.serialized()
        guard written.count <= StoredPolicy.maximumTextLength else { return }
        try demand((try? StoredPolicy(parsing: written)) == stored, "what is kept is the same", written.shown)
    }

    private static func check(
        _ pattern: MailHostPattern, _ policy: StrictTransportPolicy
    ) throws(BrokenInvariant) {
        try demand(MailHostPattern(pattern.description) == pattern, "a pattern is what it says", "\(pattern)")
        try demand(pattern.matches(pattern.domain) != pattern.isWildcard, "a name matches itself", "\(pattern)")
        guard let below = try? pattern.domain.prefixed(by: "mx"), let deeper = try? below.prefixed(by: "a") else {
            return
        }
        try demand(pattern.matches(below) == pattern.isWildcard, "an asterisk is one label", "\(pattern)")
        try demand(!pattern.matches(deeper), "and not two", "\(pattern)")
        if pattern.isWildcard { try demand(policy.allows(below), "what a pattern matches is allowed", "\(pattern)") }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "version: STSv1\r\n", "mode: enforce\r\n", "mode: testing\n", "mode: none\n", "mx: mail.example.com\r\n",
            "mx: *.example.net\n", "mx: ", "max_age: 604800\r\n", "max_age: 31557600\n", "max_age: 99999999999\n",
            "v=STSv1; ", "id=20160831085700Z;", "id=", "; ", "=", ":", " ", "\t", "\r\n", "\n", "\r", "*.", "xn--",
            "STSv1", "a", "0", ".", "-", "_", "\0", "\u{E9}", "extension: value\n", "name=value;",
            "Waxwing MTA-STS policy, format 2\n", "domain: example.com\n", "id: a1\n", "fetched: 1700000000 (x)\n",
            "used: 1700000000\n", "\n\n",
            "Waxwing MTA-STS policy, format 2\ndomain: a.test\nid: a\nfetched: 1\nused: 1\n\nversion: STSv1\n",
        ])
}
