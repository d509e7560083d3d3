import DeliveryQueue
import MailAddressing
import SMTPProtocol

/// A deliverer that takes everything after a first deferral.
struct PatientDeliverer: MessageDeliverer {
    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        guard await attempt.awaitRecord() else { return .settled([], .none) }
        let taken = SMTPReply(250, .init(2, 0, 0), "taken")
        let outcome = DeliveryOutcome(.delivered, reply: taken, isRemoteReply: true)
        return .settled(attempt.recipients.map { _ in outcome }, .success)
    }
}

/// Prints what a queue records.
struct Printer: MailQueueObserver {
    let done: AsyncStream<Void>.Continuation

    func recorded(_ event: RecipientEvent, of message: QueuedMessage, recipients: [Int]) {
        print(event.time, message.id, event.kind.rawValue)
        if event.kind == .delivered { done.finish() }
    }
}

/// A queue takes a message and has it delivered.
@main
enum QueueInMemory {
    static func main() async throws {
        let (finished, done) = AsyncStream.makeStream(of: Void.self)
        let queue = try await MailQueue.open(
            store: MemoryQueueStore(), deliverer: PatientDeliverer(), observer: Printer(done: done))
        try await queue.resume()
        let submission = MessageSubmission(
            reversePath: try ReversePath("noreply@example.com"), recipients: [try Mailbox("ada@example.net")],
            content: Array("Subject: Hello\r\n\r\nHello!\r\n".utf8), origin: "an example")
        print("queued as", try await queue.submit(submission))
        for await _ in finished {}
        await queue.drain()
    }
}
