import SMTPProtocol

extension SMTPClientMachine.Action {
    /// The action on one line, as the scripts of the tests have it.
    var text: String {
        switch self {
        case .write(let octets):
            let lines = String(decoding: octets, as: UTF8.self).split(separator: Character("\r\n"))
            return "C: " + lines.joined(separator: " | ")
        case .startTLS: return "start TLS"
        case .ready: return "ready"
        case .sendMessage(.data): return "send message"
        case .sendMessage(.chunks): return "send chunks"
        case .finished(let outcomes): return "finished: " + outcomes.map(\.text).joined(separator: "; ")
        case .failed(let failure): return "failed at \(failure.stage.rawValue): \(failure.text)"
        case .close: return "close"
        }
    }
}

extension SMTPRecipientOutcome {
    var text: String {
        switch self {
        case .accepted(let reply): "accepted \(reply.code)"
        case .refused(let reply, let stage): "refused \(reply.code) at \(stage.rawValue)"
        case .lost(let failure): "lost at \(failure.stage.rawValue)"
        }
    }
}

extension SMTPClientFailure {
    var text: String {
        switch reason {
        case .connection(let text): text
        case .refused(let reply): reply.description
        case .unsupported(let reply): "unsupported \(reply)"
        case .protocolViolation(let error): "violation \(error)"
        case .tlsUnavailable: "no TLS"
        case .malformedMessage: "malformed"
        case .authenticationUnavailable: "no AUTH"
        case .authenticationFailed(let text): "no login: \(text)"
        }
    }
}
