import DeliveryQueue
import MailAddressing
import Testing

@testable import ReferenceServer

/// A data directory with a queue on disk and a few other files.
struct DataFixture {
    let path: String
    let store: any DurableStore
    let queue: MailQueue

    /// Makes a directory with files and messages.
    ///
    /// - Parameters:
    ///   - folder: where.
    ///   - messages: how many messages.
    init(in folder: TemporaryFolder, messages: Int = 3) async throws {
        path = folder.path + "/data"
        let configuration = try ConfigurationFixture.decode("data: \(path)\nspool-threshold: 1KiB\n").configuration
        store = try #require(try ServeSetup.openStore(configuration) as? any DurableStore)
        queue = try await MailQueue.open(store: store, deliverer: NoDeliverer())
        try Files.makeDirectory(path + "/dkim")
        try Files.create(Array("key".utf8), at: path + "/dkim/a.pem", mode: 0o600)
        try Files.create(Array("list".utf8), at: path + "/accounts", mode: 0o640)
        for number in 0..<messages {
            let size = number % 2 == 0 ? 100 : 5_000
            let content = Array("Subject: \(number)\r\n\r\n".utf8) + [UInt8](repeating: 120, count: size)
            _ = try await queue.submit(
                MessageSubmission(
                    reversePath: .mailbox(try Mailbox("ada@a.example")), recipients: [try Mailbox("bob@b.example")],
                    content: content, origin: "a test"))
        }
    }

    /// Makes a backup.
    func backup(to target: String) async throws -> BackupView {
        try await DataBackup(dataPath: path, target: target).make(of: store, progress: { _ in })
    }
}
