import MailAddressing

extension SMTPClientMachine {
    /// Begins a transaction; the session must be ready.
    ///
    /// - Parameter transaction: the envelope, with at least one recipient.
    /// - Returns: what to do, in order. What the server cannot take at all is answered at once by `finished`; nothing is
    ///   done while another transaction is open.
    public mutating func begin(_ transaction: SMTPTransaction) -> [Action] {
        guard phase == .ready, !transaction.recipients.isEmpty else { return [] }
        self.transaction = transaction
        outcomes = Array(repeating: nil, count: transaction.recipients.count)
        isEmptyMessage = false
        if let reply = impossible(transaction) {
            return [.finished(settle(by: .lost(.init(.unsupported(reply), at: .mail)))), .ready]
        }
        phase = .envelope
        expected = []
        unsent = [.mail] + transaction.recipients.indices.map { .recipient($0) } + [.data]
        return sendMore()
    }

    /// Tells that the message and its terminator were sent.
    public mutating func messageSent() {
        if phase == .message { phase = .finalDot }
    }

    /// Tells that the message cannot be finished, as it has a bare CR, a bare LF or a NUL.
    ///
    /// - Returns: what to do, in order: the connection is closed without ending the data.
    public mutating func messageIsMalformed() -> [Action] {
        phase == .message ? fail(.init(.malformedMessage, at: .message)) : []
    }

    /// What we say in place of a server that need not be asked.
    private func impossible(_ transaction: SMTPTransaction) -> SMTPReply? {
        if let limit = extensions.maximumSize, transaction.size > limit {
            return SMTPReply(
                552, .init(5, 3, 4), "The message has \(transaction.size) octets, the server takes \(limit)")
        }
        if transaction.isEightBit, !extensions.eightBitMIME {
            return SMTPReply(554, .init(5, 6, 3), "The message has 8-bit octets and the server does not offer 8BITMIME")
        }
        return nil
    }

    /// Sends the next command, or all of them where the server takes them together.
    private mutating func sendMore() -> [Action] {
        guard let transaction, !unsent.isEmpty else { return [] }
        let count = extensions.pipelining ? unsent.count : 1
        var octets: [UInt8] = []
        for command in unsent.prefix(count) {
            switch command {
            case .mail:
                var line = "MAIL FROM:<\(transaction.reversePath)>"
                if extensions.size { line += " SIZE=\(transaction.size)" }
                if extensions.eightBitMIME { line += " BODY=\(transaction.isEightBit ? "8BITMIME" : "7BIT")" }
                octets += Array((line + "\r\n").utf8)
            case .recipient(let index):
                octets += Array("RCPT TO:<\(transaction.recipients[index])>\r\n".utf8)
            case .data:
                octets += Array("DATA\r\n".utf8)
            }
        }
        expected += unsent.prefix(count)
        unsent.removeFirst(count)
        return [.write(octets)]
    }

    mutating func handleEnvelope(_ reply: SMTPReply) -> [Action] {
        guard !expected.isEmpty else { return fail(.init(.refused(reply), at: stage)) }
        switch expected.removeFirst() {
        case .mail:
            if !reply.isPositive {
                outcomes = outcomes.map { _ in .refused(Self.refusal(reply), .mail) }
                return giveUpUnsent()
            }
        case .recipient(let index):
            if outcomes[index] == nil, !reply.isPositive { outcomes[index] = .refused(Self.refusal(reply), .recipient) }
            if unsent.first == .data, !hasOpenRecipients { return giveUpUnsent() }
        case .data: return handleDataReply(reply)
        }
        return expected.isEmpty ? sendMore() : []
    }

    /// Nothing more is worth sending; what was sent is awaited.
    private mutating func giveUpUnsent() -> [Action] {
        unsent = []
        return expected.isEmpty ? endRefused() : []
    }

    private mutating func handleDataReply(_ reply: SMTPReply) -> [Action] {
        if reply.code == 354 {
            guard hasOpenRecipients else {
                // Pipelined DATA was taken although nobody is left: an empty message goes nowhere (RFC 2920, 3.1).
                isEmptyMessage = true
                phase = .finalDot
                return [.write(Array(".\r\n".utf8))]
            }
            phase = .message
            return [.sendMessage]
        }
        let refusal = Self.refusal(reply)
        for index in outcomes.indices where outcomes[index] == nil { outcomes[index] = .refused(refusal, .data) }
        return endRefused()
    }

    private var hasOpenRecipients: Bool { outcomes.contains { $0 == nil } }

    /// A reply that refuses, or in place of one that makes no sense a refusal for now.
    private static func refusal(_ reply: SMTPReply) -> SMTPReply {
        reply.isPositive || reply.isIntermediate ? oddReply : reply
    }

    private static var oddReply: SMTPReply { SMTPReply(451, .init(4, 5, 0), "The server's reply makes no sense here") }

    mutating func handleFinalReply(_ reply: SMTPReply) -> [Action] {
        if isEmptyMessage { return endRefused() }
        let outcome: SMTPRecipientOutcome =
            reply.isPositive
            ? .accepted(reply) : .refused(Self.refusal(reply), .finalDot)
        phase = .ready
        return [.finished(settle(by: outcome)), .ready]
    }

    /// Reports a transaction that was refused as a whole and cleans up on the server's side.
    private mutating func endRefused() -> [Action] {
        let finished = Action.finished(settle(by: .refused(Self.oddReply, .data)))
        if isEmptyMessage {
            phase = .ready
            return [finished, .ready]
        }
        phase = .reset
        return [finished, .write(Array("RSET\r\n".utf8))]
    }
}
