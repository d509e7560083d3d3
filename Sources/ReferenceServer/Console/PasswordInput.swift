import Dispatch
import Foundation

/// Reads a password that somebody types or a program writes, and shows it nowhere.
enum PasswordInput {
    /// Reads a password: from a terminal twice and without echo, else the one line that there is.
    ///
    /// - Parameters:
    ///   - input: where it comes from.
    ///   - prompts: where a person is asked.
    /// - Returns: the password without its line end, not empty.
    /// - Throws: `CommandFailure` with the reason, which never holds the password.
    static func read(from input: CInt = STDIN_FILENO, askingAt prompts: CInt = STDERR_FILENO) throws(CommandFailure)
        -> String
    {
        guard isatty(input) == 1 else { return try line(octets(from: input, endsWithLine: false)) }
        let echo = try TerminalEcho(of: input)
        defer { echo.restore() }
        let first = try typed(at: input, asking: "Password: ", at: prompts)
        let second = try typed(at: input, asking: "The same again: ", at: prompts)
        guard first == second else { throw .usage("the two are not the same") }
        return first
    }

    private static func typed(at input: CInt, asking prompt: String, at prompts: CInt) throws(CommandFailure) -> String
    {
        try? FileHandle(fileDescriptor: prompts).write(contentsOf: Data(prompt.utf8))
        return try line(octets(from: input, endsWithLine: true))
    }

    private static func line(_ octets: [UInt8]) throws(CommandFailure) -> String {
        do {
            return try PasswordFile.line(octets[...])
        } catch {
            switch error {
            case .empty: throw .usage("the password is empty")
            default: throw .usage("the password is not one line of UTF-8 text")
            }
        }
    }

    /// Reads to the end, or to the end of a line.
    private static func octets(from input: CInt, endsWithLine: Bool) throws(CommandFailure) -> [UInt8] {
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: PasswordFile.maximumSize)
        while !(endsWithLine && octets.last == UInt8(ascii: "\n")) {
            let size = chunk.count
            let count = Glibc.read(input, &chunk, size)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .operational("cannot read the password: \(Files.systemError())") }
            guard count > 0 else { break }
            octets += chunk.prefix(count)
            guard octets.count <= PasswordFile.maximumSize else { throw .usage("the password is too long") }
        }
        return octets
    }
}

/// A terminal that does not show what is typed, until it is told to again or the process is interrupted.
private struct TerminalEcho {
    private let terminal: CInt
    private let before: termios
    private let interruptions: [any DispatchSourceSignal]

    /// The signals that end the process, before which the terminal has to be as it was.
    private static let signals = [SIGINT, SIGTERM, SIGQUIT]

    /// Turns the echo off; what was typed before is forgotten, as it was shown.
    init(of terminal: CInt) throws(CommandFailure) {
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else {
            throw .operational("the terminal cannot be asked: \(Files.systemError())")
        }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        settings.c_lflag |= tcflag_t(ECHONL)
        interruptions = Self.signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                Self.set(before, at: terminal)
                signal(number, SIG_DFL)
                kill(getpid(), number)
            }
            source.resume()
            return source
        }
        self.terminal = terminal
        self.before = before
        Self.set(settings, at: terminal)
        var now = termios()
        guard tcgetattr(terminal, &now) == 0, now.c_lflag & tcflag_t(ECHO) == 0 else {
            restore()
            throw .operational("the terminal would show what is typed")
        }
    }

    /// Makes the terminal what it was.
    func restore() {
        Self.set(before, at: terminal)
        for (source, number) in zip(interruptions, Self.signals) {
            source.cancel()
            signal(number, SIG_DFL)
        }
    }

    private static func set(_ settings: termios, at terminal: CInt) {
        var settings = settings
        tcsetattr(terminal, TCSAFLUSH, &settings)
    }
}
