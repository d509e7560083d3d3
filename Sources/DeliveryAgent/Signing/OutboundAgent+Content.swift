import DKIM
import DeliveryQueue
import InternetMessage
import NIOCore
import SMTPProtocol

extension OutboundAgent {
    /// A message behind its signatures.
    ///
    /// - Parameters:
    ///   - message: the octets that go out.
    ///   - choice: which keys sign.
    func signed(_ message: [UInt8], by choice: SignatureChoice) -> Result<ByteBuffer, Refusal> {
        var signature: [UInt8] = []
        do {
            signature = try signer.signature(of: message, at: clock.now().seconds, by: choice) ?? []
        } catch  where configuration.unsignable == .hold {
            // What is wrong with the message stays wrong; with a key there is hope.
            let isForEver = error.isOfMessage
            let text = "The message cannot be signed: \(error)"
            let reply =
                isForEver ? SMTPReply(554, .init(5, 6, 0), text) : SMTPReply(451, .init(4, 7, 5), text)
            let outcome = DeliveryOutcome(
                isForEver ? .failed : .deferred, reply: reply, isRemoteReply: false,
                errorClass: isForEver ? .other : .local)
            return .failure(Refusal(outcome: outcome))
        } catch {
            // The settings say that it goes out all the same.
        }
        // The transport's buffers cannot take an array over: this is the one copy on the way out, for all hosts.
        var content = ByteBufferAllocator().buffer(capacity: signature.count + message.count)
        content.writeBytes(signature)
        content.writeBytes(message)
        return .success(content)
    }

    /// The message in 7 bits, signed anew: what is signed is what is sent.
    func sevenBit(_ attempt: DeliveryAttempt) -> Result<ByteBuffer, Refusal> {
        let reply: SMTPReply
        do throws(SevenBitConversionError) {
            let converted = try SevenBitConversion.converted(attempt.content)
            return signed(converted, by: signatures(for: attempt))
        } catch {
            let isHeader = error.problem == .eightBitHeader
            reply = SMTPReply(
                554, .init(5, 6, isHeader ? 9 : 3),
                "The host takes 7 bits only and the message cannot be converted: \(error)")
        }
        return .failure(Refusal(outcome: DeliveryOutcome(.failed, reply: reply, isRemoteReply: false)))
    }

    /// Whether the time is over within which the message had to arrive (RFC 2852, section 4.1).
    func isOverdue(_ message: QueuedMessage) -> Bool {
        guard let deliverBy = message.options.deliverBy, deliverBy.mode == .return else { return false }
        return clock.now() >= message.acceptedAt + .seconds(deliverBy.seconds)
    }

    /// The outcome of a message that is overdue.
    static var overdue: DeliveryOutcome {
        let reply = SMTPReply(554, .init(5, 4, 7), "The time within which the message had to arrive is over")
        return DeliveryOutcome(.failed, reply: reply, isRemoteReply: false)
    }

    /// The envelope for the next host: what the sender asked for, less the time that has passed, and less a wait for a
    /// later release, which is the queue's and not the next host's.
    func transaction(of attempt: DeliveryAttempt, _ recipients: [Int], _ content: ByteBuffer) -> SMTPTransaction {
        let message = attempt.message
        var options = message.options
        options.futureRelease = nil
        if let deliverBy = options.deliverBy {
            let elapsed = Int((clock.now() - message.acceptedAt).components.seconds)
            options.deliverBy = DeliverBy(
                seconds: deliverBy.seconds - elapsed, mode: deliverBy.mode, wantsTrace: deliverBy.wantsTrace)
        }
        var transaction = SMTPTransaction(
            reversePath: message.reversePath, recipients: recipients.map { message.recipient(at: $0) },
            size: content.readableBytes, isEightBit: message.isEightBit, options: options)
        if options.allowsInternationalized, message.isEightBit {
            let header = try? MessageHeader(parsing: attempt.content)
            transaction.hasInternationalizedHeader =
                header.map { attempt.content[..<$0.bodyOffset].contains { $0 > 127 } } ?? false
        }
        return transaction
    }
}
