import Testing

@testable import ReferenceServer

@Suite("Password files")
struct PasswordFileTests {
    @Test(
        "One final newline is ignored",
        arguments: [
            ("secret", "secret"), ("secret\n", "secret"), ("secret\r\n", "secret"), (" a b \n", " a b "), ("ä", "ä"),
        ])
    func content(content: String, expected: String) throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(Array(content.utf8), to: "p")
            let password = try PasswordFile.read(path)
            #expect(password == expected)
        }
    }

    @Test("A file for its owner alone is read", arguments: [0o600, 0o400, 0o700])
    func privateModes(permissions: Int) throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(Array("secret\n".utf8), to: "p", permissions: permissions)
            let password = try PasswordFile.read(path)
            #expect(password == "secret")
        }
    }

    @Test("A file that the group or others may use is refused", arguments: [0o644, 0o640, 0o604, 0o660, 0o620, 0o601])
    func openModes(permissions: Int) throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(Array("secret\n".utf8), to: "p", permissions: permissions)
            let error = #expect(throws: PasswordFileError.self) { _ = try PasswordFile.read(path) }
            #expect(error?.reason == .openToOthers(permissions: UInt32(permissions)))
            #expect(error?.description.hasSuffix("run: chmod 600 \(path)") == true)
            #expect(error?.description.contains("secret") == false)
        }
    }

    @Test("A file without one line of text is refused")
    func oddContents() throws {
        let cases: [([UInt8], PasswordFileError.Reason)] = [
            ([], .empty), ([0x0A], .empty), ([0x61, 0x0A, 0x62], .notOneLineOfText),
            ([0x61, 0x0A, 0x0A], .notOneLineOfText), ([0x61, 0x00], .notOneLineOfText), ([0xFF], .notOneLineOfText),
            ([UInt8](repeating: 0x61, count: PasswordFile.maximumSize + 1), .file(.tooLarge(limit: 4_096))),
        ]
        try TemporaryFolder.with { folder in
            for (content, reason) in cases {
                let path = try folder.write(content, to: "p")
                let error = #expect(throws: PasswordFileError.self) { _ = try PasswordFile.read(path) }
                #expect(error?.reason == reason)
            }
        }
    }

    @Test("A missing file and a folder are told apart")
    func noFile() throws {
        try TemporaryFolder.with { folder in
            let missing = #expect(throws: PasswordFileError.self) { _ = try PasswordFile.read("\(folder.path)/none") }
            #expect(missing?.reason == .file(.missing))
            let odd = #expect(throws: PasswordFileError.self) { _ = try PasswordFile.read(folder.path) }
            #expect(odd?.reason == .file(.notRegularFile))
        }
    }
}
