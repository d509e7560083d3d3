import NIOConcurrencyHelpers
import SMTPTransport

/// Has a program judge access tokens.
///
/// It gets the user's name, perhaps empty, and the token, a line each, and answers by its exit status: 0 and the
/// owner's address on a line for a good token, 1 for a bad one; anything else, or silence beyond the time, is no
/// answer. It need not read what it gets.
struct TokenProgram: SMTPTokenChecker {
    let words: [String]
    let timeout: Duration
    /// How many run now.
    private let running = NIOLockedValueBox(0)
    /// The most that run at a time: a burst of logins is not to fill the machine with processes.
    private static let maximumRunning = 16

    init(words: [String], timeout: Duration) {
        self.words = words
        self.timeout = timeout
    }

    func check(token: String, of user: String?) async -> SMTPTokenVerdict {
        let mayRun = running.withLockedValue { running in
            guard running < Self.maximumRunning else { return false }
            running += 1
            return true
        }
        guard mayRun else { return .unavailable }
        defer { running.withLockedValue { $0 -= 1 } }
        // Neither holds a line's end: both were checked when they were read.
        let question = Array("\(user ?? "")\n\(token)\n".utf8)
        switch await ProgramCall(words: words).answer(to: question, within: timeout) {
        case .exited(status: 0, let output):
            let line = output.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            guard !line.isEmpty, let owner = String(validating: line, as: UTF8.self) else { return .unavailable }
            // The program may write the name in another way, or look it up so.
            if let user, AccountName(user) == AccountName(owner) { return .valid(user: user) }
            return .valid(user: owner)
        case .exited(status: 1, _): return .invalid
        case .exited, .failed: return .unavailable
        }
    }
}
