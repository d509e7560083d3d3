import DeliveryQueue
import Foundation

/// Measures the queue's store without any SMTP.
///
/// What SQLite can do with the same octets, what the store makes of it, and what a large queue costs.
///
///     queue-bench raw     [--sizes 2048,10240,102400] [--groups 1,10,50] [--seconds 3]
///     queue-bench accept  [--sizes 2048,10240,102400] [--tasks 1,10,50,200] [--seconds 3]
///     queue-bench million [--recipients 1000000]
///
/// Each takes --dir, a folder on the disk to measure (default: the working directory), where it makes a folder of its
/// own and removes it; and --json. `queue-bench start --dir DIR` opens the queue that lies there, for `million`.
@main
struct QueueBench {
    static func main() async {
        var words = Array(CommandLine.arguments.dropFirst())
        guard !words.isEmpty else { return Options.usage() }
        let scenario = words.removeFirst()
        guard let options = Options(words) else { return Options.usage() }
        do {
            switch scenario {
            case "raw": try Scratch.with(options.directory) { try Raw(options, in: $0).run() }
            case "accept": try await Scratch.with(options.directory) { try await Accept(options, in: $0).run() }
            case "million": try await Scratch.with(options.directory) { try await Million(options, in: $0).run() }
            case "start": try await Start(options.directory).run()
            default: Options.usage()
            }
        } catch {
            FileHandle.standardError.write(Data("queue-bench: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// A folder for one measurement.
enum Scratch {
    /// Makes a folder in a directory, and removes it with all that is in it when the work has ended.
    ///
    /// - Parameters:
    ///   - directory: where it is made.
    ///   - work: is given its path.
    static func with(
        _ directory: String, _ work: @Sendable (String) async throws -> Void
    ) async throws {
        let path = try make(in: directory)
        defer { remove(path) }
        try await work(path)
    }

    /// The same for work that does not wait.
    static func with(_ directory: String, _ work: (String) throws -> Void) throws {
        let path = try make(in: directory)
        defer { remove(path) }
        try work(path)
    }

    /// Removes a file or folder, if there is one.
    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    private static func make(in directory: String) throws -> String {
        let path = "\(directory)/.build-queue-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }
}
