import DeliveryQueue
import DeliveryQueueTesting
import GRDB
import MailAddressing
import SMTPProtocol

@testable import DeliveryQueueSQLite

/// Finished messages for tests, and an empty history to put them into.
enum HistorySamples {
    /// When the first message is accepted, in milliseconds.
    static let start: Int64 = 1_790_000_000_000

    /// An empty history in memory.
    static func database() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { try HistorySchema.prepare($0) }
        let database = try DatabaseQueue(configuration: configuration)
        try HistorySchema.migrator.migrate(database)
        return database
    }

    /// A moment so many milliseconds after the start.
    static func time(_ milliseconds: Int64) -> WallTime { WallTime(milliseconds: start + milliseconds) }

    /// A finished message: each recipient was accepted, attempted once and then settled.
    ///
    /// - Parameters:
    ///   - number: the message's number; it is accepted so many seconds after the start.
    ///   - sender: the reverse path.
    ///   - recipients: mailboxes and how they ended.
    ///   - settled: when it was settled, in seconds after the start; nil for a second after its acceptance.
    ///   - key: its injection key.
    static func record(
        _ number: Int64, from sender: String = "news@sender.example",
        to recipients: [(String, RecipientState)] = [("ada@example.com", .delivered)], settled: Int64? = nil,
        key: String? = nil
    ) throws -> HistoryRecord {
        let accepted = time(number * 1_000)
        let end = settled.map { time($0 * 1_000) } ?? time(number * 1_000 + 1_000)
        let message = QueuedMessage(
            id: MessageID(number: number), reversePath: try ReversePath(sender),
            recipients: try recipients.map { try Mailbox($0.0) }, acceptedAt: accepted,
            expiresAt: WallTime(milliseconds: accepted.milliseconds + 432_000_000), size: 4_321, isEightBit: false,
            origin: "client.example.com [192.0.2.17]")
        var events: [LedgerEntry] = []
        var ends: [StoredRecipient] = []
        for (index, (_, state)) in recipients.enumerated() {
            var recipient = StoredRecipient(state: .queued, attempts: 0, nextAttempt: accepted, lastReply: nil)
            let accepted = RecipientEvent(.accepted, at: accepted, detail: message.origin)
            events.append(LedgerEntry(recipient: index, event: accepted))
            for event in life(of: state, from: accepted.time, until: end) {
                recipient = recipient.after(event) ?? recipient
                events.append(LedgerEntry(recipient: index, event: event))
            }
            ends.append(recipient)
        }
        return HistoryRecord(
            stored: StoredMessage(message: message, recipients: ends), events: events, settledAt: end,
            key: key.flatMap { InjectionKey($0) })
    }

    /// What happens to a recipient that ends in a state.
    private static func life(
        of state: RecipientState, from start: WallTime, until end: WallTime
    ) -> [RecipientEvent] {
        let host = "mx1.example.com [198.51.100.25]"
        let attempt = RecipientEvent(
            .attemptBegan, at: WallTime(milliseconds: start.milliseconds + 12), host: host)
        switch state {
        case .delivered:
            let reply = SMTPReply(250, EnhancedStatusCode(2, 0, 0), "Ok: queued as 4bXq3M2kz9zDsK1")
            return [attempt, RecipientEvent(.delivered, at: end, reply: reply, host: host, detail: "TLS 1.3")]
        case .bounced:
            let reply = SMTPReply(550, EnhancedStatusCode(5, 1, 1), "No such user here")
            return [attempt, RecipientEvent(.bounced, at: end, reply: reply, host: host)]
        case .expired: return [RecipientEvent(.expired, at: end, detail: "Its time was over")]
        case .cancelled: return [RecipientEvent(.cancelled, at: end)]
        case .queued: return []
        case .attempting: return [attempt]
        case .held: return [RecipientEvent(.held, at: end)]
        }
    }
}

extension HistorySamples {
    private static let locals = ["ada", "Ada", "\"ada lovelace\"", "zo\u{EB}", "zoe\u{308}", "b", "postmaster"]
    private static let hosts = [
        "example.com", "EXAMPLE.org", "b\u{FC}cher.example", "[192.0.2.1]", "[IPv6:2001:db8::1]",
    ]
    private static let texts = ["", "x", "a\u{0}b", "\u{E9}\u{1F4EE}", "client.example.com [192.0.2.17]"]

