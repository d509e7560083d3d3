import DeliveryQueue
import InternetMessage
import SMTPProtocol
import SMTPTransport

/// What the sender of a message demands of TLS (RFC 8689).
extension OutboundAgent {
    /// Leaves out the hosts that a message may not go to which has to be secured all the way.
    ///
    /// Such a message goes only to hosts whose name is certain, by DNSSEC or the domain's policy, and who prove it; to a
    /// relay where its certificate is checked. That the host passes the demand on is found out in the session.
    ///
    /// - Parameters:
    ///   - way: where the attempt leads.
    ///   - attempt: the attempt.
    func restricted(_ way: Way, for attempt: DeliveryAttempt) -> Way {
        guard attempt.message.options.requiresTLS, case .targets(let targets) = way else { return way }
        let secure = targets.filter(\.isCertain)
        guard secure.isEmpty else { return .targets(secure) }
        let text = "The sender demands TLS all the way, and no host of the destination can prove who it is"
        // Where all hosts are known, support is what is missing, and no time mends that (RFC 8689, section 4.2.1). What the
        // queue has given a relay may go directly all the same.
        let isFinal = targets.allSatisfy(\.manner.isComplete) && (attempt.way == .usual || rule(for: attempt) != nil)
        let reply = SMTPReply(isFinal ? 550 : 451, .init(isFinal ? 5 : 4, 7, 30), text)
        return .refused(
            Refusal(
                outcome: DeliveryOutcome(
                    isFinal ? .failed : .deferred, reply: reply, isRemoteReply: false, errorClass: .security)))
    }

    /// Whether the sender puts the arrival of a message above what its receivers demand of TLS: the field
    /// `TLS-Required: No` (RFC 8689, section 5).
    func waivesDemands(_ attempt: DeliveryAttempt) -> Bool {
        guard !attempt.message.options.requiresTLS, let header = try? MessageHeader(parsing: attempt.content),
            let field = header.first(named: "TLS-Required")
        else { return false }
        let value = String(decoding: field.value, as: UTF8.self)
        return value.filter { !$0.isWhitespace }.lowercased() == "no"
    }
}

extension DeliveryTarget {
    /// Whether the host is known for certain by its name and has to prove it.
    fileprivate var isCertain: Bool {
        if let assurance { return assurance.isAuthenticated && assurance.policy != .none }
        switch manner.security {
        case .startTLSRequired(let tls), .implicit(let tls): return tls.isVerified
        case .none, .startTLSWhenOffered: return false
        }
    }
}
