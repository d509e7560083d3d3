import DeliveryQueue
import Logging
import MailAddressing
import SMTPProtocol

@testable import ReferenceServer

/// A queue in memory that delivers, and whoever answers questions about it.
struct LiveControlFixture {
    let store = MemoryQueueStore()
    let service: ControlService
    private(set) var ids: [MessageID] = []

    /// Makes a queue that has begun.
    ///
    /// - Parameters:
    ///   - deliverer: who delivers.
    ///   - configuration: how the queue works.
    ///   - recipients: the recipients of each message, handed in while the sites in `suspended` are suspended.
    ///   - suspended: sites that are suspended first.
    init(
        _ deliverer: some MessageDeliverer, _ configuration: MailQueueConfiguration = .init(),
        _ recipients: [[String]] = [["bob@b.example"]], suspended: [String] = []
    ) async throws {
        let queue = try await MailQueue.open(
            store: store, deliverer: deliverer, configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        service = ControlService(
            queue: queue, store: store, dataPath: "/nowhere", isDelivering: true,
            scheduling: configuration.scheduling)
        for site in suspended { try await queue.suspend(.site(site), because: "a test") }
        try await queue.resume()
        for names in recipients {
            ids.append(
                try await queue.submit(
                    MessageSubmission(
                        reversePath: .mailbox(try Mailbox("ada@a.example")),
                        recipients: try names.map { try Mailbox($0) }, content: Array("Subject: a\r\n\r\n".utf8),
                        origin: "a test")))
        }
    }
}

/// Takes everything.
struct TakingDeliverer: MessageDeliverer {
    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult {
        _ = await attempt.awaitRecord()
        let outcome = DeliveryOutcome(.delivered, reply: .init(250, .init(2, 0, 0), "Taken"), isRemoteReply: true)
        return .settled(attempt.recipients.map { _ in outcome }, .success)
    }
}
