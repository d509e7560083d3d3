internal import MXResolver

/// Makes the answers to one query from a zone, as a resolver that validates gives them (RFC 4035, section 3.2).
struct AnswerComposer {
    /// The query.
    let query: DNSMessage
    /// What it asks.
    let question: DNSQuestion
    /// How it came.
    let transport: DNSTransport
    /// What is answered from.
    let zone: Zone
    /// What is found about names of which the zone says nothing.
    let unmarked: Zone.Security
    /// Whether the answers take notice of the query's extended DNS.
    var usesExtendedDNS = true

    /// The largest datagram without extended DNS (RFC 1035, section 4.2.1).
    static let plainPayloadSize = 512
    /// The largest datagram of all, whatever a client can take; what servers commonly allow (RFC 6891, section 6.2.5).
    static let maximumPayloadSize = 4_096

    /// The right answer.
    func answer() -> DNSMessage { finish(validate(zone.resolution(of: question))) }

    /// A denial as the zone would word it, whatever it has.
    func denial(_ code: DNSResponseCode) -> DNSMessage { finish(validate(zone.denial(of: question, with: code))) }

    /// An answer without records.
    func bare(_ code: DNSResponseCode) -> DNSMessage {
        finish(DNSMessage(flags: [.response, .recursionAvailable], responseCode: code, question: question))
    }

    /// A referral to the root by a server that does not ask others.
    func referral() -> DNSMessage {
        let servers = ["a", "b"].compactMap { DNSName("\($0).root-servers.net") }
        let authority = servers.map { DNSRecord(name: .root, timeToLive: 518_400, data: .ns($0)) }
        return finish(DNSMessage(flags: .response, question: question, authority: authority))
    }

    /// The octets of an answer; one that does not fit is cut off, by TCP it becomes SERVFAIL.
    func octets(of answer: DNSMessage) -> [UInt8] {
        let octets = answer.serialized()
        switch transport {
        case .stream: return octets ?? bare(.serverFailure).serialized() ?? []
        case .datagram:
            let payloadSize = usesExtendedDNS ? Int(query.extended?.payloadSize ?? 0) : 0
            let limit = min(max(Self.plainPayloadSize, payloadSize), Self.maximumPayloadSize)
            if let octets, octets.count <= limit { return octets }
            return truncated(answer).serialized() ?? []
        }
    }

    /// An answer that says that it is cut off, with the first of its records only.
    func truncated(_ answer: DNSMessage, keeping count: Int = 0) -> DNSMessage {
        var answer = answer
        answer.flags.insert(.truncated)
        answer.answers = Array(answer.answers.prefix(count))
        answer.authority = []
        return answer
    }

    /// An answer as validation leaves it: with AD, as it is, or SERVFAIL.
    private func validate(_ resolution: Zone.Resolution) -> DNSMessage {
        var message = resolution.message
        guard !query.flags.contains(.checkingDisabled) else { return message }
        switch zone.security(of: resolution.names, unmarked: unmarked) {
        case .insecure: break
        case .secure:
            let wantsSignatures = query.extended?.wantsSignatures ?? false
            if query.flags.contains(.authenticated) || wantsSignatures { message.flags.insert(.authenticated) }
        case .bogus:
            message = DNSMessage(
                flags: [.response, .recursionAvailable], responseCode: .serverFailure, question: question)
        }
        return message
    }

    /// Adds what an answer takes over from its query.
    private func finish(_ answer: DNSMessage) -> DNSMessage {
        var answer = answer
        answer.identifier = query.identifier
        answer.operationCode = query.operationCode
        answer.flags.formUnion(query.flags.intersection([.recursionDesired, .checkingDisabled]))
        if usesExtendedDNS, let extended = query.extended {
            answer.extended = ExtendedDNS(wantsSignatures: extended.wantsSignatures)
        }
        return answer
    }
}
