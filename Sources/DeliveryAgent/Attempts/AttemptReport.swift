public import DeliveryQueue
public import SMTPProtocol
public import SMTPTransport

/// Is told of attempts: for logs, metrics and statistics.
public protocol AttemptObserver: Sendable {
    /// An attempt has ended; its outcome is recorded next.
    ///
    /// It is called once for each attempt that has outcomes, also where no host could be tried, and should not take
    /// long.
    ///
    /// - Parameter report: what was done, and how long each part took.
    func attempted(_ report: AttemptReport)
}

/// What was done in an attempt, and how long each part took.
public struct AttemptReport: Sendable {
    /// What was done at one host.
    public struct Trial: Hashable, Sendable {
        /// The host, by name and address.
        public var host: String
        /// Whether it was another host than the recipients' domain names: a relay, or a mailbox server.
        public var isRelay: Bool
        /// Whether it was a relay that was fallen back on within the attempt.
        public var isFallback: Bool
        /// Whether an open connection was used again.
        public var isReused: Bool
        /// The version of TLS; nil in the clear, and where no session came about.
        public var tlsVersion: String?
        /// How long the stages of the opening took; nothing where a connection was used again or none came about.
        public var opening: SMTPStageTimings
        /// How long the stages of the transaction took; nothing where there was none.
        public var transaction: SMTPStageTimings
        /// What became of each recipient that was tried there, in their order.
        public var outcomes: [DeliveryOutcome]
    }

    /// The message.
    public var message: MessageID
    /// The recipients' indices in the envelope.
    public var recipients: [Int]
    /// The site whose limits the attempt counts against.
    public var site: String
    /// The source that it was made from.
    public var source: String
    /// Which way out it took.
    public var way: DeliveryWay
    /// The rule that chose its route, if one did.
    public var rule: String?
    /// When it began.
    public var began: WallTime
    /// How long it took to find the hosts and what they demand.
    public var routing: Duration
    /// What was done, host by host.
    public var trials: [Trial]
    /// What became of each recipient, in their order.
    public var outcomes: [DeliveryOutcome]
}

extension AttemptReport.Trial {
    /// How long it took, in words: `in 0.21 s: connecting 0.02, TLS 0.06, the message 0.10, the reply 0.03`.
    ///
    /// Stages of less than 5 ms are left out; nil where no session came about.
    public var timing: String? {
        let stages = stages
        guard !stages.isEmpty else { return nil }
        let parts = stages.filter { $0.duration >= .milliseconds(5) }.map {
            "\($0.stage.word) \($0.duration.hundredths)"
        }
        let total = "in \(stages.reduce(.zero) { $0 + $1.duration }.hundredths) s"
        return parts.isEmpty ? total : "\(total): \(parts.joined(separator: ", "))"
    }

    /// The stages that were reached, in their order, and how long each took.
    public var stages: [(stage: SMTPStage, duration: Duration)] { opening.reached + transaction.reached }
}

extension SMTPStage {
    /// What time was spent on, in a word.
    fileprivate var word: String {
        switch self {
        case .connect: "connecting"
        case .greeting: "greeting"
        case .hello: "EHLO"
        case .startTLS: "TLS"
        case .authentication: "login"
        case .mail: "MAIL"
        case .recipient: "RCPT"
        case .data: "DATA"
        case .message: "the message"
        case .finalDot: "the reply"
        }
    }
}

extension Duration {
    /// The seconds with two decimals.
    fileprivate var hundredths: String {
        let (seconds, attoseconds) = components
        let hundredths = seconds * 100 + (attoseconds + 5_000_000_000_000_000) / 10_000_000_000_000_000
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
