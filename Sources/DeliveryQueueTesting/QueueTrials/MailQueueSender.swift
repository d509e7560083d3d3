import DeliveryQueue
import MailAddressing

/// A task that hands in mail in a trial of a queue.
struct MailQueueSender: Sendable {
    let name: String
    let round: MailQueueRound
    let queue: MailQueue
    let process: ProcessStore
    private var generator: SeededGenerator
    private var serial = 0

    private static let recipients = (0..<40).compactMap { try? Mailbox("user\($0)@site\($0 % 6).test") }
    private static let senders = (0..<5).compactMap { try? ReversePath("sender\($0)@home.test") }

    /// Makes a sender.
    ///
    /// - Parameters:
    ///   - name: tells its mail from that of others, in all rounds.
    ///   - round: the round.
    ///   - queue: where mail is handed in.
    ///   - process: the store of the queue.
    ///   - seed: decides what is handed in.
    init(name: String, round: MailQueueRound, queue: MailQueue, process: ProcessStore, seed: UInt64) {
        self.name = name
        self.round = round
        self.queue = queue
        self.process = process
        generator = SeededGenerator(seed: seed)
    }

    /// Hands in some mail, and now and then some of it again.
    mutating func run() async {
        for _ in 0..<Int.random(in: 2...8, using: &generator) {
            await round.pause(seconds: Int64.random(in: 0...900, using: &generator))
            guard await round.goesOn(process) else { return }
            if Int.random(in: 0..<4, using: &generator) == 0,
                let again = await round.world.journal.repeatable(generator.next())
            {
                _ = await submit(again)
            } else {
                _ = await submit(fresh(octets: randomSize()))
            }
        }
    }

    /// Hands in a short message.
    ///
    /// - Returns: whether it was accepted.
    mutating func submitSmall() async -> Bool { await submit(fresh(octets: 30)) }

    private mutating func randomSize() -> Int {
        Int.random(in: 0..<8, using: &generator) == 0
            ? Int.random(in: 40_000...120_000, using: &generator) : Int.random(in: 0...3_000, using: &generator)
    }

    private mutating func fresh(octets count: Int) -> MailQueueJournal.Submission {
        serial += 1
        let recipients = Self.recipients.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator))
        let sender = Int.random(in: 0..<3, using: &generator) > 0 ? Self.senders.randomElement(using: &generator) : nil
        let hasKey = Int.random(in: 0..<3, using: &generator) == 0
        return MailQueueJournal.Submission(
            origin: "\(name).\(serial)", reversePath: sender ?? .null, recipients: Array(recipients),
            octets: TrialMessages.octets(count, number: generator.next()),
            key: hasKey ? InjectionKey("key of \(name).\(serial)") : nil)
    }

    /// Hands a message in, large ones by way of a spool.
    private mutating func submit(_ submission: MailQueueJournal.Submission) async -> Bool {
        await round.world.journal.begin(submission)
        do throws(QueueStoreError) {
            let isSpooled = submission.octets.count > queue.spoolThreshold || Bool.random(using: &generator)
            guard isSpooled else {
                return try await submit(submission, .octets(submission.octets))
            }
            let spool = try await queue.makeSpool()
            do throws(QueueStoreError) {
                for start in stride(from: 0, to: submission.octets.count, by: 50_000) {
                    try await spool.append(Array(submission.octets[start...].prefix(50_000)))
                }
                return try await submit(submission, .spooled(head: [], try await spool.finish()))
            } catch {
                await spool.discard()
                throw error
            }
        } catch {
            await round.judge(error, "a submission", process)
            return false
        }
    }

    private func submit(
        _ submission: MailQueueJournal.Submission, _ content: QueueContent
    ) async throws(QueueStoreError) -> Bool {
        let id = try await queue.submit(
            MessageSubmission(
                reversePath: submission.reversePath, recipients: submission.recipients, content: content,
                origin: submission.origin, injectionKey: submission.key,
                traceFields: { id, _ in Array("Received: as \(id)\r\n".utf8) }))
        await round.world.journal.accepted(submission, as: id)
        return true
    }
}
