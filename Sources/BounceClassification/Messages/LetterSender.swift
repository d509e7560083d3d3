/// Who sent a letter, as far as its header shows: a server, a list or a person.
struct LetterSender {
    /// The values of the fields that name the sender, in lower case.
    let text: [UInt8]
    /// Whether a server wrote the letter, and no list sent it on.
    let isServer: Bool
    /// Whether a sender's name or address is that of a program which delivers mail.
    let isProgram: Bool
    /// Whether the return path is empty or a program's, as that of bounces is.
    let isNobody: Bool
    /// Whether a list sent the letter on.
    let isList: Bool
    /// Whether the letter answers another one or passes it on, by its subject.
    let isPassedOn: Bool
    /// The labels of the senders' addresses: local parts, and the parts of host names.
    private let labels: Set<String>
    /// The host names of the senders' addresses.
    private let hosts: [String]

    /// Looks at the header of a letter.
    init(_ letter: BounceLetter) {
        let values = ["From", "Sender", "Return-Path"].flatMap { letter.values(named: $0) }.map { $0.lowercased() }
        text = TextLine(values.joined(separator: "\n").utf8).lowered
        let addresses = values.flatMap { AddressMention.all(in: Array($0.utf8)) }.map(\.address)
        hosts = addresses.compactMap { $0.split(separator: "@").last.map(String.init) }
        labels = Set(addresses.flatMap { $0.split { $0 == "@" || $0 == "." } }.map(String.init))
        isProgram = values.contains(where: Self.namesProgram)
        let returnPath = letter.values(named: "Return-Path").first.map { TextLine($0.utf8).lowered }
        isNobody = returnPath.map { $0 == Array("<>".utf8) || $0.contains("mailer-daemon") } ?? false
        isList = ["List-Id", "List-Post", "X-Mail-Count"].contains { !letter.values(named: $0).isEmpty }
        isPassedOn = Self.prefixes.contains { letter.subject.hasPrefix($0) }
        let isAutomatic = letter.values(named: "Auto-Submitted").contains { value in
            let lowered = TextLine(value.utf8).lowered
            return !lowered.isEmpty && !lowered.starts(with: "no".utf8)
        }
        // What such a list sends on has a count as well.
        let isListServer = !letter.values(named: "X-MLServer").isEmpty
        isServer = (isProgram || isNobody || isAutomatic || isListServer) && !isList
    }

    /// Whether one of some words is a whole label of a sender's address.
    func hasLabel(of words: [String]) -> Bool { words.contains(where: labels.contains) }

    /// Whether a sender's host is one of some domains or below one.
    func isBelow(_ domains: [String]) -> Bool {
        hosts.contains { host in domains.contains { host == $0 || host.hasSuffix("." + $0) } }
    }

    /// Whether a value names a program: as an address, or as the whole name beside one.
    ///
    /// A part of a name would do for a post office too.
    private static func namesProgram(_ value: String) -> Bool {
        value.split { "<>()\",;\n".contains($0) }.contains { piece in
            guard let sign = piece.firstIndex(of: "@") else {
                let words = String(decoding: TextLine(piece.utf8).lowered, as: UTF8.self)
                return names.contains(words) || sureNames.contains { words == $0 || words.hasPrefix($0 + " ") }
            }
            let local = piece[..<sign].drop { $0 == " " }
            if local == "bounces" { return true }
            let parts = local.split { $0 == "+" || $0 == "=" }
            return parts.contains { part in locals.contains { part.hasPrefix($0) } }
        }
    }

    /// Beginnings of local parts, or of what stands behind a sign in one.
    private static let locals = [
        "mailer-daemon", "mailerdaemon", "postmaster", "post_master", "maildelivery", "mail.delivery",
        "microsoftexchange", "mdaemon", "mail-daemon", "maildaemon", "mailsystem", "bounce-handler",
    ]
    /// Names that may have more behind them.
    private static let sureNames = [
        "mailer-daemon", "mailer daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mdaemon", "postmaster",
        "mail delivery system", "mail delivery subsystem", "mail deliver system", "mail delivery service",
        "internet mail delivery", "microsoft exchange",
    ]
    /// Names that are whole.
    private static let names: Set<String> = [
        "mail delivery", "maildelivery", "mail.delivery", "system administrator", "delivery subsystem", "mail system",
        "mailsystem", "mail administrator", "delivery system", "mail delivery agent",
    ]
    private static let prefixes = ["re:", "fwd:", "fw:", "aw:", "wg:", "tr:", "rv:", "sv:", "vs:", "antw:", "r:", "i:"]
}
