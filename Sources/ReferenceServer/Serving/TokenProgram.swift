import Foundation
import NIOConcurrencyHelpers
import SMTPTransport

/// Has a program judge access tokens.
///
/// It gets the user's name, perhaps empty, and the token, a line each, and answers by its exit status: 0 and the owner's
/// address on a line for a good token, 1 for a bad one; anything else, or silence beyond the time, is no answer.
struct TokenProgram: SMTPTokenChecker {
    let words: [String]
    let timeout: Duration
    /// How many run now.
    private let running = NIOLockedValueBox(0)
    /// The most that run at a time: a burst of logins is not to fill the machine with processes.
    private static let maximumRunning = 16
    /// The longest answer that is read.
    private static let maximumAnswer = 1_024

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
        guard let program = words.first else { return .unavailable }
        // Neither holds a line's end: both were checked when they were read.
        let question = Data("\(user ?? "")\n\(token)\n".utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = Array(words.dropFirst())
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let (ended, onEnd) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            onEnd.yield(process.terminationReason == .exit ? process.terminationStatus : -1)
            onEnd.finish()
        }
        do {
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: question)
            try input.fileHandleForWriting.close()
        } catch {
            return .unavailable
        }
        let patience = timeout
        let identifier = process.processIdentifier
        let watch = Task {
            try await Task.sleep(for: patience)
            kill(identifier, SIGKILL)
        }
        var status: Int32 = -1
        for await number in ended { status = number }
        watch.cancel()
        guard status == 0 else { return status == 1 ? .invalid : .unavailable }
        let answer = (try? output.fileHandleForReading.read(upToCount: Self.maximumAnswer)) ?? Data()
        let line = String(decoding: answer.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
        return line.isEmpty ? .unavailable : .valid(user: line)
    }
}