    /// Any record that may be in a history, with what is rare far more often than it is.
    ///
    /// - Parameters:
    ///   - number: the message's number.
    ///   - random: where it comes from.
    static func anyRecord(_ number: Int64, _ random: inout SeededGenerator) throws -> HistoryRecord {
        var options = MailOptions()
        if Bool.random(using: &random) {
            options.envelopeIdentifier = "order 17"
            options.requiresTLS = Bool.random(using: &random)
        }
        let count = Int.random(in: 1...4, using: &random)
        let recipients = try (0..<count).map { _ in try Mailbox(address(&random)) }
        let recipientOptions = recipients.map { _ in
            Bool.random(using: &random) ? RecipientOptions(notify: [.failure, .delay]) : RecipientOptions()
        }
        let accepted = time(Int64.random(in: 0..<60_000, using: &random))
        let message = QueuedMessage(
            id: MessageID(number: number),
            reversePath: try ReversePath(Bool.random(using: &random) ? "" : address(&random)),
            recipients: recipients, options: options, recipientOptions: recipientOptions, acceptedAt: accepted,
            releaseAt: Bool.random(using: &random) ? anyTime(&random) : nil, expiresAt: anyTime(&random),
            size: Int.random(in: 0...Int.max, using: &random),
            isEightBit: Bool.random(using: &random), origin: text(&random) ?? "",
            senderProof: SenderProof.allCases.randomElement(using: &random) ?? .local)
        let events = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            LedgerEntry(recipient: Int.random(in: 0..<count, using: &random), event: event(&random))
        }
        let settled: [RecipientState] = [.delivered, .bounced, .expired, .cancelled]
        let said = events.last.flatMap { $0.event.reply?.description ?? $0.event.detail }
        let ends = recipients.map { _ in
            StoredRecipient(
                state: settled.randomElement(using: &random) ?? .delivered,
                attempts: Int.random(in: 0...300, using: &random), nextAttempt: anyTime(&random),
                lastReply: Bool.random(using: &random) ? said : text(&random),
                isAmbiguous: Bool.random(using: &random), isDelayReported: Bool.random(using: &random))
        }
        return HistoryRecord(
            stored: StoredMessage(message: message, recipients: ends), events: events, settledAt: anyTime(&random),
            key: text(&random).flatMap { InjectionKey($0) })
    }

    /// An address, written in one of several ways.
    static func address(_ random: inout SeededGenerator) -> String {
        (locals.randomElement(using: &random) ?? "ada") + "@" + host(&random)
    }

    /// A host, written in one of several ways.
    static func host(_ random: inout SeededGenerator) -> String { hosts.randomElement(using: &random) ?? "example.com" }

    private static func text(_ random: inout SeededGenerator) -> String? {
        Bool.random(using: &random) ? texts.randomElement(using: &random) : nil
    }

    private static func anyTime(_ random: inout SeededGenerator) -> WallTime {
        let isAnything = Int.random(in: 0..<8, using: &random) == 0
        let far = Int64.random(in: Int64.min...Int64.max, using: &random)
        return isAnything ? WallTime(milliseconds: far) : time(Int64.random(in: -1_000...1_000_000, using: &random))
    }

    private static func event(_ random: inout SeededGenerator) -> RecipientEvent {
        let status = Bool.random(using: &random) ? EnhancedStatusCode(4, 999, 0) : nil
        let lines = (0..<Int.random(in: 0...3, using: &random)).map { "line \($0)" }
        return RecipientEvent(
            RecipientEvent.Kind.allCases.randomElement(using: &random) ?? .accepted, at: anyTime(&random),
            reply: Bool.random(using: &random) ? SMTPReply(451, status, lines: lines) : nil, host: text(&random),
            detail: text(&random), nextAttempt: Bool.random(using: &random) ? anyTime(&random) : nil,
            isAmbiguous: Bool.random(using: &random))
    }
}
