import DeliveryQueue
import Foundation
import Testing

@testable import DeliveryQueueSQLite
@testable import ReferenceServer

@Suite("Backups that cannot be made, or not whole", .timeLimit(.minutes(15)))
struct DataBackupFailureTests {
    /// What a check of a copy finds: a damaged page of its database.
    private static func damagedPages(in directory: String) -> StoreCheck {
        var found = StoreCheck()
        found.problems = ["\(directory)/queue.sqlite: Page 3 is never used"]
        return found
    }

    @Test(
        "leave nothing behind, and a prepared directory as it was",
        arguments: [("copy", true), ("copy", false), ("pages", true), ("pages", false), ("open", false)])
    func removed(what: String, isPrepared: Bool) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            let target = folder.path + "/backup"
            if isPrepared { try Files.makeDirectory(target) }
            let full = QueueStoreError(.full, "The disk is full")
            let store = ScriptedStore { directory throws(QueueStoreError) in
                _ = FileManager.default.createFile(atPath: directory + "/queue.sqlite", contents: Data([1]))
                if what == "copy" { throw full }
                return StoreBackup()
            } checking: { () throws(QueueStoreError) in
                Self.damagedPages(in: target)
            }
            var backup = DataBackup(dataPath: data.path, target: target)
            backup.open = { _ throws(QueueStoreError) in
                if what == "open" { throw full }
                return store
            }
            let error = await failure { _ = try await backup.make(of: store, progress: { _ in }) }
            let sound = "the copy is not sound: queue.sqlite: Page 3 is never used"
            #expect(error?.status == 3 && error?.message == (what == "pages" ? sound : full.reason))
            #expect(Files.exists(target) == isPrepared)
            if isPrepared { #expect(try DataFiles.names(in: target).isEmpty) }
            await data.store.close()
        }
    }

    @Test("with damaged messages are made and restored, and name them", arguments: [true, false])
    func damagedMessages(isShort: Bool) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            let spool = data.path + "/spool"
            let name = try #require(try DataFiles.names(in: spool).first { $0.hasSuffix(".segment") })
            let octets = try Files.read(spool + "/" + name)
            if isShort {
                truncate(spool + "/" + name, off_t(octets.count - 1_000))
            } else {
                let file = try #require(FileHandle(forUpdatingAtPath: spool + "/" + name))
                try file.seek(toOffset: UInt64(octets.count - 1_000))
                try file.write(contentsOf: [octets[octets.count - 1_000] ^ 1])
                try file.close()
            }
            let made = try await data.backup(to: folder.path + "/backup")
            await data.store.close()
            #expect(!made.problems.isEmpty)
            #expect(!made.problems.contains { $0.contains(folder.path) })
            #expect(made.text.contains("not whole, as it was damaged already: "))
            let manifest = try BackupManifest(reading: folder.path + "/backup")
            #expect(manifest.problems == made.problems)
            #expect(DataCheck.problems(of: manifest, in: folder.path + "/backup", progress: { _ in }).isEmpty)
            let restore = DataRestore(source: folder.path + "/backup", dataPath: folder.path + "/restored", holds: true)
            let outcome = try await restore.run(progress: { _ in })
            #expect(outcome.copied.problems == made.problems && outcome.held == 3)
        }
    }

    @Test("are not begun without room for them and the reserve", arguments: [(-1, false), (0, true)])
    func room(more: Int, isEnough: Bool) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder, messages: 1)
            let octets = try DiskRoom.octets(in: data.path)
            var backup = DataBackup(dataPath: data.path, target: folder.path + "/backup", reserve: 1_000)
            backup.room.free = { _ in octets + 1_000 + more }
            let error = await failure { _ = try await backup.make(of: data.store, progress: { _ in }) }
            #expect((error == nil) == isEnough)
            #expect(error == nil || error?.message.contains("has no room: the copy has \(octets) octets") == true)
            #expect(Files.exists(folder.path + "/backup") == isEnough)
            await data.store.close()
        }
    }

    @Test("do not touch a directory that somebody else fills")
    func claimed() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder, messages: 0)
            let target = folder.path + "/backup"
            try Files.makeDirectory(target)
            let claim = try DirectoryClaim(target)
            let error = await failure { _ = try await data.backup(to: target) }
            #expect(error?.message == "\(target) is being filled by somebody else")
            withExtendedLifetime(claim) {}
            await data.store.close()
        }
    }

    @Test("say what is no regular file, and keep empty directories")
    func otherFiles() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder, messages: 0)
            try Files.makeDirectory(data.path + "/policies/empty")
            try #require(symlink("accounts", data.path + "/link") == 0)
            let made = try await data.backup(to: folder.path + "/backup")
            await data.store.close()
            #expect(made.skipped == ["link"])
            #expect(try BackupManifest(reading: folder.path + "/backup").skipped == ["link"])
            let restored = folder.path + "/restored"
            let outcome = try await DataRestore(source: folder.path + "/backup", dataPath: restored, holds: false)
                .run(progress: { _ in })
            #expect(outcome.copied.text.contains("not copied, as it is no regular file: link"))
            #expect(Files.exists(restored + "/policies/empty") && !Files.exists(restored + "/link"))
        }
    }
}

/// The failure of work that is to fail; nil where it does not.
func failure(_ work: () async throws -> Void) async -> CommandFailure? {
    do {
        try await work()
        return nil
    } catch {
        return error as? CommandFailure
    }
}
