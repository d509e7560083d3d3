import Foundation
import Testing

@testable import ReferenceServer

@Suite("Files: the configuration itself, and passwords")
struct ConfigurationFilesTests {
    /// A folder of its own that goes away with the value.
    final class TemporaryFolder: Sendable {
        let path: String

        init() throws {
            path = FileManager.default.temporaryDirectory.appendingPathComponent("waxwing-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// Writes a file with mode bits and returns its path.
        func write(_ bytes: [UInt8], to name: String, permissions: Int = 0o600) throws -> String {
            let file = "\(path)/\(name)"
            try #require(FileManager.default.createFile(atPath: file, contents: Data(bytes)))
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: file)
            return file
        }
    }

    @Test("A file is read, and paths start at its folder")
    func load() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array("hostname: a.example\nspool-threshold: 1KiB\n".utf8), to: "w.yaml")
        let loaded = try ConfigurationLoader.load(path: path)
        #expect(loaded.path == path)
        #expect(loaded.configuration.dataPath == "\(folder.path)/waxwing-data")
        #expect(loaded.notices.map { $0.file } == [path])
    }

    @Test("Problems carry the path as it was given")
    func problems() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array("hostname: a.example\n\nlistners: []\n".utf8), to: "w.yaml")
        let failure = #expect(throws: ConfigurationFailure.self) { try ConfigurationLoader.load(path: path) }
        #expect(failure?.description == "\(path):3:1: listners: unknown key; did you mean listeners?")
    }

    @Test("A missing file, a folder, one that is too large and one that is not UTF-8 are told apart")
    func fileErrors() throws {
        let folder = try TemporaryFolder()
        let large = try folder.write([UInt8](repeating: 0x23, count: ConfigurationLoader.maximumSize + 1), to: "large")
        let full = try folder.write([UInt8](repeating: 0x23, count: ConfigurationLoader.maximumSize), to: "full")
        let foreign = try folder.write(Array("a: b\nc: ".utf8) + [0xE4, 0x0A], to: "foreign")
        #expect(reason(of: "\(folder.path)/none") == .file(.missing))
        #expect(reason(of: folder.path) == .file(.notRegularFile))
        #expect(reason(of: large) == .file(.tooLarge(limit: 1_048_576)))
        #expect(reason(of: foreign) == .notUTF8(line: 2))
        #expect(reason(of: full) == nil)
        let missing = ConfigurationError(path: "w.yaml", reason: .file(.missing))
        #expect(missing.isMissing)
        #expect(missing.description == "w.yaml: there is no such file")
    }

    private func reason(of path: String) -> ConfigurationError.Reason? {
        do {
            _ = try ConfigurationLoader.load(path: path, machineName: "a.example")
            return nil
        } catch {
            if case .file(let error) = error { return error.reason }
            return nil
        }
    }

    @Test(
        "One final newline of a password file is ignored",
        arguments: [("secret", "secret"), ("secret\n", "secret"), ("secret\r\n", "secret"), (" a b \n", " a b "), ("ä", "ä")])
    func password(content: String, expected: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array(content.utf8), to: "p")
        #expect(try PasswordFile.read(path) == expected)
    }

    @Test("A password file is for its owner alone", arguments: [0o600, 0o400, 0o700])
    func privateModes(permissions: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array("secret\n".utf8), to: "p", permissions: permissions)
        #expect(try PasswordFile.read(path) == "secret")
    }

    @Test("A password file that others may use is refused", arguments: [0o644, 0o640, 0o604, 0o660, 0o620, 0o601])
    func openModes(permissions: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array("secret\n".utf8), to: "p", permissions: permissions)
        let error = #expect(throws: PasswordFileError.self) { try PasswordFile.read(path) }
        #expect(error?.reason == .openToOthers(permissions: UInt32(permissions)))
        #expect(error?.description.hasSuffix("run: chmod 600 \(path)") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("A password file without one line of text is refused")
    func oddPasswords() throws {
        let folder = try TemporaryFolder()
        let cases: [([UInt8], PasswordFileError.Reason)] = [
            ([], .empty), ([0x0A], .empty), ([0x61, 0x0A, 0x62], .notOneLineOfText),
            ([0x61, 0x0A, 0x0A], .notOneLineOfText), ([0x61, 0x00], .notOneLineOfText), ([0xFF], .notOneLineOfText),
            ([UInt8](repeating: 0x61, count: PasswordFile.maximumSize + 1), .file(.tooLarge(limit: 4_096))),
        ]
        for (content, reason) in cases {
            let path = try folder.write(content, to: "p")
            let error = #expect(throws: PasswordFileError.self) { try PasswordFile.read(path) }
            #expect(error?.reason == reason)
        }
        let error = #expect(throws: PasswordFileError.self) { try PasswordFile.read("\(folder.path)/none") }
        #expect(error?.reason == .file(.missing))
    }

    @Test("The machine has some name")
    func machineName() {
        #expect(!MachineName.current.contains("\0"))
    }
}
