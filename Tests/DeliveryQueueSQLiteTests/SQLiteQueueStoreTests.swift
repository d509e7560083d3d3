import DeliveryQueue
import DeliveryQueueSQLite
import DeliveryQueueTesting
import Foundation
import Testing

/// A directory of a test, removed when the test is over.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "waxwing-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct SQLiteQueueStoreTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func itKeepsTheContractOfStores() async throws {
        let base = directory.path
        let problems = try await QueueStoreConformance {
            try SQLiteQueueStore(at: "\(base)/\(UUID().uuidString)")
        }.problems()
        #expect(problems == [])
    }

    @Test(arguments: SQLiteQueueStore.Durability.allCases)
    func everyDurabilityKeepsTheContract(durability: SQLiteQueueStore.Durability) async throws {
        let base = directory.path
        let problems = try await QueueStoreConformance {
            try SQLiteQueueStore(at: "\(base)/\(UUID().uuidString)", durability: durability)
        }.problems()
        #expect(problems == [])
    }

    @Test func whatWasCommittedIsThereWhenItIsOpenedAgain() async throws {
        let path = directory.path + "/data"
        let message = try QueueStoreConformance.message(7, recipients: 2)
        let reply = RecipientEvent(.deferred, at: message.acceptedAt, detail: "later", nextAttempt: message.expiresAt)
        do {
            let store = try SQLiteQueueStore(at: path)
            try await store.commit([.accept(message, content: [1, 2, 3])])
            try await store.commit([.event(message.id, recipients: [1], reply)])
        }
        let store = try SQLiteQueueStore(at: path)
        let page = try await store.unsettledMessages(after: nil, limit: 10)
        #expect(page.map(\.message) == [message])
        #expect(page.first?.recipients.last?.nextAttempt == message.expiresAt)
        #expect(try await store.content(of: message.id) == [1, 2, 3])
    }

    @Test func aDirectoryHasOneOwner() throws {
        let path = directory.path + "/data"
        let first = try SQLiteQueueStore(at: path)
        #expect {
            _ = try SQLiteQueueStore(at: path)
        } throws: { error in
            let error = error as? QueueStoreError
            return error?.kind == .inUse && error?.reason.contains("process \(getpid())") == true
        }
        withExtendedLifetime(first) {}
    }

    @Test func aFileInThePlaceOfTheDirectoryIsRefused() throws {
        let path = directory.path + "/file"
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        #expect { _ = try SQLiteQueueStore(at: path) } throws: { ($0 as? QueueStoreError)?.kind == .inaccessible }
        #expect { _ = try SQLiteQueueStore(at: path + "/below") } throws: {
            ($0 as? QueueStoreError)?.kind == .inaccessible
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndNotTouched() throws {
        let path = directory.path + "/data"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let junk = Data(repeating: 0x41, count: 8_192)
        try junk.write(to: URL(fileURLWithPath: path + "/queue.sqlite"))
        #expect { _ = try SQLiteQueueStore(at: path) } throws: { ($0 as? QueueStoreError)?.kind == .damaged }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/queue.sqlite")) == junk)
    }

    @Test func manyCommitsAtOnceShareTransactionsAndAllAreThere() async throws {
        let store = try SQLiteQueueStore(at: directory.path + "/data")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...500 {
                group.addTask {
                    let message = try QueueStoreConformance.message(Int64(number))
                    try await store.commit([.accept(message, content: [UInt8](repeating: 7, count: 100))])
                    // What has been answered is there for everyone.
                    #expect(try await store.message(message.id) != nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.summary().unsettledMessages == 500)
    }
}
