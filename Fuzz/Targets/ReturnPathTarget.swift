import DeliveryReports
import MailAddressing

/// Mailboxes at `ReturnPathSigner` and `VariableReturnPath`, and values that they carry.
///
/// Invariants:
/// - Any mailbox has a verdict, and one that was not made with the key is never valid.
/// - Any value that is short enough makes a mailbox, which is valid until its last day and expired then, in any case
///   of letters; with one character changed it is not valid, nor for another signer.
/// - Any recipient makes a mailbox that names it, or the typed error; a mailbox that names a recipient was made for it.
///
/// The script is the mailbox, and then the value. The choices: two octets of the last day, and the place of a change.
enum ReturnPathTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let text = FuzzScript(input.script, alphabet).octets
        guard let domain = try? DomainName("example.test"), let signer = Self.signer(domain, 0x55),
            let other = Self.signer(domain, 0xAA), let variable = try? VariableReturnPath(domain: domain)
        else { throw BrokenInvariant(description: "signers can be made") }
        if let mailbox = try? Mailbox(String(decoding: text, as: UTF8.self)) {
            for now in [Int64.min, 0, Int64.max] {
                let verdict = signer.check(mailbox, now: now)
                try demand(verdict.validValue == nil, "what we have not signed is not valid", text.shown)
            }
            try check(variable, mailbox)
        }
        let day = Int64(input.octet()) << 8 | Int64(input.octet())
        let place = Int(input.octet())
        for length in Set([0, text.count / 2, text.count]) {
            try check(signer, other, Array(text.prefix(length)), day: day, changedAt: place)
        }
    }

    private static func signer(_ domain: DomainName, _ octet: UInt8) -> ReturnPathSigner? {
        let secret = [UInt8](repeating: octet, count: 32)
        guard let key = try? ReturnPathKey(identifier: 1, secret: secret) else { return nil }
        return try? ReturnPathSigner(domain: domain, keys: [key])
    }

    private static func check(
        _ signer: ReturnPathSigner, _ other: ReturnPathSigner, _ value: [UInt8], day: Int64, changedAt place: Int
    ) throws(BrokenInvariant) {
        let mailbox: Mailbox
        do {
            mailbox = try signer.mailbox(carrying: value, expiry: day * 86_400)
        } catch {
            let isTooLong = error == .valueTooLong(limit: signer.maximumValueLength)
            return try demand(isTooLong && value.count > signer.maximumValueLength, "a short value fits", "\(error)")
        }
        let end = (day + 1) * 86_400
        try demand(signer.check(mailbox, now: end - 1) == .valid(value: value), "it is valid", "\(mailbox)")
        try demand(signer.check(mailbox, now: end) == .expired(value: value), "until its last day", "\(mailbox)")
        try demand(other.check(mailbox, now: 0) == .forged, "and not for another key", "\(mailbox)")
        let text = "\(mailbox)"
        if let upper = try? Mailbox(text.uppercased()) {
            try demand(signer.check(upper, now: 0) == .valid(value: value), "case does not matter", "\(upper)")
        }
        var changed = Array(text.utf8)
        let index = place % changed.count
        changed[index] = changed[index] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
        guard let mailbox = try? Mailbox(String(decoding: changed, as: UTF8.self)), "\(mailbox)" != text else { return }
        let isSame = "\(mailbox)".lowercased() == text.lowercased()
        let verdict = signer.check(mailbox, now: 0)
        try demand(isSame || verdict.validValue == nil, "what was changed is not valid", "\(mailbox)")
    }

    private static func check(_ variable: VariableReturnPath, _ mailbox: Mailbox) throws(BrokenInvariant) {
        if let path = try? variable.mailbox(for: mailbox) {
            try demand(variable.recipient(of: path) == mailbox, "it names its recipient", "\(path), \(mailbox)")
        }
        guard let recipient = variable.recipient(of: mailbox) else { return }
        let path = try? variable.mailbox(for: recipient)
        let named = path.flatMap { variable.recipient(of: $0) }
        try demand(path == nil || named == recipient, "a named recipient can be named", "\(mailbox)")
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "bounces+", "@example.test", "BOUNCES+", "=example.net", "ada=example.net", "=", "+", "@", ".", "\"", "\\",
            " ", "[192.0.2.1]", "aeaq", "a", "7", "8", "0", "\u{E9}", "xn--", "bounces",
            "aeaqaaqdabcdefghijklmnopqrstuv", String(repeating: "a", count: 40), "-", "\0", "=[192.0.2.1]", "\u{FF}",
        ])
}
