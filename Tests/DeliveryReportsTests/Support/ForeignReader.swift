import Foundation

/// Python's email package as a reader of reports, by a script of the tests among other mail software.
enum ForeignReader {
    /// What a report should say, in the form of the script.
    struct Expected: Encodable {
        var sender: String
        var reportingMTA: String
        var parts: [String]
        var people: [String]
        var recipients: [Recipient]
        var subject: String

        struct Recipient: Encodable {
            var names: [String]
            var final: [String]
            var original: [String]?
            var action: String
            var status: String
        }
    }

    /// Where the interpreter is; nil where there is none.
    static let python: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Has the script read reports.
    ///
    /// - Returns: what it printed, and whether all reports are as they should be.
    static func read(_ reports: [(name: String, octets: [UInt8], expected: Expected)]) throws -> (String, Bool) {
        guard let python else { return ("there is no python3", false) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for report in reports {
            let file = folder.appendingPathComponent(report.name)
            try Data(report.octets).write(to: file.appendingPathExtension("eml"))
            try JSONEncoder().encode(report.expected).write(to: file.appendingPathExtension("json"))
        }
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-B", script, folder.path]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: printed, as: UTF8.self), process.terminationStatus == 0)
    }

    private static let script: String = {
        var tests = URL(fileURLWithPath: #filePath)
        // This file, Support, DeliveryReportsTests: what is left are the tests.
        for _ in 0..<3 { tests.deleteLastPathComponent() }
        return tests.path + "/InteropTests/harness/read_with_email.py"
    }()
}
