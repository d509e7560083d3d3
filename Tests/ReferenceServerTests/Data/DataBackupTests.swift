import DeliveryQueue
import Foundation
import Testing

@testable import ReferenceServer

@Suite("Backups of a data directory", .timeLimit(.minutes(15)))
struct DataBackupTests {
    @Test("hold the queue and the other files, with their modes, and are good when they are made")
    func roundTrip() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            let backup = folder.path + "/backup"
            let made = try await data.backup(to: backup)
            #expect(made.messages == 3 && made.recipients == 3 && made.skipped.isEmpty)
            let manifest = try BackupManifest(reading: backup)
            let paths = manifest.files.map(\.path)
            #expect(Set(paths).isSuperset(of: ["queue.sqlite", "history.sqlite", "dkim/a.pem", "accounts"]))
            #expect(
                !paths.contains {
                    ["lock", "control.path"].contains($0) || $0.hasSuffix("-shm") || $0.hasSuffix("-wal")
                })
            #expect(DataCheck.problems(of: manifest, in: backup, progress: { _ in }).isEmpty)

            let restored = folder.path + "/restored"
            let outcome = try await restore(backup, to: restored)
            #expect(outcome.copied.messages == 3 && outcome.held == 0)
            #expect(try Files.read(restored + "/dkim/a.pem") == Array("key".utf8))
            #expect(try SmallFile(path: restored + "/accounts", limit: 10).permissions == 0o640)
            #expect(!Files.exists(restored + "/" + BackupManifest.name))
            let store = try ServeSetup.openStore(
                try ConfigurationFixture.decode("data: \(restored)\n").configuration)
            for message in try await data.store.messages(MessageQuery()) {
                let content = try await store.content(of: message.message.id)
                let original = try await data.store.content(of: message.message.id)
                #expect(content != nil && content == original)
            }
            await (store as? any DurableStore)?.close()
            await data.store.close()
        }
    }

    @Test("are restored with every recipient held, when that is asked for")
    func held() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            _ = try await data.backup(to: folder.path + "/backup")
            await data.store.close()
            let outcome = try await restore(folder.path + "/backup", to: folder.path + "/restored", holds: true)
            #expect(outcome.held == 3)
            #expect(RestoreCommand.warning(outcome, holds: true).hasPrefix("3 recipients are held."))
            #expect(RestoreCommand.warning(outcome, holds: false).contains("is sent again"))
            let store = try ServeSetup.openStore(
                try ConfigurationFixture.decode("data: \(folder.path)/restored\n").configuration)
            #expect(try await store.summary().recipients[.held] == 3)
            await (store as? any DurableStore)?.close()
        }
    }

    @Test("are not made where something is, or in the data directory")
    func places() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder, messages: 0)
            for target in [folder.path, data.path, data.path + "/backup", data.path + "/../data/backup"] {
                let error = await failure { _ = try await data.backup(to: target) }
                #expect(error?.status == 3, "\(target)")
            }
            #expect(try DataFiles.names(in: data.path).contains("accounts"))
            await data.store.close()
        }
    }

    @Test(
        "that are unfinished or damaged are refused, and the file is named",
        arguments: ["manifest", "queue.sqlite", "dkim/a.pem", "missing", "outside"])
    func damaged(what: String) async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            let backup = folder.path + "/backup"
            _ = try await data.backup(to: backup)
            await data.store.close()
            var name = what
            switch what {
            case "manifest":
                unlink(backup + "/" + BackupManifest.name)
                name = BackupManifest.name
            case "missing":
                name = "accounts"
                unlink(backup + "/" + name)
            case "outside":
                name = BackupManifest.name
                var manifest = try BackupManifest(reading: backup)
                manifest.files.append(.init(path: "../evil", size: 0, sha256: "", mode: 0o600))
                unlink(backup + "/" + name)
                try manifest.write(to: backup)
            default:
                var octets = try Files.read(backup + "/" + what)
                octets[octets.count / 2] ^= 1
                unlink(backup + "/" + what)
                try Files.create(octets, at: backup + "/" + what, mode: 0o600)
            }
            let restored = folder.path + "/restored"
            let error = await failure { _ = try await restore(backup, to: restored) }
            #expect(error?.status == 3)
            #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
            #expect(!Files.exists(restored))
        }
    }

    @Test("are not restored over something")
    func notEmpty() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            _ = try await data.backup(to: folder.path + "/backup")
            let error = await failure { _ = try await restore(folder.path + "/backup", to: data.path) }
            #expect(error?.message.contains("is not empty") == true)
            #expect(try await data.store.summary().unsettledMessages == 3)
            await data.store.close()
        }
    }

    private func restore(
        _ source: String, to target: String, holds: Bool = false
    ) async throws(CommandFailure) -> DataRestore.Outcome {
        try await DataRestore(source: source, dataPath: target, holds: holds).run(progress: { _ in })
    }
}
