import Foundation
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("A program that judges tokens", .timeLimit(.minutes(15)))
struct TokenProgramTests {
    /// What a program does, and what is made of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: String
        let verdict: SMTPTokenVerdict

        init(_ description: String, _ script: String, _ verdict: SMTPTokenVerdict) {
            (testDescription, self.script, self.verdict) = (description, script, verdict)
        }
    }

    @Test(
        "Its exit status and its first line are the verdict",
        arguments: [
            Case("says yes", "echo ada@a.example", .valid(user: "ada@a.example")),
            Case("says more than a line", "printf 'ada@a.example\\r\\nmore'", .valid(user: "ada@a.example")),
            Case("says no", "exit 1", .invalid),
            Case("says no with an owner", "echo ada@a.example; exit 1", .invalid),
            Case("cannot tell", "echo ada@a.example; exit 3", .unavailable),
            Case("is killed", "kill -9 $$", .unavailable),
            Case("prints nothing", "exit 0", .unavailable),
            Case("prints an empty line", "echo; echo ada@a.example", .unavailable),
            Case("prints what is no text", "printf '\\377\\n'", .unavailable),
            Case("closes its input unread", "exec <&-; echo ada@a.example", .valid(user: "ada@a.example")),
            Case(
                "gets the user and the token, a line each",
                "read user; read token; read more || test \"$user $token\" = 'ada@a.example secret' && echo $user",
                .valid(user: "ada@a.example")),
        ])
    func verdicts(_ example: Case) async throws {
        try await check(example.script) { verdict, _ in #expect(verdict == example.verdict) }
    }

    @Test("It need not read a token, however long")
    func unread() async throws {
        let token = String(repeating: "t", count: 300_000)
        try await check("echo ada@a.example", token: token) { verdict, _ in
            #expect(verdict == .valid(user: "ada@a.example"))
        }
    }

    @Test(
        "It is killed when its time is over, with its children",
        arguments: ["secret", String(repeating: "t", count: 300_000)])
    func timeout(token: String) async throws {
        let script = "trap '' TERM; sleep 600 & sleep 600"
        try await check(script, token: token, timeout: .milliseconds(100)) { verdict, _ in
            #expect(verdict == .unavailable)
        }
    }

    @Test("A child that keeps its output and input open keeps nobody waiting")
    func child() async throws {
        let script = "sleep 600 <&0 & echo $! > \"$1/child\"; echo ada@a.example"
        try await check(script) { verdict, folder in
            #expect(verdict == .valid(user: "ada@a.example"))
            let text = try String(contentsOfFile: "\(folder.path)/child", encoding: .utf8)
            let child = try #require(pid_t(text.dropLast()))
            // It lives on: only the time that is over ends children.
            #expect(kill(child, SIGKILL) == 0)
        }
    }

    @Test("A program that is not there cannot tell", arguments: [["/nowhere/check"], []])
    func absent(words: [String]) async {
        let program = TokenProgram(words: words, timeout: .seconds(30))
        #expect(await program.check(token: "secret", of: nil) == .unavailable)
    }

    @Test(
        "The owner has the name that was named, if it is the same mailbox",
        arguments: [
            ("Ada@A.Example", "Ada@a.example", "Ada@A.Example"), ("Ada@a.example", "Ada@A.EXAMPLE", "Ada@a.example"),
            ("ada@a.example", "Ada@a.example", "ada@a.example"), ("ada", "ada", "ada"), ("ada", "Ada", "Ada"),
            (nil, "Ada@A.Example", "Ada@A.Example"),
        ] as [(String?, String, String)])
    func names(named: String?, owner: String, expected: String) async throws {
        try await check("echo \(owner)", of: named) { verdict, _ in #expect(verdict == .valid(user: expected)) }
    }

    /// Has a shell script judge a token; its first argument is the folder it lies in.
    private func check(
        _ script: String, token: String = "secret", of user: String? = "ada@a.example",
        timeout: Duration = .seconds(30), _ judge: (SMTPTokenVerdict, TemporaryFolder) throws -> Void
    ) async throws {
        try await TemporaryFolder.asynchronously { folder async throws in
            let path = try folder.write(Array(script.utf8), to: "check")
            let program = TokenProgram(words: ["/bin/sh", path, folder.path], timeout: timeout)
            try judge(await program.check(token: token, of: user), folder)
        }
    }
}
