import DeliveryQueue
import InternetMessage
import MailForwarding
import NIOConcurrencyHelpers
import SMTPProtocol

/// Hands what becomes of a message to the queue: all of it or nothing.
struct ForwardDelivery: Sendable {
    let policy: InboundPolicy
    let forwarder: Forwarder
    let whole: InboundContent.Whole
    let stamp: ReceivedStamp

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
        do throws(QueueStoreError) {
            var submissions: [MessageSubmission] = []
            if var others {
                others.content = try await whole.content(ofCopy: 0)
                submissions.append(others)
            }
            for copy in copies { submissions.append(try await submission(copy, like: base, number: submissions.count)) }
            let names = try await policy.queue.submit(submissions)
            whole.end(accepted: submissions.count)
            policy.refusals.taken()
            count(copies, at: now)
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

    private func submission(
        _ copy: ForwardedCopy, like base: MessageSubmission, number: Int
    ) async throws(QueueStoreError) -> MessageSubmission {
        var stamp = stamp
        stamp.hidesClient = copy.hidesClient
        let fields = copy.fields.flatMap { Array($0.octets) }
        var content = try await whole.content(ofCopy: number, under: copy.header)
        if !fields.isEmpty { content = content.preceded(by: fields) }
        var submission = MessageSubmission(
            reversePath: copy.reversePath, recipients: copy.recipients, content: [],
            origin: "\(base.origin), \(copy.reason)",
            traceFields: { [stamp] in stamp.fields(id: $0, at: $1) })
        submission.content = content
        submission.options = base.options
        submission.recipientOptions = copy.recipientOptions
        submission.senderProof = copy.proof ?? base.senderProof
        return submission
    }

    private func count(_ copies: [ForwardedCopy], at now: Int64) {
        for copy in copies {
            for counter in copy.counters { forwarder.directory.count(counter) }
            guard let owner = copy.owner else { continue }
            forwarder.meter.withLockedValue {
                $0.add(messages: 1, recipients: copy.recipients.count, by: owner, as: .forwarded, at: now)
            }
        }
    }
}
