import BounceClassification
import DeliveryReports
import MailAddressing
import SMTPProtocol

/// Octets at `SuppressionState`, `Suppression` and `SuppressionTarget`.
///
/// Invariants:
/// - The outcome is a value, or the typed error with an offset inside what was read; nothing else.
/// - A durable form that is read is written back octet by octet.
/// - A target that is written is read as the same one, and so it is in canonical form at once.
/// - Any target and any texts make an entry that is written and read again, in a state and alone; of what is written,
///   one octet becomes another, and what is read then is written so.
/// - What a server says of any entry is a 550.
///
/// The input as it is is a durable form. Its script is a text with a target, and a cut ends it; behind it stands the
/// text of a reason. The choices: the scope, the reason, the expiry, the moment, what was counted, and the place and
/// the value of an octet that changes.
enum SuppressionListTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        try checkForms(octets)
        var input = FuzzInput(octets)
        let texts = FuzzScript(input.script, alphabet).deliveries.map { String(decoding: $0, as: UTF8.self) }
        let text = texts.first ?? ""
        let target: SuppressionTarget
        do {
            target = try SuppressionTarget(parsing: text)
        } catch {
            return try demand(
                (0...text.utf8.count).contains(error.offset), "a mistake stands inside the text", "\(error), \(text)")
        }
        try check(target)
        let state = Self.state(of: target, texts.dropFirst().joined(), &input)
        for whole in [state.encoded, state.suppression?.encoded ?? []] where !whole.isEmpty {
            var changed = whole
            changed[(Int(input.octet()) << 8 | Int(input.octet())) % whole.count] = input.octet()
            try checkForms(changed)
        }
        try demand((try? SuppressionState(decoding: state.encoded)) == state, "a state comes back", "\(state)")
        guard let entry = state.suppression else { return }
        try demand((try? Suppression(decoding: entry.encoded)) == entry, "an entry comes back", "\(entry)")
    }

    /// What holds for octets that may be a durable form.
    private static func checkForms(_ octets: [UInt8]) throws(BrokenInvariant) {
        do {
            let state = try SuppressionState(decoding: octets)
            try demand(state.encoded == octets, "a state is written as it was read", octets.shown)
            try check(state.key.target)
            let trimmed = state.trimmed(at: 0)
            try demand(trimmed.trimmed(at: 0) == trimmed, "what was trimmed stays so", octets.shown)
            if let entry = state.suppression { try check(entry) }
        } catch let error as SuppressionFormError {
            try demand((0...octets.count).contains(error.offset), "a mistake stands inside a state", "\(error)")
        } catch let broken as BrokenInvariant {
            throw broken
        } catch {
            throw BrokenInvariant(description: "a state has its reason: \(error)")
        }
        let entry: Suppression
        do {
            entry = try Suppression(decoding: octets)
        } catch {
            return try demand((0...octets.count).contains(error.offset), "a mistake stands inside an entry", "\(error)")
        }
        try demand(entry.encoded == octets, "an entry is written as it was read", octets.shown)
        try check(entry)
    }

    /// What holds for every entry.
    private static func check(_ entry: Suppression) throws(BrokenInvariant) {
        try check(entry.key.target)
        try demand(entry.reply.code == 550, "an entry refuses for good", "\(entry)")
        let octets = entry.key.octets
        try demand(octets.count <= 703, "a key keeps its limit", octets.shown)
        try demand(SuppressionState(entry).suppression == entry, "an entry makes a state", octets.shown)
    }

    /// What holds for every target.
    private static func check(_ target: SuppressionTarget) throws(BrokenInvariant) {
        let written = target.description
        guard let again = try? SuppressionTarget(parsing: written) else {
            throw BrokenInvariant(description: "a target that is written can be read: \(written)")
        }
        try demand(again == target && again.hashValue == target.hashValue, "and is the same", written)
        try demand(again.description.utf8.elementsEqual(written.utf8), "and is written so again", written)
        try demand(SuppressionKey(again).octets == SuppressionKey(target).octets, "and is kept as the same", written)
        try demand(!(again < target) && !(target < again), "and stands at the same place", written)
    }

    /// A state of what the choices say.
    private static func state(
        of target: SuppressionTarget, _ text: String, _ input: inout FuzzInput
    ) -> SuppressionState {
        let scopes: [SuppressionScope] = [
            .everybody, (try? DomainName(text)).map { .senderDomain($0) } ?? .everybody,
            (try? StreamName(text)).map { .stream($0) } ?? .everybody,
        ]
        let key = SuppressionKey(target, for: scopes[input.number(below: scopes.count)])
        let causes = BounceCause.allCases
        let reasons: [SuppressionReason] = [
            .person(text), .feedback(FeedbackType(text), text: text),
            .bounce(causes[input.number(below: causes.count)], reply: text),
        ]
        let reason = reasons[input.number(below: reasons.count)]
        let moments: [Int64] = [0, 1_777_777_777, .max, .min, -1]
        let expiry: Int64? = input.flag() ? moments[input.number(below: moments.count)] : nil
        let since = moments[input.number(below: moments.count)]
        let entry = Suppression(key, because: reason, since: since, expiry: expiry, confirmations: .max)
        let counts = input.number(below: 8)
        var state = counts & 4 == 0 ? SuppressionState(entry) : SuppressionState(key)
        let count = StrikeCount(last: since, forgottenAt: expiry ?? 0)
        if counts & 1 == 1 { state.refusals = count }
        if counts & 2 == 2 { state.fullMailbox = count }
        return state
    }

    private static let alphabet = FuzzScript.Alphabet(
        .controls,
        [
            "@", "@example.com", "ADA", "b\u{FC}cher", "xn--", "xn--bcher-kva.example", "\"", "\\\"", "\\\\", ".", "[",
            "]", "[IPv6:2001:db8::1]", "[192.0.2.1]", "\u{130}", "i\u{307}", "\u{212A}", "\u{390}", "\u{301}",
            "\u{323}", "\u{1E9E}", "\u{FB2C}", "\u{2126}", "\u{1100}\u{1161}", " ", "\u{85}", "\u{3A3}", "_", "-",
        ])
}
