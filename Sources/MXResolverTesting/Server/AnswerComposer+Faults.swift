internal import MXResolver

extension AnswerComposer {
    /// The reply to the query with a fault, or without one.
    func reply(with fault: DNSFault?) -> ZoneReply {
        guard let fault else { return ZoneReply(messages: [octets(of: answer())]) }
        var reply = self.reply(with: fault.behaviour)
        reply.delay = fault.delay
        if fault.isFollowedByAnswer { reply.messages.append(octets(of: answer())) }
        return reply
    }

    private func reply(with behaviour: DNSFault.Behaviour) -> ZoneReply {
        switch behaviour {
        case .answer: return reply(answer())
        case .responseCode(let code): return reply(bare(code))
        case .denial(let code): return reply(denial(code))
        case .failure(let failure): return reply(failure)
        case .referral: return reply(referral())
        case .silence: return ZoneReply()
        case .truncation(let count): return reply(truncated(answer(), keeping: count))
        case .timeToLive(let seconds):
            var answer = self.answer()
            answer.answers = answer.answers.map { $0.keeping(seconds) }
            answer.authority = answer.authority.map { $0.keeping(seconds) }
            return reply(answer)
        case .duplicate:
            let octets = octets(of: answer())
            return ZoneReply(messages: [octets, octets])
        case .damage(let damage): return ZoneReply(messages: [octets(of: answer(), with: damage)])
        case .extendedDNS(let fault): return reply(to: fault)
        case .octetByOctet(let pause):
            return ZoneReply(messages: [octets(of: answer())], delivery: .octetByOctet(pause))
        case .closing(let count):
            return ZoneReply(messages: [octets(of: answer())], delivery: .closing(after: count))
        }
    }

    private func reply(_ answer: DNSMessage) -> ZoneReply { ZoneReply(messages: [octets(of: answer)]) }

    private func reply(_ failure: DNSFailure) -> ZoneReply {
        var reply =
            switch failure {
            case .noSuchDomain: self.reply(denial(.noSuchDomain))
            case .noData: self.reply(denial(.noError))
            case .refused: self.reply(bare(.refused))
            case .serverFailure: self.reply(bare(.serverFailure))
            case .unexpectedResponse(let code): self.reply(bare(code))
            case .malformed: ZoneReply(messages: [octets(of: answer(), with: .withoutLastOctet)])
            case .timeout, .unreachable, .cancelled: ZoneReply()
            }
        reply.failure = failure
        return reply
    }

    private func reply(to fault: DNSFault.ExtendedDNSFault) -> ZoneReply {
        var plain = self
        plain.usesExtendedDNS = false
        switch fault {
        case .refusal(let code): return plain.reply(plain.bare(code))
        case .badVersion: return reply(bare(.badVersion))
        case .silence: return ZoneReply()
        case .ignorance: return plain.reply(plain.answer())
        }
    }

    /// The octets of an answer as a fault leaves them.
    private func octets(of answer: DNSMessage, with damage: DNSFault.Damage) -> [UInt8] {
        var answer = answer
        let elsewhere = DNSName("elsewhere.invalid") ?? .root
        switch damage {
        case .withoutLastOctet: return octets(of: answer).dropLast()
        case .cutOff(let count): return Array(octets(of: answer).prefix(count))
        case .wrongIdentifier: answer.identifier ^= 0xFFFF
        case .wrongQuestion: answer.question = DNSQuestion(elsewhere, question.type)
        case .withoutQuestion: answer.question = nil
        case .otherName:
            answer.answers = answer.answers.map {
                DNSRecord(name: elsewhere, timeToLive: $0.timeToLive, data: $0.data)
            }
        case .aliasLoop:
            answer = bare(.noError)
            answer.answers = [
                DNSRecord(name: question.name, timeToLive: 300, data: .cname(elsewhere)),
                DNSRecord(name: elsewhere, timeToLive: 300, data: .cname(question.name)),
            ]
        case .oversizedCounts:
            // The counts of the three sections stand behind the identifier, the flags and the count of questions.
            let octets = octets(of: answer)
            return Array(octets.prefix(6)) + [UInt8](repeating: 0xFF, count: 6) + octets.dropFirst(12)
        case .garbage:
            return Array(octets(of: answer).prefix(2)) + [UInt8](repeating: 0xFF, count: 62)
        case .octets(let octets): return octets
        }
        return octets(of: answer)
    }
}

extension DNSRecord {
    /// The same record with another time to live.
    fileprivate func keeping(_ seconds: UInt32) -> DNSRecord {
        DNSRecord(name: name, timeToLive: seconds, data: data)
    }
}

extension DNSResponseCode {
    /// The server does not know this version of extended DNS (BADVERS; RFC 6891, section 9).
    static let badVersion = DNSResponseCode(rawValue: 16)
}
