import DeliveryQueueSQLite

/// How far something is that takes long, as it goes through the control socket.
struct ProgressView: Codable, Hashable, Sendable {
    var step: String
    var done: Int
    var total: Int

    /// Makes the view of a store's progress.
    init(_ progress: StoreProgress) {
        step = progress.step
        done = progress.done
        total = progress.total
    }

    /// The progress in words.
    var text: String { total > 0 ? "\(step): \(done) of \(total)" : "\(step): \(done)" }
}

/// What `check` shows.
struct CheckView: Codable, Hashable, Sendable {
    /// What is wrong, a line each; none where all is sound.
    var problems: [String]
    var messages: Int
    var recipients: Int
    var contents: Int
    var octets: Int
    var historyMessages: Int
    /// Messages that were put aside, and why.
    var quarantined: [String]

    /// Makes the view of a store's check.
    init(_ check: StoreCheck) {
        problems = check.problems
        messages = check.messages
        recipients = check.recipients
        contents = check.contents
        octets = check.octets
        historyMessages = check.historyMessages
        quarantined = check.quarantined
    }

    /// The findings in words.
    var text: String {
        var lines = [
            "messages     \(messages) with \(recipients) recipients",
            "contents     \(contents) of \(octets) octets, each compared with its checksum",
            "history      \(historyMessages) messages",
        ]
        lines += quarantined.map { "put aside    " + Console.printable($0) }
        lines += problems.map { "problem      " + Console.printable($0) }
        if let damaged { lines.append(damaged) } else if problems.isEmpty { lines.append("No problem was found.") }
        return lines.joined(separator: "\n")
    }

    /// Whether everything is as it was accepted: there is no problem, and no message lies aside.
    var isSound: Bool { problems.isEmpty && quarantined.isEmpty }

    /// How many messages lie aside, and which; nil where none does.
    private var damaged: String? {
        guard !quarantined.isEmpty else { return nil }
        let names = quarantined.prefix(Self.mostNames).map { $0.prefix { $0 != ":" } }.joined(separator: ", ")
        let rest = quarantined.count > Self.mostNames ? " and \(quarantined.count - Self.mostNames) more" : ""
        let lie = quarantined.count == 1 ? "1 message lies" : "\(quarantined.count) messages lie"
        return Console.printable("\(lie) aside, damaged: \(names)\(rest)")
    }

    /// The most names in the last line: so many still fit a screen.
    private static let mostNames = 10
}

/// What `backup` and `restore` show.
struct BackupView: Codable, Hashable, Sendable {
    /// Where the copy is.
    var path: String
    var files: Int
    var octets: Int
    var messages: Int
    var recipients: Int
    /// How long it took.
    var seconds: Double
    /// What lay in the data directory and was not copied, such as symbolic links.
    var skipped: [String]
    /// What is not whole in the copy, as it was damaged already, a line each.
    var problems: [String]

    /// Makes the view of a backup, or of what was restored from it.
    ///
    /// - Parameters:
    ///   - manifest: what the backup consists of.
    ///   - path: where the copy is.
    ///   - seconds: how long it took.
    init(_ manifest: BackupManifest, at path: String, seconds: Double) {
        self.path = path
        files = manifest.files.count
        octets = manifest.octets
        messages = manifest.messages
        recipients = manifest.recipients
        self.seconds = seconds
        skipped = manifest.skipped
        problems = manifest.problems
    }

    /// What was copied, in words.
    var text: String {
        var lines = [
            "\(path): \(files) files of \(octets) octets, \(messages) messages in the queue with \(recipients)"
                + " recipients, in \(Int(seconds.rounded(.up))) s"
        ]
        lines += Self.notes(skipped: skipped, problems: problems)
        return lines.joined(separator: "\n")
    }

    /// What is not in a copy, or not whole, in words, a line each.
    ///
    /// - Parameters:
    ///   - skipped: what was not copied.
    ///   - problems: what is not whole.
    static func notes(skipped: [String], problems: [String]) -> [String] {
        skipped.map { "not copied, as it is no regular file: " + Console.printable($0) }
            + problems.map { "not whole, as it was damaged already: " + Console.printable($0) }
    }
}
