import Foundation
import GRDB
import MailAddressing
import MailForwarding
import MailForwardingSQLite
import Testing

@Suite struct SQLiteDirectoryStoreTests {
    @Test(arguments: 1...6)
    func itHoldsWhatTheSameChangesMakeInMemory(_ seed: UInt64) async throws {
        let folder = try StoreFolder()
        var store = try SQLiteDirectoryStore(at: folder.file)
        var changes = try RandomChanges(seed: seed)
        var expected = DirectoryContents()
        for round in 0..<40 {
            let batch = try (0..<(round % 7 + 1)).map { _ in try changes.next() }
            for change in batch { expected.apply(change) }
            try await store.commit(batch)
            if round % 10 == 9 {
                store.close()
                store = try SQLiteDirectoryStore(at: folder.file)
                #expect(try await store.contents() == expected, "after \(round) commits")
            }
        }
        store.close()
    }

    @Test func aDirectoryIsTheSameAfterItWasOpenedAgain() async throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        let directory = try await MailDirectory.open(store)
        let domain = try DomainName("example.org")
        try await directory.addDomain(domain, keys: [], as: .administrator, at: 1)
        try await directory.addAlias(
            Alias(try Mailbox("shop@example.org"), targets: [try Mailbox("ada@elsewhere.test")], creation: 2),
            as: .administrator)
        directory.count(.alias(try Mailbox("shop@example.org"), .forwarded), by: 3)
        try await directory.keepCounts()
        let before = directory.read { $0 }
        store.close()
        let again = try await MailDirectory.open(try SQLiteDirectoryStore(at: folder.file))
        #expect(again.read { $0 } == before)
    }

    @Test func aCheckFindsDamagedPagesAndNothingElse() async throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        let directory = try await MailDirectory.open(store)
        for number in 0..<200 {
            let domain = try DomainName("d\(number).example")
            try await directory.addDomain(domain, keys: [], as: .administrator, note: "a note", at: 1)
        }
        #expect(try await store.check() == [])
        store.close()
        let path = folder.file
        var octets = [UInt8](try Data(contentsOf: URL(filePath: path)))
        #expect(octets.count > 16_384)
        // All pages but the first, which says what the others are.
        for place in octets.indices.dropFirst(8_192) { octets[place] ^= 0x5A }
        try Data(octets).write(to: URL(filePath: path))
        let problems: [String]
        do throws(DirectoryStoreError) {
            let damaged = try SQLiteDirectoryStore(at: path)
            problems = try await damaged.check()
            damaged.close()
        } catch {
            problems = [error.reason]
        }
        #expect(!problems.isEmpty)
    }

    @Test func onlyItsOwnerReadsTheFile() throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        defer { store.close() }
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aFileThatOthersCouldReadIsKeptFromThem() throws {
        let folder = try StoreFolder()
        try SQLiteDirectoryStore(at: folder.file).close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.file)
        try SQLiteDirectoryStore(at: folder.file).close()
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aSecondOwnerIsRefused() throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        defer { store.close() }
        #expect(try kind { _ = try SQLiteDirectoryStore(at: folder.file) } == .inUse)
    }

    @Test func aClosedStoreSaysSo() async throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        store.close()
        await #expect(throws: DirectoryStoreError.self) { try await store.commit([.putSetting(.nextRule, [1])]) }
        await #expect(throws: DirectoryStoreError.self) { _ = try await store.contents() }
    }

    @Test func whatIsNoDatabaseIsDamaged() throws {
        let folder = try StoreFolder()
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: folder.file))
        #expect(try kind { _ = try SQLiteDirectoryStore(at: folder.file) } == .damaged)
    }

    @Test func aFolderThatIsNotThereIsInaccessible() throws {
        let folder = try StoreFolder()
        #expect(try kind { _ = try SQLiteDirectoryStore(at: folder.path + "/none/directory.sqlite") } == .inaccessible)
        try FileManager.default.createSymbolicLink(atPath: folder.file, withDestinationPath: folder.path + "/elsewhere")
        #expect(try kind { _ = try SQLiteDirectoryStore(at: folder.file) } == .inaccessible)
    }

    @Test func aLaterVersionIsRefused() throws {
        let folder = try StoreFolder()
        try SQLiteDirectoryStore(at: folder.file).close()
        let queue = try DatabaseQueue(path: folder.file)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: later')") }
        try queue.close()
        #expect(try kind { _ = try SQLiteDirectoryStore(at: folder.file) } == .damaged)
    }

    @Test(arguments: [
        "UPDATE aliases SET targets = 'no address'", "UPDATE aliases SET address = ''",
        "UPDATE aliases SET note = x'00'",
        "UPDATE aliases SET presentation = 'odd'", "UPDATE domains SET name = 'a b'", "UPDATE domains SET state = 7",
        "UPDATE domain_keys SET private_key = 'none'", "UPDATE domain_keys SET selector = x'01'",
        "UPDATE accounts SET password = 'plain'", "UPDATE accounts SET messages_per_day = 'many'",
        "UPDATE rules SET condition = 'if it rains'", "UPDATE rules SET action = 'sing'",
        "UPDATE settings SET name = 'other'", "UPDATE reverse_aliases SET correspondent = 'nobody'",
    ])
    func aRowThatMakesNoSenseIsToldAndNotLeftOut(_ damage: String) async throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        var changes = try RandomChanges(seed: 3)
        let all = try (0..<400).map { _ in try changes.next() }
        // Nothing is taken away, so that every table has rows.
        try await store.commit(
            all.filter { change in
                switch change {
                case .removeDomain, .removeAlias, .removeRule, .removeAccount: false
                default: true
                }
            })
        _ = try await store.contents()
        store.close()
        let queue = try DatabaseQueue(path: folder.file)
        let changed = try await queue.write { database in
            try database.execute(sql: damage.replacing("UPDATE ", with: "UPDATE OR REPLACE "))
            return database.changesCount
        }
        try queue.close()
        #expect(changed > 0)
        let again = try SQLiteDirectoryStore(at: folder.file)
        defer { again.close() }
        do throws(DirectoryStoreError) {
            _ = try await again.contents()
            Issue.record("it was read")
        } catch {
            #expect(error.kind == .damaged)
        }
    }

    @Test func aCommitThatCannotBeKeptWholeIsNotKeptAtAll() async throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        try await store.commit([.putSetting(.nextRule, [1])])
        let before = try await store.contents()
        store.close()
        let queue = try DatabaseQueue(path: folder.file)
        try await queue.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON accounts BEGIN SELECT raise(ABORT, 'no'); END
                    """)
        }
        try queue.close()
        let again = try SQLiteDirectoryStore(at: folder.file)
        defer { again.close() }
        await #expect(throws: DirectoryStoreError.self) {
            try await again.commit([
                .putDomain(ForwardingDomain(try DomainName("a.example"), creation: 0)),
                .putAccount(Account(try Mailbox("ada@a.example"), creation: 0)),
            ])
        }
        #expect(try await again.contents() == before)
    }

    @Test func aCopyHoldsTheSame() async throws {
        let folder = try StoreFolder()
        let store = try SQLiteDirectoryStore(at: folder.file)
        var changes = try RandomChanges(seed: 9)
        try await store.commit(try (0..<100).map { _ in try changes.next() })
        try await store.backup(to: folder.path + "/copy.sqlite")
        let expected = try await store.contents()
        store.close()
        let copy = try SQLiteDirectoryStore(at: folder.path + "/copy.sqlite")
        #expect(try await copy.contents() == expected)
        copy.close()
    }

    private func kind(_ body: () throws -> Void) throws -> DirectoryStoreError.Kind? {
        do {
            try body()
            return nil
        } catch let error as DirectoryStoreError {
            return error.kind
        }
    }
}
