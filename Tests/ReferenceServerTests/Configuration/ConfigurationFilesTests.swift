import Testing

@testable import ReferenceServer

@Suite("The configuration as a file")
struct ConfigurationFilesTests {
    @Test("A file is read, and paths start at its folder")
    func load() throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(
                Array("hostname: a.example\nstorage: memory\nspool-threshold: 1MiB\n".utf8), to: "w.yaml")
            let loaded = try ConfigurationLoader.load(path: path)
            #expect(loaded.path == path)
            #expect(loaded.configuration.dataPath == "\(folder.path)/waxwing-data")
            #expect(loaded.notices.map { $0.file } == [path])
        }
    }

    @Test("Problems carry the path as it was given")
    func problems() throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(Array("hostname: a.example\n\nlistners: []\n".utf8), to: "w.yaml")
            let failure = #expect(throws: ConfigurationFailure.self) { _ = try ConfigurationLoader.load(path: path) }
            #expect(failure?.description == "\(path):3:1: listners: unknown key; did you mean listeners?")
        }
    }

    @Test("A missing file, a folder, one that is too large and one that is not UTF-8 are told apart")
    func fileErrors() throws {
        try TemporaryFolder.with { folder in
            let limit = ConfigurationLoader.maximumSize
            let large = try folder.write([UInt8](repeating: 0x23, count: limit + 1), to: "large")
            let full = try folder.write([UInt8](repeating: 0x23, count: limit), to: "full")
            let foreign = try folder.write(Array("a: b\nc: ".utf8) + [0xE4, 0x0A], to: "foreign")
            #expect(reason(of: "\(folder.path)/none") == .file(.missing))
            #expect(reason(of: folder.path) == .file(.notRegularFile))
            #expect(reason(of: large) == .file(.tooLarge(limit: 1_048_576)))
            #expect(reason(of: foreign) == .notUTF8(line: 2))
            #expect(reason(of: full) == nil)
        }
    }

    @Test("The error of a file is one line that begins with its path")
    func fileErrorTexts() {
        let missing = ConfigurationError(path: "w.yaml", reason: .file(.missing))
        #expect(missing.isMissing)
        #expect(ConfigurationFailure.file(missing).description == "w.yaml: there is no such file")
        let foreign = ConfigurationError(path: "w.yaml", reason: .notUTF8(line: 2))
        #expect(!foreign.isMissing)
        #expect(foreign.description == "w.yaml:2: the line is not UTF-8 text")
        let large = ConfigurationError(path: "w.yaml", reason: .file(.tooLarge(limit: 1_048_576)))
        #expect(large.description == "w.yaml: it is larger than 1MiB")
    }

    @Test("The machine has a name without a final NUL")
    func machineName() {
        #expect(!MachineName.current.unicodeScalars.contains { $0.value == 0 })
    }

    private func reason(of path: String) -> ConfigurationError.Reason? {
        do {
            _ = try ConfigurationLoader.load(path: path, machineName: "a.example")
            return nil
        } catch {
            if case .file(let fileError) = error { return fileError.reason }
            return nil
        }
    }
}
