import DeliveryQueue
import MailAddressing

@testable import ReferenceServer

/// A queue in memory with messages, and whoever answers questions about it.
struct ControlFixture {
    let store = MemoryQueueStore()
    let service: ControlService
    private(set) var ids: [MessageID] = []

    /// Makes a queue.
    ///
    /// - Parameter recipients: the recipients of each message.
    init(_ recipients: [[String]] = [["bob@b.example"], ["cleo@c.example", "dan@d.example"]]) async throws {
        service = try await ControlService.onFiles(store, dataPath: "/nowhere")
        for names in recipients {
            let submission = MessageSubmission(
                reversePath: .mailbox(try Mailbox("ada@a.example")), recipients: try names.map { try Mailbox($0) },
                content: Array("Subject: a\r\n\r\n".utf8), origin: "a test")
            ids.append(try await service.queue.submit(submission))
        }
    }

    /// Answers at a socket in a folder.
    func listen(in folder: TemporaryFolder) async throws -> ControlServer {
        try await ControlServer.start(
            at: folder.path + "/control.sock", notePath: folder.path + "/control.path", service: service)
    }

    /// The states of a message's recipients.
    func states(_ index: Int) async -> [RecipientState] {
        await store.message(ids[index])?.recipients.map(\.state) ?? []
    }

    /// Records an event of a message's first recipient.
    func record(_ kind: RecipientEvent.Kind, _ index: Int, isAmbiguous: Bool = false) async throws {
        let event = RecipientEvent(
            kind, at: SystemQueueClock().now(), nextAttempt: SystemQueueClock().now(), isAmbiguous: isAmbiguous)
        try await store.commit([.event(ids[index], recipients: [0], event)])
    }
}
