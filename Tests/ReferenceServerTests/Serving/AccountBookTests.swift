import MailAddressing
import MailCryptography
import Testing

@testable import ReferenceServer

@Suite("Accounts and their passwords")
struct AccountBookTests {
    private static let secret = [UInt8](repeating: 7, count: 32)

    @Test("A password in the clear and a stored one let their users in, however the name is written")
    func bothForms() async throws {
        try await TemporaryFolder.asynchronously { folder async throws in
            let configuration = try configuration(
                of: [
                    ("Ada@A.Example", try folder.write(Array("plain\n".utf8), to: "ada")),
                    ("bob@a.example", try folder.write(Array("\(try cheap("kept").text)\n".utf8), to: "bob")),
                ])
            let list = try AccountBook.accounts(of: configuration, decoySecret: Self.secret)
            for (user, password, isRight) in [
                ("Ada@A.Example", "plain", true), ("Ada@a.EXAMPLE", "plain", true),
                ("\"Ada\"@a.example", "plain", true),
                ("Ada@a.example", "kept", false), ("ada@a.example", "plain", true), ("bob@A.example", "kept", true),
                ("bob@a.example", try cheap("kept").text, false), ("carol@a.example", "plain", false),
                ("bob", "kept", false), ("", "", false),
            ] {
                let stored = try #require(await list.password(of: user))
                #expect(stored.matches(Array(password.utf8)) == isRight, "\(user)")
            }
        }
    }

    @Test("Who is not there has the same keys however the name is written, and as many iterations as others")
    func decoys() async throws {
        let list = AccountList([(try Mailbox("ada@a.example"), try cheap("kept"))], decoySecret: Self.secret)
        let same = AccountList([(try Mailbox("bob@a.example"), try cheap("kept"))], decoySecret: Self.secret)
        let first = try #require(await list.password(of: "carol@a.example"))
        for user in ["carol@a.example", "carol@A.Example", "Carol@a.example", "\"carol\"@a.example"] {
            #expect(await list.password(of: user) == first)
            #expect(await same.password(of: user) == first)
        }
        #expect(await list.password(of: "caro@a.example") != first)
        #expect(first.keys.iterations == 4_096)
        #expect(list.decoyIterations == 4_096)
    }

    @Test("What begins like a stored password has to be one")
    func damaged() throws {
        try TemporaryFolder.with { folder in
            let text = try cheap("kept").text
            for damaged in [String(text.dropLast()), "scram-sha-256$", "\(text)$"] {
                let path = try folder.write(Array(damaged.utf8), to: "p")
                let error = #expect(throws: CommandFailure.self) { _ = try AccountPassword.read(path) }
                #expect(error?.message.contains("waxwing account hash-password") == true)
                #expect(error?.message.contains("4096") == false)
            }
            let path = try folder.write(Array("a\u{1}b".utf8), to: "p")
            let error = #expect(throws: CommandFailure.self) { _ = try AccountPassword.read(path) }
            #expect(error?.status == 3)
        }
    }

    @Test("A stored password fits into a file, and what was typed is prepared for it")
    func storing() throws {
        #expect(StoredPassword.maximumTextLength < PasswordFile.maximumSize)
        // An accented letter in two scalars, and a blank that is no space.
        let stored = try AccountPassword.store("e\u{301}\u{A0}x")
        #expect(stored.matches(Array("\u{E9} x".utf8)))
        for refused in [stored.text, "", "a\u{7}", String(repeating: "a", count: 1_025)] {
            let error = #expect(throws: CommandFailure.self) { _ = try AccountPassword.store(refused) }
            #expect(error?.status == 2)
            #expect(refused.isEmpty || error?.message.contains(refused) == false)
        }
    }

    @Test("Nothing shows a password")
    func descriptions() throws {
        for password in [AccountPassword.plain(Array("secret".utf8)), .stored(try cheap("secret"))] {
            var dumped = ""
            dump(password, to: &dumped)
            for text in ["\(password)", String(reflecting: password), dumped] {
                #expect(text.contains("redacted"))
                #expect(!text.contains("115"))
            }
        }
    }

    @Test("Passwords in the clear are named at the start, stored ones are not")
    func notice() throws {
        try TemporaryFolder.with { folder in
            let stored = try folder.write(Array(try cheap("kept").text.utf8), to: "stored")
            let plain = try folder.write(Array("plain".utf8), to: "plain")
            let quiet = try AccountBook.notice(for: configuration(of: [("a@a.example", stored)]))
            #expect(quiet == nil)
            let notice = try AccountBook.notice(
                for: configuration(of: [("a@a.example", stored), ("b@a.example", plain), ("c@a.example", plain)]))
            #expect(notice?.contains("2 of 3 password files hold the password in the clear, such as \(plain)") == true)
            #expect(notice?.contains("waxwing account hash-password") == true)
        }
    }

    /// A stored password that costs as little as may be.
    private func cheap(_ password: String) throws -> StoredPassword {
        try StoredPassword(
            settingPassword: Array(password.utf8), iterations: 4_096,
            scrypt: try ScryptParameters(costExponent: 10, blockSize: 8, parallelization: 1))
    }

    private func configuration(of accounts: [(user: String, file: String)]) throws -> ServerConfiguration {
        var configuration = try ConfigurationFixture.decode("").configuration
        configuration.accounts = try accounts.map { account in
            ServerConfiguration.Account(user: try Mailbox(account.user), passwordFile: account.file)
        }
        return configuration
    }
}
