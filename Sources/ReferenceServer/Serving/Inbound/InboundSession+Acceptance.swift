import DeliveryQueue
import InternetMessage
import SMTPProtocol
import SMTPTransport

/// What becomes of a message that is whole.
extension InboundSession {
    /// Judges the message by its header and, unless it is refused, has the queue take responsibility for it.
    ///
    /// - Parameter size: its size in octets.
    func judge(size: Int) -> SMTPDecision {
        let whole: InboundContent.Whole
        do throws(InboundContent.Refusal) {
            whole = try content.takeWhole()
        } catch {
            return switch error {
            case .crowdedOut: .reply(452, .init(4, 3, 1), "Too much is under way here; try again later")
            case .headerTooLarge: .reply(552, .init(5, 3, 4), "The header of the message is too large")
            }
        }
        if whole.header.fields(named: "Received").count > policy.maximumHops {
            whole.end(isAccepted: false)
            return .reply(554, .init(5, 4, 6), "The message has passed too many hosts: it runs in a loop")
        }
        if let refusal = submissionRefusal(of: whole.header) {
            whole.end(isAccepted: false)
            return .answer(.declined(refusal))
        }
        if !forwards.isEmpty, let forwarder = policy.forwarder {
            return judgeForwards(of: whole, size: size, by: forwarder)
        }
        let (queue, refusals, submission) = (policy.queue, policy.refusals, envelope(with: whole.header))
        let filtering = filtering(whole, size: size)
        return .later {
            var marks: [UInt8] = []
            switch await filtering?() ?? .accept(headerFields: []) {
            case .accept(let headerFields): marks = headerFields
            case .refuse(let reply), .defer(let reply):
                whole.end(isAccepted: false)
                return .reply(reply)
            }
            do throws(QueueStoreError) {
                var submission = submission
                submission.content = try await whole.content()
                if !marks.isEmpty { submission.content = submission.content.preceded(by: marks) }
                let id = try await queue.submit(submission)
                whole.end(isAccepted: true)
                refusals.taken()
                return .reply(SMTPReply(250, .init(2, 0, 0), "Message accepted, queued as \(id)"))
            } catch {
                // Nothing was kept: the client still has the message and tries again.
                whole.end(isAccepted: false)
                refusals.refused(error)
                return .reply(SMTPReply(refusing: error))
            }
        }
    }

    /// The message as the queue takes it, without its octets.
    func envelope(with header: MessageHeader) -> MessageSubmission {
        let trace = stamp(with: header)
        var submission = MessageSubmission(
            reversePath: reversePath, recipients: recipients.map(\.mailbox), content: [], origin: origin,
            traceFields: { trace.fields(id: $0, at: $1) })
        submission.senderProof = clientProof
        submission.options = options
        submission.recipientOptions = recipients.map(\.options)
        return submission
    }

    /// What speaks for a client that may send to everywhere, or `missing` for any other.
    var clientProof: SenderProof { connection.user != nil ? .login : mayRelay ? .network : .missing }

    /// Where a message comes from, for people.
    var origin: String {
        let address =
            connection.remoteAddress.map { "[\($0)]" }
            ?? (connection.proxyAddress.map { "somebody behind [\($0)]" } ?? "a local client")
        return [connection.user, helloName, address].compactMap { $0 }.joined(separator: " ")
    }

    /// The Received field of a message.
    func stamp(with header: MessageHeader) -> ReceivedStamp {
        // What a mail program left out is added for those who log in, and for nobody else: it is their message.
        let isSubmission = connection.user != nil
        return ReceivedStamp(
            helloName: helloName, connection: connection,
            base: policy.kind == .lmtp ? .lmtp : isExtended ? .esmtp : .smtp,
            hostName: policy.hostName, submittedHeader: isSubmission ? header : nil,
            recipient: recipients.count + forwards.count == 1
                ? recipients.first?.mailbox ?? forwards.first?.recipient.mailbox : nil,
            isInternationalized: options.allowsInternationalized)
    }
}

extension SMTPReply {
    /// The reply to a client whose message the store did not take: it keeps the message and tries again.
    ///
    /// - Parameter failure: why the store did not take it.
    init(refusing failure: QueueStoreError) {
        switch failure.kind {
        case .full: self.init(452, .init(4, 3, 1), "The disk of this server is full; try again later")
        case .queueFull: self.init(452, .init(4, 3, 1), "The queue of this server is full; try again later")
        case .recovering:
            self.init(452, .init(4, 3, 1), "The storage of this server is being repaired; try again later")
        case .failed: self.init(452, .init(4, 3, 1), "The storage of this server fails; try again later")
        default: self.init(451, .init(4, 3, 0), "The message could not be stored, try again later")
        }
    }
}
