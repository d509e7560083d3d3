import Logging
import SMTPProtocol
import SMTPTransport

/// Judges whole messages by what rspamd says of them.
///
/// Guarantees: a message is neither lost nor changed. One that rspamd would have vanish is refused, so that its sender
/// hears of it; what rspamd would rewrite is marked, by fields of ours before those of the message (`SpamFields`). None
/// is let in because what rspamd says of it is too long to be read.
struct SpamFilter: Sendable {
    private let client: RspamdClient
    private let unavailable: ServerConfiguration.Rspamd.Unavailable
    /// The largest message that is shown to it, in octets.
    let largestMessage: Int
    private let troubles: FilterTroubleLog
    private let logger: Logger

    /// Makes a filter.
    ///
    /// - Parameters:
    ///   - client: who is asked.
    ///   - unavailable: what becomes of messages about which there is no answer.
    ///   - largestMessage: the largest message that is shown to it, in octets.
    ///   - troubles: where it is logged that there is no answer.
    ///   - logger: where refusals are logged.
    init(
        asking client: RspamdClient, unavailable: ServerConfiguration.Rspamd.Unavailable, largestMessage: Int,
        troubles: FilterTroubleLog, logger: Logger
    ) {
        self.client = client
        self.unavailable = unavailable
        self.largestMessage = largestMessage
        self.troubles = troubles
        self.logger = logger
    }

    /// Judges a message.
    ///
    /// - Parameter message: the message; it is read once, and not at all where it is too large.
    func judge(_ message: FilteredMessage) async -> FilterDecision {
        guard message.content.size <= largestMessage else { return .accept(headerFields: []) }
        switch await client.ask(about: message) {
        case .verdict(let verdict):
            let decision = Self.decision(by: verdict)
            log(verdict, decision, message)
            return decision
        case .unavailable(let reason):
            return withoutAnswer(reason)
        case .excessive(let reason):
            // Or a message could be made such that nobody hears what rspamd says of it.
            troubles.note(.unavailable, of: "rspamd", reason: reason)
            return .defer(Self.notChecked)
        }
    }

    /// What a client hears where there is no answer to go by.
    private static let notChecked = SMTPReply(
        451, .init(4, 3, 0), "The message cannot be checked now, try again later")

    /// What becomes of a message about which there is no answer.
    ///
    /// - Parameter reason: why, for the log.
    func withoutAnswer(_ reason: String) -> FilterDecision {
        troubles.note(.unavailable, of: "rspamd", reason: reason)
        switch unavailable {
        case .accept: return .accept(headerFields: [])
        case .defer: return .defer(Self.notChecked)
        }
    }

    /// Ends what is under way; messages that come later are judged as without an answer.
    func shutdown() async { await client.shutdown() }

    /// What becomes of a message by a verdict.
    ///
    /// - Parameter verdict: the verdict.
    static func decision(by verdict: SpamVerdict) -> FilterDecision {
        let text = verdict.replyText
        switch verdict.action {
        case .reject, .discard:
            return .refuse(SMTPReply(550, .init(5, 7, 1), text.isEmpty ? "The message looks like spam" : text))
        case .softReject, .greylist:
            return .defer(
                SMTPReply(451, .init(4, 7, 1), text.isEmpty ? "The message is not taken yet, try again later" : text))
        case .addHeader, .rewriteSubject, .quarantine:
            return .accept(headerFields: SpamFields.octets(for: verdict, isMarked: true, tellsAction: true))
        case .other:
            // What it means is between the administrator and whoever reads the fields.
            return .accept(headerFields: SpamFields.octets(for: verdict, isMarked: false, tellsAction: true))
        case .noAction:
            return .accept(headerFields: SpamFields.octets(for: verdict, isMarked: false, tellsAction: false))
        }
    }

    private func log(_ verdict: SpamVerdict, _ decision: FilterDecision, _ message: FilteredMessage) {
        let metadata: Logger.Metadata = [
            "client": "\(message.connection.remoteAddress.map { "\($0)" } ?? "unknown")",
            "from": "<\(message.reversePath)>", "action": "\(verdict.action.word)",
            "score": "\(SpamFields.text(of: verdict.score))",
            "threshold": "\(verdict.threshold.map { SpamFields.text(of: $0) } ?? "unknown")",
            "symbols": "\(verdict.symbols.joined(separator: " "))",
        ]
        switch decision {
        case .refuse: logger.info("A message was refused, as it looks like spam", metadata: metadata)
        case .defer: logger.info("A message was put off by the spam filter", metadata: metadata)
        case .accept: logger.debug("A message was taken by the spam filter", metadata: metadata)
        }
    }
}
