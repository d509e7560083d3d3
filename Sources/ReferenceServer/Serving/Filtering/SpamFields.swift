import InternetMessage

/// The header fields by which a message shows what a spam filter said of it.
///
/// They stand before the header that came, below our own Received field. Nothing of that header is removed or changed,
/// as signatures cover it; nor is the subject ever rewritten. So a stranger's fields of these names stay, and whoever
/// goes by them takes the first of a name: a stranger's `NO` stands below our `YES`, and a stranger's `YES` harms that
/// message alone.
///
/// Guarantees: ASCII; lines of at most 77 octets, each ended by CRLF; no other field begins, whatever rspamd's answer
/// holds.
enum SpamFields {
    /// Says that a message may be spam.
    static let flag = "X-Spam-Flag"
    /// Says how much speaks for it.
    static let score = "X-Spam-Score"
    /// Says what rspamd recommends.
    static let action = "X-Spam-Action"
    /// The longest word of a value: what is longer is broken with a space, as lines can be folded at blanks only.
    static let longestWord = 72
    /// The longest name of a field that rspamd may add.
    static let longestName = 60

    /// The octets of the fields for a verdict, none where it says nothing.
    ///
    /// - Parameters:
    ///   - verdict: the verdict.
    ///   - isMarked: whether the message is shown to be spam.
    ///   - tellsAction: whether score and action are told.
    static func octets(for verdict: SpamVerdict, isMarked: Bool, tellsAction: Bool) -> [UInt8] {
        var fields: [SpamVerdict.Field] = []
        if isMarked { fields.append(SpamVerdict.Field(name: flag, value: "YES")) }
        if tellsAction {
            fields.append(SpamVerdict.Field(name: score, value: text(of: verdict.score)))
            fields.append(SpamVerdict.Field(name: action, value: verdict.action.word))
        }
        fields += verdict.fields
        return fields.flatMap { field in
            (try? HeaderField(name: field.name, folding: broken(field.value)))?.octets ?? []
        }
    }

    /// Whether rspamd may add a field of a name: one that begins with `X-` and is none of ours.
    ///
    /// Fields that have a meaning in a standard would change what the message is, as `From` or `DKIM-Signature` do.
    ///
    /// - Parameter name: the name.
    static func mayHaveName(_ name: String) -> Bool {
        let octets = Array(name.utf8)
        // Printable ASCII but the colon (RFC 5322, section 2.2).
        let isName = octets.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: ":") }
        let lowered = name.lowercased()
        return (3...longestName).contains(octets.count) && isName && lowered.hasPrefix("x-")
            && ![flag, score, action].contains { $0.lowercased() == lowered }
    }

    /// A score with two decimals.
    ///
    /// - Parameter score: a finite number; what is beyond a million either way is written as a million.
    static func text(of score: Double) -> String {
        let hundredths = Int((min(max(score, -1_000_000), 1_000_000) * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(hundredths < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func broken(_ value: String) -> String {
        var broken: [UInt8] = []
        var length = 0
        for octet in value.utf8 {
            length = octet == UInt8(ascii: " ") ? 0 : length + 1
            if length > longestWord {
                broken.append(UInt8(ascii: " "))
                length = 1
            }
            broken.append(octet)
        }
        return String(decoding: broken, as: UTF8.self)
    }
}
