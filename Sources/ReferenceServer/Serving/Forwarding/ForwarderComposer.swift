import DeliveryQueue
import Logging
import MailAddressing
import MailCryptography
import MailForwarding
import MailForwardingSQLite
import NIOConcurrencyHelpers

/// Opens the directory and makes the forwarder of the configuration's words.
struct ForwarderComposer {
    let configuration: ServerConfiguration
    let logger: Logger

    /// Where the directory lies.
    static func path(in dataPath: String) -> String { dataPath + "/directory.sqlite" }

    /// Opens the directory.
    ///
    /// - Returns: the directory, and its store where that is to be closed.
    /// - Throws: `CommandFailure` when it cannot be read.
    func directory() async throws(CommandFailure) -> (MailDirectory, SQLiteDirectoryStore?) {
        do throws(DirectoryStoreError) {
            guard configuration.storage == .sqlite else {
                return (try await MailDirectory.open(MemoryDirectoryStore()), nil)
            }
            let store = try SQLiteDirectoryStore(at: Self.path(in: configuration.dataPath))
            return (try await MailDirectory.open(store), store)
        } catch {
            throw .operational(error.reason)
        }
    }

    /// Makes the forwarder.
    ///
    /// - Parameters:
    ///   - directory: the directory.
    ///   - records: where keys and policies of authors are looked up.
    ///   - meter: what has gone out on behalf of accounts.
    ///   - desk: where senders wait for the first attempt of a forward.
    /// - Throws: `CommandFailure` when a secret cannot be had.
    func forwarder(
        over directory: MailDirectory, records: any TextRecordSource, meter: NIOLockedValueBox<UsageMeter>,
        desk: CutThroughDesk
    ) async throws(CommandFailure) -> Forwarder {
        Forwarder(
            directory: directory, rewriter: try await rewriter(over: directory),
            maskSecret: try await secret(.identifierMask, of: directory), hostName: configuration.hostname,
            postmasters: configuration.forwarding.postmasters, authors: AuthorExaminer(records: records),
            logger: logger, meter: meter, desk: desk, cutThrough: configuration.forwarding.cutThrough)
    }

    /// Reads the secrets that the configuration names, and makes nothing of them.
    static func checkSecrets(of configuration: ServerConfiguration) throws(CommandFailure) {
        if let file = configuration.forwarding.rewriteSecretFile { _ = try secrets(in: file) }
    }

    private static func secrets(in file: String) throws(CommandFailure) -> [SenderRewritingSecret] {
        try lines(of: file).map { line throws(CommandFailure) in
            do throws(SenderRewritingError) { return try SenderRewritingSecret(line: line) } catch {
                throw .operational("forwarding.rewrite-secret-file: \(file): \(error)")
            }
        }
    }

    private func rewriter(over directory: MailDirectory) async throws(CommandFailure) -> SenderRewriter {
        let domain = configuration.forwarding.rewriteDomain ?? configuration.hostname
        var secrets: [SenderRewritingSecret] = []
        if let file = configuration.forwarding.rewriteSecretFile {
            secrets = try Self.secrets(in: file)
        } else {
            let octets = try await secret(.senderRewriting, of: directory)
            if let made = try? SenderRewritingSecret(octets) { secrets.append(made) }
        }
        do throws(SenderRewritingError) {
            return try SenderRewriter(domain: domain, secrets: secrets)
        } catch {
            throw .operational("forwarding: \(error)")
        }
    }

    /// The lines of a file with secrets, which nobody but its owner may read.
    private static func lines(of path: String) throws(CommandFailure) -> [Substring] {
        let file: SmallFile
        do throws(SmallFile.Failure) {
            file = try SmallFile(path: path, limit: PasswordFile.maximumSize)
        } catch {
            throw .operational("forwarding.rewrite-secret-file: \(path): \(error)")
        }
        guard file.permissions & PasswordFile.forbiddenPermissions == 0 else {
            throw .operational(
                "forwarding.rewrite-secret-file: \(path): group or others may use it; run: chmod 600 \(path)")
        }
        return String(decoding: file.bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    }

    private func secret(
        _ setting: DirectorySetting, of directory: MailDirectory
    ) async throws(CommandFailure) -> [UInt8] {
        do {
            return try await directory.secret(setting, fresh: try SecureRandom.bytes(32))
        } catch {
            throw .operational("the directory has no secret: \(error)")
        }
    }
}
