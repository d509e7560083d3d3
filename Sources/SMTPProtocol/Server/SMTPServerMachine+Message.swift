extension SMTPServerMachine {
    /// Reads a message that was begun by DATA, up to its end.
    mutating func nextOfData(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        while true {
            switch message.decoder.next(input, from: &offset) {
            case .needInput: return isOverdone ? giveUp() : .needInput
            case .octets(let range):
                if message.take(input.extracting(range), within: configuration) { return .body(range) }
                if isOverdone { return giveUp() }
            case .end:
                // Who may not pipeline has to wait for the reply: what stands behind the end was smuggled in, or the
                // client takes something else for the end than we do.
                if offset < input.count, !mayPipeline {
                    offset = input.count
                    refusedMessage = true
                    return close(Self.notInTurn)
                }
                return end()
            }
        }
    }

    /// Reads a chunk that was begun by BDAT, up to its end (RFC 3030, section 2).
    mutating func nextOfChunk(_ input: Span<UInt8>, from offset: inout Int) -> Step {
        let count = min(message.chunkRemaining, input.count - offset)
        if count > 0 {
            let range = offset..<(offset + count)
            offset += count
            message.chunkRemaining -= count
            let octets = input.extracting(range)
            if message.refusal == nil { message.checkLines(octets) }
            if message.take(octets, within: configuration) { return .body(range) }
            if isOverdone { return giveUp() }
        }
        guard message.chunkRemaining == 0 else { return .needInput }
        if let before = message.phaseBefore {
            phase = before
            let refusal = message.refusal ?? Self.sayMAIL
            let isBinary = message.isBinary
            message = IncomingMessage()
            message.isBinary = isBinary
            return refuse(refusal)
        }
        guard !message.isLastChunk else { return end() }
        phase = .betweenChunks
        if let verdict {
            message.refusal = verdict
            refusedMessage = true
            return refuse(verdict)
        }
        return .reply(SMTPReply(250, .init(2, 0, 0), "Chunk received, \(message.size) octets so far"))
    }

    /// Behind the last octet: the message is refused by the protocol, or the application is asked.
    private mutating func end() -> Step {
        let size = message.size
        if message.refusal == nil, !message.linesMayEnd { message.refusal = Self.malformedMessage }
        phase = .ready
        if let verdict { return refuseMessage(verdict) }
        pending = .message
        return .ask(.message(size: size))
    }

    /// Refuses a message as a whole: once, or in LMTP for each recipient.
    private mutating func refuseMessage(_ reply: SMTPReply) -> Step {
        refusedMessage = true
        let step = refuse(reply)
        guard configuration.dialect == .lmtp, case .reply = step else { return step }
        return .replies(Array(repeating: reply, count: recipients))
    }

    /// Cuts a client that goes on for too long.
    private mutating func giveUp() -> Step {
        refusedMessage = true
        return close(verdict ?? tooLarge)
    }

    /// Why the message that comes in cannot be taken, as far as it is known.
    private var verdict: SMTPReply? {
        if let refusal = message.refusal { return refusal }
        if message.decoder.isMalformed { return Self.malformedMessage }
        if message.size > configuration.maximumMessageSize { return tooLarge }
        return message.hasLargeHeader(configuration) ? headerTooLarge : nil
    }

    /// Whether a client goes on for too long with a message that is refused already.
    private var isOverdone: Bool {
        message.discarded + message.decoder.skipped > configuration.maximumDiscardedOctets
    }
}
