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
        if let reply = unsupported(by: transaction) {
            return [.finished(settle(by: .lost(.init(.unsupported(reply), at: .mail)))), .ready]
        }
        if !extensions.services.contains(.smtpUTF8) {
            for (index, recipient) in transaction.recipients.enumerated() where recipient.mailbox.isInternationalized {
                outcomes[index] = .lost(.init(.unsupported(Self.addressNeedsUTF8), at: .recipient))
            }
        }
        waiting = outcomes.indices.filter { outcomes[$0] == nil }
        return beginBatch()
    }

    /// Tells that the message and its terminator, or its last chunk, were sent.
    public mutating func messageSent() {
        guard phase == .message else { return }
        phase = .finalDot
        unanswered = batch.filter { outcomes[$0] == nil }
    }

    /// Tells that the message cannot be finished, as it has a bare CR, a bare LF or a NUL.
    ///
    /// - Returns: what to do, in order: the connection is closed without ending the data.
    public mutating func messageIsMalformed() -> [Action] {
        phase == .message ? fail(.init(.malformedMessage, at: .message)) : []
    }

    /// Names as many recipients as the server takes at once.
    mutating func beginBatch() -> [Action] {
        guard let transaction else { return [] }
        phase = .ready
        if let most = extensions.maximumMessages, transactionCount >= most {
            // The server said how many it takes (RFC 9422): the others go over another connection.
            for index in waiting { outcomes[index] = .lost(.init(.unsupported(Self.noMoreMessages), at: .mail)) }
            waiting = []
        }
        guard !waiting.isEmpty else { return finish() }
        transactionCount += 1
        let limit = extensions.maximumRecipients ?? waiting.count
        batch = Array(waiting.prefix(limit))
        waiting.removeFirst(batch.count)
        isEmptyMessage = false
        phase = .envelope
        expected = []
        unsent = [.mail] + batch.map { .recipient($0) }
        if transfer(of: transaction) == .data { unsent.append(.data) }
        return sendMore()
    }

    /// By which command the message goes out.
    private func transfer(of transaction: SMTPTransaction) -> SMTPTransfer {
        guard extensions.services.contains(.chunking) else { return .data }
        if transaction.isBinary { return .chunks }
        guard case .from(let octets) = configuration.chunking else { return .data }
        return transaction.size >= octets ? .chunks : .data
    }

    /// Sends the next command, or all of them where the server takes them together.
    private mutating func sendMore() -> [Action] {
        guard let transaction, !unsent.isEmpty else { return [] }
        let count = pipelines ? unsent.count : 1
        var octets: [UInt8] = []
        for command in unsent.prefix(count) {
            switch command {
            case .mail: octets += Array("\(mailLine(of: transaction))\r\n".utf8)
            case .recipient(let index):
                let recipient = transaction.recipients[index]
                let hasDSN = extensions.services.contains(.deliveryStatusNotifications)
                let parameters = hasDSN ? recipient.options.parameterText : ""
                octets += Array("RCPT TO:<\(recipient.mailbox)>\(parameters)\r\n".utf8)
            case .data: octets += Array("DATA\r\n".utf8)
            }
        }
        expected += unsent.prefix(count)
        unsent.removeFirst(count)
        return [.write(octets)]
    }

    private func mailLine(of transaction: SMTPTransaction) -> String {
        let services = extensions.services
        var line = "MAIL FROM:<\(transaction.reversePath)>"
        if services.contains(.size) { line += " SIZE=\(transaction.size)" }
        if transaction.isBinary {
            line += " BODY=BINARYMIME"
        } else if services.contains(.eightBitMIME) {
            line += " BODY=\(transaction.isEightBit ? "8BITMIME" : "7BIT")"
        }
        var options = transaction.options
        options.allowsInternationalized = options.allowsInternationalized || needsUTF8(transaction)
        return line + options.parameters(for: services)
    }

    private func needsUTF8(_ transaction: SMTPTransaction) -> Bool {
        transaction.hasInternationalizedHeader || transaction.reversePath.mailbox?.isInternationalized == true
            || transaction.recipients.contains { $0.mailbox.isInternationalized }
    }

    mutating func handleEnvelope(_ reply: SMTPReply) -> [Action] {
        guard !expected.isEmpty else { return fail(.init(.refused(reply), at: stage)) }
        switch expected.removeFirst() {
        case .mail:
            if !reply.isPositive {
                for index in batch + waiting { outcomes[index] = .refused(Self.refusal(reply), .mail) }
                waiting = []
                return giveUpUnsent()
            }
        case .recipient(let index):
            if outcomes[index] == nil, !reply.isPositive { outcomes[index] = .refused(Self.refusal(reply), .recipient) }
            if unsent == [.data] || unsent.isEmpty && expected.isEmpty, !hasOpenRecipients { return giveUpUnsent() }
        case .data: return handleDataReply(reply)
        }
        guard expected.isEmpty else { return [] }
        guard unsent.isEmpty else { return sendMore() }
        phase = .message
        return [.sendMessage(.chunks)]
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
            return [.sendMessage(.data)]
        }
        let refusal = Self.refusal(reply)
        for index in batch where outcomes[index] == nil { outcomes[index] = .refused(refusal, .data) }
        return endRefused()
    }

    /// Whether the server took a recipient of this go.
    private var hasOpenRecipients: Bool { batch.contains { outcomes[$0] == nil } }

    /// A reply that refuses, or in place of one that makes no sense a refusal for now.
    private static func refusal(_ reply: SMTPReply) -> SMTPReply {
        reply.isPositive || reply.isIntermediate ? oddReply : reply
    }

    mutating func handleFinalReply(_ reply: SMTPReply) -> [Action] {
        if isEmptyMessage { return endRefused() }
        let outcome: SMTPRecipientOutcome =
            reply.isPositive
            ? .accepted(reply) : .refused(Self.refusal(reply), .finalDot)
        if configuration.dialect == .lmtp {
            // A reply for each accepted recipient, in their order (RFC 2033, section 4.2).
            if !unanswered.isEmpty { outcomes[unanswered.removeFirst()] = outcome }
            guard unanswered.isEmpty else { return [] }
        } else {
            for index in unanswered { outcomes[index] = outcome }
            unanswered = []
        }
        reviveCrowdedOut()
        return beginBatch()
    }

    /// Recipients that were refused only as too many go in the next transaction (RFC 5321, section 4.5.3.1.10).
    ///
    /// Each go takes one recipient at least, or nobody is revived, so that this comes to an end.
    private mutating func reviveCrowdedOut() {
        let crowdedOut = batch.filter { index in
            guard case .refused(let reply, .recipient) = outcomes[index] else { return false }
            let isTooMany = reply.enhancedStatusCode.map { $0.subject == 5 && $0.detail == 3 } ?? (reply.code == 452)
            return isTooMany && (reply.code == 452 || reply.code == 552)
        }
        guard !crowdedOut.isEmpty, crowdedOut.count < batch.count else { return }
        for index in crowdedOut { outcomes[index] = nil }
        waiting = crowdedOut + waiting
    }

    private mutating func finish() -> [Action] { [.finished(settle(by: .refused(Self.oddReply, .data))), .ready] }

    /// Reports a transaction that was refused as a whole and cleans up on the server's side.
    private mutating func endRefused() -> [Action] {
        guard waiting.isEmpty else {
            // What was said of these recipients is no word on those who were not named yet.
            if isEmptyMessage { return beginBatch() }
            phase = .reset
            return [.write(Array("RSET\r\n".utf8))]
        }
        let finished = Action.finished(settle(by: .refused(Self.oddReply, .data)))
        if isEmptyMessage {
            phase = .ready
            return [finished, .ready]
        }
        phase = .reset
        return [finished, .write(Array("RSET\r\n".utf8))]
    }
}
