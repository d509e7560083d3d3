import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import Testing

@testable import ReferenceServer

@Suite("Restoring a data directory", .timeLimit(.minutes(15)))
struct DataRestoreTests {
    /// A backup of three messages, and where it is restored to.
    private func withBackup(_ body: (_ restore: DataRestore, _ target: String) async throws -> Void) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            _ = try await data.backup(to: folder.path + "/backup")
            await data.store.close()
            let target = folder.path + "/deep/restored"
            try await body(DataRestore(source: folder.path + "/backup", dataPath: target, holds: false), target)
        }
    }

    @Test("is whole at once, or fills what cannot be replaced behind a marker", arguments: [nil, true, false])
    func places(replaces: Bool?) async throws {
        try await withBackup { restore, target in
            var restore = restore
            if let replaces {
                try Files.makeDirectory(target)
                restore.replaces = { _ in replaces }
            }
            let work = replaces == false ? target : target + ".restoring"
            restore.open = { path throws(QueueStoreError) in
                #expect(path == work && Files.exists(path + "/" + RestoreMarker.name))
                return try SQLiteQueueStore(at: path)
            }
            let outcome = try await restore.run(progress: { _ in })
            #expect(outcome.copied.path == target)
            #expect(!Files.exists(target + ".restoring") && !Files.exists(target + "/" + RestoreMarker.name))
            let summary = try await DataAccess(dataPath: target).ask(.summary()).summary
            #expect(summary?.unsettledMessages == 3)
        }
    }

    @Test("leaves everything as it was when it fails midway", arguments: [nil, true, false])
    func failed(replaces: Bool?) async throws {
        try await withBackup { restore, target in
            var restore = restore
            if let replaces {
                try Files.makeDirectory(target)
                restore.replaces = { _ in replaces }
            }
            let reason = QueueStoreError(.failed, "The disk has failed")
            restore.open = { _ throws(QueueStoreError) in throw reason }
            let error = await failure { _ = try await restore.run(progress: { _ in }) }
            #expect(error?.message == reason.reason)
            #expect(!Files.exists(target + ".restoring"))
            #expect(Files.exists(target) == (replaces != nil))
            if replaces != nil { #expect(try DataFiles.names(in: target).isEmpty) }
        }
    }

    @Test("never takes the place of what somebody made meanwhile")
    func overtaken() async throws {
        try await withBackup { restore, target in
            var restore = restore
            restore.open = { path throws(QueueStoreError) in
                try? Files.makeDirectory(target + "/other")
                return try SQLiteQueueStore(at: path)
            }
            let error = await failure { _ = try await restore.run(progress: { _ in }) }
            #expect(error?.message.contains("is not empty") == true)
            let names = try DataFiles.names(in: target)
            #expect(names == ["other"])
            #expect(!Files.exists(target + ".restoring"))
        }
    }

    @Test("is refused, and removes nothing, while another restore is under way or was cut off")
    func second() async throws {
        try await withBackup { restore, target in
            try Files.makeDirectory(target + ".restoring")
            let error = await failure { _ = try await restore.run(progress: { _ in }) }
            #expect(error?.message.contains("remove \(target).restoring and restore again") == true)
            #expect(Files.exists(target + ".restoring") && !Files.exists(target))
        }
    }

    @Test(
        "is refused where a marker was left, and so is everything else that uses the directory",
        arguments: [true, false])
    func marker(isLocked: Bool) async throws {
        try await withBackup { restore, target in
            try Files.makeDirectory(target)
            let lock = try RestoreMarker.set(in: target)
            if !isLocked { lock.release() }
            let refusal = RestoreMarker.refusal(of: target)
            #expect(await failure { _ = try await restore.run(progress: { _ in }) } == refusal)
            let configuration = try ConfigurationFixture.decode("data: \(target)\n").configuration
            #expect(await failure { _ = try ServeSetup.openStore(configuration) } == refusal)
            #expect(await failure { _ = try await DataAccess(dataPath: target).ask(.check) } == refusal)
            let names = try DataFiles.names(in: target)
            #expect(names == [RestoreMarker.name])
            withExtendedLifetime(lock) {}
        }
    }

    @Test("is refused where backup and data directory lie in each other", arguments: ["", "/below", "/.."])
    func overlap(path: String) async throws {
        try await withBackup { restore, _ in
            let inner = DataRestore(source: restore.source, dataPath: restore.source + path, holds: false)
            let error = await failure { _ = try await inner.run(progress: { _ in }) }
            #expect(error?.message.contains("lie in each other") == true)
        }
    }

    @Test("wants room before it begins to copy")
    func room() async throws {
        try await withBackup { restore, target in
            var restore = restore
            restore.room.free = { _ in 1_000 }
            let error = await failure { _ = try await restore.run(progress: { _ in }) }
            #expect(error?.message.contains("has no room") == true)
            #expect(!Files.exists(target) && !Files.exists(target + ".restoring"))
        }
    }
}
