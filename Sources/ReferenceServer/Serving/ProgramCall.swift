import Foundation
import NIOConcurrencyHelpers

/// One run of a program that gets a question on its standard input and answers on its standard output.
///
/// Guarantees: the run ends with the program or with its time, whatever children it leaves behind; a program that is
/// out of time is killed with its children; none is left unreaped; nothing blocks a thread that others wait for.
final class ProgramCall: Sendable {
    /// How a run went; complete.
    enum Outcome: Hashable, Sendable {
        /// The program ended by itself, with this status and the beginning of its output.
        case exited(status: Int32, output: [UInt8])
        /// It could not be run, or was ended by a signal.
        case failed
    }

    private struct State {
        /// The program while it may be killed: until it is reaped its number belongs to no other.
        var process: pid_t?
        var isOutOfTime = false
    }

    private let words: [String]
    private let state = NIOLockedValueBox(State())

    /// The longest output that is read in octets.
    ///
    /// Default 1,024: an address has 254 at most.
    private static let maximumOutput = 1_024
    /// How often the writing of a question that does not fit into the pipe looks whether time is up, in milliseconds.
    private static let writingStep: Int32 = 100

    /// Prepares a run.
    ///
    /// - Parameter words: the program's path, and its arguments.
    init(words: [String]) { self.words = words }

    /// Runs the program.
    ///
    /// - Parameters:
    ///   - question: what it gets on its standard input; whether it reads that is its own affair.
    ///   - timeout: how long it may take.
    func answer(to question: [UInt8], within timeout: Duration) async -> Outcome {
        let watch = Task {
            try await Task.sleep(for: timeout)
            endForTime()
        }
        defer { watch.cancel() }
        return await withCheckedContinuation { continuation in
            // Waiting for a process blocks a thread, which is one of its own.
            Thread.detachNewThread { continuation.resume(returning: self.run(question)) }
        }
    }

    private func run(_ question: [UInt8]) -> Outcome {
        // A program that is gone before it has read anything must not end this process.
        var brokenPipe = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)
        guard let input = ProgramPipe(), let output = ProgramPipe() else { return .failed }
        let process = state.withLockedValue { state -> pid_t? in
            guard !state.isOutOfTime else { return nil }
            state.process = ProgramStart.spawn(words, input: input.reading, output: output.writing)
            return state.process
        }
        guard let process else { return .failed }
        input.closeReading()
        output.closeWriting()
        write(question, to: input)
        guard let status = wait(for: process), status & 0x7F == 0 else { return .failed }
        return .exited(status: status >> 8 & 0xFF, output: output.readAvailable(atMost: Self.maximumOutput))
    }

    private func write(_ question: [UInt8], to input: ProgramPipe) {
        var rest = question[...]
        while !rest.isEmpty, !state.withLockedValue({ $0.isOutOfTime }) {
            guard let count = input.write(rest, waitingFor: Self.writingStep) else { break }
            rest = rest.dropFirst(count)
        }
        input.closeWriting()
    }

    /// The status with which the program ended.
    private func wait(for process: pid_t) -> Int32? {
        var information = siginfo_t()
        // Not reaped yet, so that no other process has its number while it may be killed.
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else { break }
        }
        return state.withLockedValue { state in
            state.process = nil
            var status: Int32 = 0
            while true {
                let reaped = waitpid(process, &status, 0)
                if reaped == process { return status }
                guard reaped < 0, errno == EINTR else { return nil }
            }
        }
    }

    /// Kills the program and its children.
    private func endForTime() {
        state.withLockedValue { state in
            state.isOutOfTime = true
            if let process = state.process { kill(-process, SIGKILL) }
        }
    }
}
