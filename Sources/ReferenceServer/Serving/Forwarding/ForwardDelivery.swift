import DeliveryQueue
import InternetMessage
import Logging
import MailForwarding
import NIOConcurrencyHelpers
import SMTPProtocol

/// Hands what becomes of a message to the queue: all of it or nothing.
struct ForwardDelivery: Sendable {
    let policy: InboundPolicy
    let forwarder: Forwarder
    let whole: InboundContent.Whole
    let stamp: ReceivedStamp
    /// The fields of a spam filter, which stand before those of the message.
    let marks: [UInt8]

    /// Has the queue take responsibility for copies.
    ///
    /// - Parameters:
    ///   - copies: what goes out for recipients of the directory; maybe nothing.
    ///   - base: the envelope of the message that came.
    ///   - others: what goes out to recipients elsewhere.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: what is said to the client.
    func submit(
        _ copies: [ForwardedCopy], like base: MessageSubmission, besides others: MessageSubmission?, at now: Int64
    ) async -> SMTPReply {
        if let reply = excess(of: copies, at: now) {
            whole.end(accepted: 0)
            return reply
        }
        do throws(QueueStoreError) {
            var submissions: [MessageSubmission] = []
            if var others {
                others.content = try await whole.content(ofCopy: 0)
                if !marks.isEmpty { others.content = others.content.preceded(by: marks) }
                submissions.append(others)
            }
            for copy in copies { submissions.append(try await submission(copy, like: base, number: submissions.count)) }
            if others == nil, waits(for: submissions) {
                return try await cutThrough(submissions, counters: copies.flatMap(\.counters))
            }
            let names = try await policy.queue.submit(submissions)
            whole.end(accepted: submissions.count)
            policy.refusals.taken()
            for counter in copies.flatMap(\.counters) { forwarder.directory.count(counter) }
            let shown = names.map(\.description).joined(separator: " ")
            return SMTPReply(
                250, .init(2, 0, 0), names.isEmpty ? "Message accepted" : "Message accepted, queued as \(shown)")
        } catch {
            // Nothing was kept: the client still has the message and tries again.
            whole.end(accepted: 0)
            policy.refusals.refused(error)
            return SMTPReply(refusing: error)
        }
    }

    /// Whether the sender waits for the first attempt: of one message to one recipient, so that one reply says it all.
    private func waits(for submissions: [MessageSubmission]) -> Bool {
        guard forwarder.cutThrough > .zero, let only = submissions.first, submissions.count == 1 else { return false }
        return only.recipients.count == 1 && only.options.futureRelease == nil
    }

    /// Has the queue take responsibility for a message, and waits for its first attempt.
    private func cutThrough(
        _ submissions: [MessageSubmission], counters: [DirectoryCounter]
    ) async throws(QueueStoreError) -> SMTPReply {
        let desk = forwarder.desk
        let expected = NIOLockedValueBox<MessageID?>(nil)
        let expecting = submissions.map { submission in
            var expecting = submission
            let fields = submission.traceFields
            expecting.traceFields = { id, time in
                desk.expect(id)
                expected.withLockedValue { $0 = id }
                return fields?(id, time) ?? []
            }
            return expecting
        }
        let names: [MessageID]
        do throws(QueueStoreError) {
            names = try await policy.queue.submit(expecting)
        } catch {
            if let id = expected.withLockedValue({ $0 }) { desk.forget(id) }
            throw error
        }
        whole.end(accepted: submissions.count)
        policy.refusals.taken()
        guard let id = names.first else { return SMTPReply(250, .init(2, 0, 0), "Message accepted") }
        let answer = await desk.answer(for: id, within: forwarder.cutThrough)
        switch answer {
        case .refused(let status):
            policy.logger.notice("A forward was refused while its sender waited", metadata: ["id": "\(id)"])
            for counter in counters { forwarder.directory.count(counter.refused) }
            let permanent = status.flatMap { $0.classDigit == 5 ? $0 : nil } ?? .init(5, 0, 0)
            return SMTPReply(
                550, permanent, "The message could not be delivered to the mailbox behind this address (\(id))")
        case .undecided:
            return SMTPReply(451, .init(4, 3, 0), "What became of the message could not be recorded; try again later")
        case .delivered, .queued: break
        }
        for counter in counters { forwarder.directory.count(counter) }
        return SMTPReply(
            250, .init(2, 0, 0),
            answer == .delivered ? "Message delivered as \(id)" : "Message accepted, queued as \(id)")
    }

    private func submission(
        _ copy: ForwardedCopy, like base: MessageSubmission, number: Int
    ) async throws(QueueStoreError) -> MessageSubmission {
        var stamp = stamp
        stamp.hidesClient = copy.hidesClient
        let fields = copy.fields.flatMap { Array($0.octets) }
        var content = try await whole.content(ofCopy: number, under: copy.header)
        // An answer from behind an alias tells nothing of the way that it came.
        if !copy.hidesClient, !marks.isEmpty { content = content.preceded(by: marks) }
        if !fields.isEmpty { content = content.preceded(by: fields) }
        var submission = MessageSubmission(
            reversePath: copy.reversePath, recipients: copy.recipients, content: [],
            origin: "\(base.origin), \(copy.reason)",
            traceFields: { [stamp] in stamp.fields(id: $0, at: $1) })
        submission.content = content
        submission.options = copy.hidesClient ? Self.bare(base.options) : base.options
        submission.recipientOptions = copy.recipientOptions
        submission.senderProof = copy.proof ?? base.senderProof
        return submission
    }

    /// What a message needs on its way, without what its sender's host says of it.
    private static func bare(_ options: MailOptions) -> MailOptions {
        var bare = MailOptions()
        bare.allowsInternationalized = options.allowsInternationalized
        bare.body = options.body
        bare.requiresTLS = options.requiresTLS
        return bare
    }

    /// Counts copies on behalf of their owners, and says what is said where one has had enough.
    ///
    /// All sessions count in turn, so that none passes a limit beside another; what is refused afterwards counts, too.
    private func excess(of copies: [ForwardedCopy], at now: Int64) -> SMTPReply? {
        let limits = forwarder.directory.read { contents in
            copies.map { copy in copy.owner.flatMap { contents.accounts[$0]?.limits } }
        }
        return forwarder.meter.withLockedValue { meter in
            for (copy, limits) in zip(copies, limits) {
                guard let owner = copy.owner, let limits else { continue }
                let count = copy.recipients.count
                guard
                    meter.excess(messages: 1, recipients: count, by: owner, as: .forwarded, limits: limits, at: now)
                        == nil
                else {
                    return SMTPReply(
                        452, .init(4, 2, 1), "This address has had as much mail as it may; try again later")
                }
                meter.add(messages: 1, recipients: count, by: owner, as: .forwarded, at: now)
            }
            return nil
        }
    }
}

extension DirectoryCounter {
    /// What is counted where a forward was refused by its target after all.
    fileprivate var refused: DirectoryCounter {
        guard case .alias(let address, .forwarded) = self else { return self }
        return .alias(address, .refused)
    }
}
