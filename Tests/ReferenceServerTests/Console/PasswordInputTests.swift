import Foundation
import Testing

@testable import ReferenceServer

@Suite("A password that is typed or piped", .timeLimit(.minutes(15)))
struct PasswordInputTests {
    @Test(
        "Of what is no terminal the only line is taken",
        arguments: [
            ("secret\n", "secret"), ("secret", "secret"), ("secret\r\n", "secret"), (" a b ", " a b "), ("", nil),
            ("\n", nil), ("a\nb\n", nil), ("a\n\n", nil), (String(repeating: "a", count: 5_000), nil),
        ] as [(String, String?)])
    func piped(text: String, expected: String?) throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try pipe.fileHandleForWriting.close()
        let input = pipe.fileHandleForReading.fileDescriptor
        let password = Result { () throws(CommandFailure) in try PasswordInput.read(from: input) }
        switch (password, expected) {
        case (.success(let password), let expected?): #expect(password == expected)
        case (.failure(let failure), nil): #expect(failure.status == 2)
        default: Issue.record("\(password) is not \(expected ?? "refused")")
        }
    }

    @Test(
        "A terminal asks twice, shows nothing, and is as before afterwards",
        arguments: [("secret", "secret", true), ("secret", "secrex", false)])
    func typed(first: String, second: String, isTaken: Bool) async throws {
        let terminal = try Terminal()
        var before = termios()
        tcgetattr(terminal.slave, &before)
        let slave = terminal.slave
        let (results, onResult) = AsyncStream.makeStream(of: Result<String, CommandFailure>.self)
        // A thread of its own, as the test and the program wait for each other.
        Thread.detachNewThread {
            let result = Result { () throws(CommandFailure) in
                try PasswordInput.read(from: slave, askingAt: slave)
            }
            onResult.yield(result)
            onResult.finish()
        }
        var shown = terminal.output(until: "Password: ")
        terminal.type("\(first)\n")
        shown += terminal.output(until: "again: ")
        terminal.type("\(second)\n")
        shown += terminal.output(until: "\r\n")
        for await result in results {
            switch result {
            case .success(let password):
                #expect(isTaken)
                #expect(password == first)
            case .failure(let failure):
                #expect(!isTaken)
                #expect(failure.status == 2)
            }
        }
        #expect(!shown.contains("secre"))
        var after = termios()
        tcgetattr(terminal.slave, &after)
        #expect(after.c_lflag == before.c_lflag)
    }
}

/// A terminal whose person is the test.
private final class Terminal: Sendable {
    /// The side of the program.
    let slave: CInt
    private let master: CInt

    init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(master >= 0)
        // TIOCSPTLCK and TIOCGPTN, which Glibc's own functions for this are made of.
        var (lock, number): (CInt, CInt) = (0, 0)
        try #require(ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(slave >= 0)
    }

    deinit {
        close(slave)
        close(master)
    }

    /// Types a line.
    func type(_ text: String) { _ = text.utf8CString.withUnsafeBytes { write(master, $0.baseAddress, $0.count - 1) } }

    /// What is shown from now on, up to a text.
    func output(until end: String) -> String {
        var shown: [UInt8] = []
        var octet: UInt8 = 0
        while !shown.suffix(end.utf8.count).elementsEqual(end.utf8) {
            // A program that says nothing fails the test, and does not hold up the others.
            var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 5_000) == 1, read(master, &octet, 1) == 1 else {
                Issue.record("the terminal shows \(String(decoding: shown, as: UTF8.self)) and nothing more")
                break
            }
            shown.append(octet)
        }
        return String(decoding: shown, as: UTF8.self)
    }
}
