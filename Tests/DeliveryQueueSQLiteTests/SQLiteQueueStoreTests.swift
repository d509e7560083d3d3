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

    /// A path below the directory that nobody has used yet.
    var fresh: String { "\(path)/\(UUID().uuidString)" }

    /// The path of a store's directory.
    var data: String { path + "/data" }
}

@Suite("A store on disk", .timeLimit(.minutes(10)))
struct SQLiteQueueStoreTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test("keeps the contract of stores with every durability", arguments: SQLiteQueueStore.Durability.allCases)
    func contract(durability: SQLiteQueueStore.Durability) async throws {
        let directory = directory
        var options = SQLiteQueueStore.Options()
        options.durability = durability
        let problems = try await QueueStoreConformance { [options] in
            try SQLiteQueueStore(at: directory.fresh, options: options)
        }.problems()
        #expect(problems == [])
    }

    @Test("keeps the contract of stores when every content goes to the segments")
    func contractOfSegments() async throws {
        let directory = directory
        var options = SQLiteQueueStore.Options()
        options.spoolThreshold = 0
        let problems = try await QueueStoreConformance { [options] in
            try SQLiteQueueStore(at: directory.fresh, options: options)
        }.problems()
        #expect(problems == [])
    }

    @Test("keeps the contract of small state")
    func stateContract() async throws {
        let directory = directory
        let problems = try await StateStoreConformance { try SQLiteQueueStore(at: directory.fresh) }.problems()
        #expect(problems == [])
    }

    @Test("has what was committed when it is opened again")
    func opensAgain() async throws {
        let message = try QueueStoreConformance.message(7, recipients: 2)
        let large = try TrialMessages.message(8, size: 300_000)
        let later = RecipientEvent(.deferred, at: message.acceptedAt, detail: "later", nextAttempt: message.expiresAt)
        let octets = [UInt8](repeating: 9, count: 300_000)
        do {
            let store = try SQLiteQueueStore(at: directory.data)
            try await store.commit([.accept(message, content: .octets([1, 2, 3]))])
            try await store.commit([.accept(large, content: .octets(octets))])
            let began = RecipientEvent(.attemptBegan, at: message.acceptedAt)
            try await store.commit([
                .event(message.id, recipients: [1], began), .event(message.id, recipients: [1], later),
            ])
            await store.close()
        }
        let store = try SQLiteQueueStore(at: directory.data)
        let open = try await store.openRecipients(after: nil, limit: 10)
        #expect(open.map(\.place.message) == [message.id, message.id, large.id])
        #expect(open[1].nextAttempt == message.expiresAt)
        #expect(try await store.message(message.id)?.message == message)
        #expect(try await store.content(of: message.id) == [1, 2, 3])
        #expect(try await store.content(of: large.id) == octets)
        #expect(try await store.check().problems == [])
    }

    @Test("has one owner, who is named to the second")
    func oneOwner() async throws {
        let first = try SQLiteQueueStore(at: directory.data)
        #expect {
            _ = try SQLiteQueueStore(at: directory.data)
        } throws: { error in
            let error = error as? QueueStoreError
            return error?.kind == .inUse && error?.reason.contains("process \(getpid())") == true
        }
        await first.close()
        let second = try SQLiteQueueStore(at: directory.data)
        await #expect { try await first.commit([]) } throws: { ($0 as? QueueStoreError)?.kind == .stopped }
        withExtendedLifetime(second) {}
    }

    @Test("refuses a file in the place of its directory")
    func fileInPlace() throws {
        let path = directory.path + "/file"
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        for path in [path, path + "/below"] {
            #expect { _ = try SQLiteQueueStore(at: path) } throws: { ($0 as? QueueStoreError)?.kind == .inaccessible }
        }
    }

    @Test("refuses a file that is no database, and does not touch it", arguments: ["queue.sqlite", "history.sqlite"])
    func noDatabase(name: String) throws {
        try FileManager.default.createDirectory(atPath: directory.data, withIntermediateDirectories: false)
        let junk = Data(repeating: 0x41, count: 8_192)
        let file = URL(fileURLWithPath: directory.data + "/" + name)
        try junk.write(to: file)
        #expect { _ = try SQLiteQueueStore(at: directory.data) } throws: { ($0 as? QueueStoreError)?.kind == .damaged }
        #expect(try Data(contentsOf: file) == junk)
    }

    @Test("makes files that are their owner's alone")
    func modes() async throws {
        try FileManager.default.createDirectory(
            atPath: directory.data, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        let store = try SQLiteQueueStore(at: directory.data)
        let large = QueueContent.octets([UInt8](repeating: 1, count: 100_000))
        try await store.commit([.accept(try QueueStoreConformance.message(1), content: large)])
        for file in try FileManager.default.subpathsOfDirectory(atPath: directory.data) {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.data + "/" + file)
            #expect((attributes[.posixPermissions] as? Int ?? 0o777) & 0o077 == 0, "\(file)")
        }
    }

    @Test("shares transactions among many commits at once, and has them all")
    func groups() async throws {
        let store = try SQLiteQueueStore(at: directory.data)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...500 {
                group.addTask {
                    let message = try QueueStoreConformance.message(Int64(number))
                    let content = QueueContent.octets(
                        [UInt8](repeating: 7, count: number.isMultiple(of: 10) ? 70_000 : 100))
                    try await store.commit([.accept(message, content: content)])
                    // What has been answered is there for everyone.
                    #expect(try await store.message(message.id) != nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.summary().unsettledMessages == 500)
        let counters = store.counters
        #expect(counters.commits == 500)
        #expect(counters.groups < 500 && counters.segmentSyncs <= 50)
    }
}
