import CoreMetrics
import SMTPProtocol
import SMTPTransport

/// Counts what clients do on the listeners of one kind; `InboundSession` says what happens.
///
/// Every count is there with 0 from the beginning, as far as its labels are known by then. Sessions may share it.
struct SessionMetrics: Sendable {
    private let factory: any MetricsFactory
    private let listener: String
    private let connections: Counter
    private let acceptedRecipients: Counter
    private let acceptedMessages: Counter

    /// Makes the counters.
    ///
    /// - Parameters:
    ///   - kind: the kind of the listeners.
    ///   - factory: the metrics system.
    init(_ kind: ServerConfiguration.Listener.Kind, factory: any MetricsFactory) {
        self.factory = factory
        listener = kind.rawValue
        let own = [("listener", kind.rawValue)]
        func counter(_ name: String, _ dimensions: [(String, String)]) -> Counter {
            Counter(label: "waxwing_smtp_\(name)", dimensions: own + dimensions, factory: factory)
        }
        connections = counter("connections", [])
        acceptedRecipients = counter("recipients", [("outcome", "accepted"), ("code", "250")])
        acceptedMessages = counter("messages", [("outcome", "accepted"), ("class", "2xx")])
        for refusal in ["4xx", "5xx"] { _ = counter("messages", [("outcome", "refused"), ("class", refusal)]) }
        for version in Self.versions { _ = counter("tls", [("version", version)]) }
    }

    /// The versions of TLS that a listener takes.
    private static let versions = ["TLSv1.2", "TLSv1.3"]

    /// A client has connected.
    ///
    /// - Parameter connection: its connection.
    func connected(_ connection: SMTPConnection) {
        connections.increment()
        if let version = connection.tlsVersion { began(version) }
    }

    /// A client has greeted, perhaps again after STARTTLS.
    ///
    /// - Parameters:
    ///   - connection: its connection now.
    ///   - earlier: its connection as it was known before.
    func greeted(_ connection: SMTPConnection, after earlier: SMTPConnection) {
        if let version = connection.tlsVersion, earlier.tlsVersion == nil { began(version) }
    }

    /// A client has logged in.
    ///
    /// - Parameter connection: its connection now.
    func loggedIn(_ connection: SMTPConnection) { login("accepted", connection.mechanism) }

    /// A client has tried in vain to log in.
    ///
    /// - Parameter mechanism: by which mechanism; nil where that is not known.
    func loginRefused(by mechanism: SASLMechanism?) { login("refused", mechanism) }

    /// Counts what a recipient is answered.
    ///
    /// - Parameter decision: the answer, now or later.
    /// - Returns: an answer that says the same, and counts itself where it comes later.
    func recipient(_ decision: SMTPDecision) -> SMTPDecision { noting(decision) { recipient($0) } }

    /// Counts what a message is answered at its end.
    ///
    /// - Parameter decision: the answer, now or later.
    /// - Returns: an answer that says the same, and counts itself where it comes later.
    func message(_ decision: SMTPDecision) -> SMTPDecision { noting(decision) { message($0) } }

    /// A message was refused by the protocol, as for its size or a bare LF, and nobody was asked.
    func messageRefused() { count("messages", [("outcome", "refused"), ("class", "protocol")]) }

    private func noting(
        _ decision: SMTPDecision, _ note: @escaping @Sendable (SMTPServerAnswer) -> Void
    ) -> SMTPDecision {
        switch decision {
        case .answer(let answer), .dangerousOctets(_, let answer): note(answer)
        case .later(let answer):
            return .later {
                let answer = await answer()
                note(answer)
                return answer
            }
        case .drop: break
        }
        return decision
    }

    private func recipient(_ answer: SMTPServerAnswer) {
        let code = answer.tellingCode
        guard code != 250 else { return acceptedRecipients.increment() }
        count("recipients", [("outcome", code < 300 ? "accepted" : "refused"), ("code", "\(code)")])
    }

    private func message(_ answer: SMTPServerAnswer) {
        let code = answer.tellingCode
        guard code >= 300 else { return acceptedMessages.increment() }
        count("messages", [("outcome", "refused"), ("class", "\(code / 100)xx")])
    }

    private func began(_ version: String) {
        count("tls", [("version", Self.versions.contains(version) ? version : "other")])
    }

    private func login(_ outcome: String, _ mechanism: SASLMechanism?) {
        count("logins", [("outcome", outcome), ("mechanism", mechanism?.rawValue ?? "other")])
    }

    private func count(_ name: String, _ dimensions: [(String, String)]) {
        Counter(label: "waxwing_smtp_\(name)", dimensions: [("listener", listener)] + dimensions, factory: factory)
            .increment()
    }
}

extension SMTPServerAnswer {
    /// The code of the reply that says whether something was accepted.
    ///
    /// Of several, one for each recipient, that of the first that accepts: then there is a message. Where there is none,
    /// the protocol says 451.
    fileprivate var tellingCode: UInt16 {
        switch self {
        case .accept: 250
        case .reply(let reply), .declined(let reply): reply.code
        case .replies(let replies): (replies.first(where: \.isPositive) ?? replies.first)?.code ?? 451
        }
    }
}
