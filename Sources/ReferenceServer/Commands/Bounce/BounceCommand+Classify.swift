import ArgumentParser
import BounceClassification

extension BounceCommand {
    /// `waxwing bounce classify`.
    struct Classify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "classify",
            abstract: "Say what a reply or a returned message means, for whom, and what to do.",
            discussion: """
                Takes the text of a reply, or messages that came back: reports on deliveries as RFC 3464 has them, the \
                forms of those who write their own, complaints (RFC 5965), and automatic replies. Lines may end with \
                LF alone.

                Exit status 0: a reply, or at least one message that came back. 1: none of the messages is such a one. \
                2: wrong usage. 3: a file cannot be read, or the rules cannot be used; what can be read is printed all \
                the same.

                --json prints an array with an object for each recipient, all of whose keys are always there: file, \
                recipient, cause, sisimai and kumomta (what these programs call it), permanence (permanent, temporary \
                or unknown), scope (recipient, message, senderAddress, senderDomain, sourceAddress, destinationSite or \
                ourConfiguration), action, confidence (0 to 1), rule, status, replyCode, diagnostic. What is not known \
                is null. A message that is no bounce is an object in which all but file is null; a bounce that names \
                nobody has cause, sisimai and kumomta beside it. A file that cannot be read has no object.

                Examples:
                  waxwing bounce classify --reply "550 5.7.1 Blocked using zen.example"
                  waxwing bounce classify --reply "421 Too many" --stage mail --host mx.example.com
                  waxwing bounce classify returned.eml
                  waxwing bounce classify --rules own.rules --json returned/*.eml
                  waxwing bounce classify - < returned.eml
                """)

        @Option(
            help: ArgumentHelp(
                "Classify this reply, with or without its code; its lines may be one below the other.",
                valueName: "text"))
        var reply: String?

        @Option(
            help: ArgumentHelp("What the reply answers: \(stages). Default: what its text tells.", valueName: "stage"))
        var stage: String?

        @Option(
            help: ArgumentHelp("The host that gave the reply; it tells whose words they are.", valueName: "name"))
        var host: String?

        @Option(
            help: ArgumentHelp("Rules of your own, which go before the others; - is standard input.", valueName: "file")
        )
        var rules: String?

        @Flag(help: "Print JSON: an array with an object for each recipient.")
        var json = false

        @Argument(help: ArgumentHelp("Messages that came back; - is standard input.", valueName: "file"))
        var files: [String] = []

        func validate() throws {
            guard (reply == nil) != files.isEmpty else {
                throw ValidationError("say either --reply or message files; - is standard input")
            }
            guard reply != "" else { throw ValidationError("--reply is empty") }
            guard reply != nil || stage == nil && host == nil else {
                throw ValidationError("--stage and --host go with --reply: a message has its own")
            }
            guard stage.map({ BounceStage(rawValue: $0) != nil }) ?? true else {
                throw ValidationError("--stage \(stage ?? ""): it is one of \(Self.stages)")
            }
            guard ([rules].compactMap { $0 } + files).count(where: { $0 == "-" }) <= 1 else {
                throw ValidationError("only one input can be standard input")
            }
        }

        func run() throws {
            let classifier = try BounceClassifier.withRules(at: rules)
            if let reply {
                let stage = stage.flatMap { BounceStage(rawValue: $0) }
                let verdict = classifier.classify(reply, at: stage, host: host)
                let report = BounceReport(verdict, of: reply)
                if json { try Console.printJSON([report]) } else { report.lines(verdict).forEach(Console.print) }
            } else {
                try classifyFiles(with: classifier)
            }
        }

        private func classifyFiles(with classifier: BounceClassifier) throws(CommandFailure) {
            var reports: [BounceReport] = []
            var unread = 0
            for path in files {
                do throws(CommandFailure) {
                    reports += BounceReport.reports(on: try Files.read(path), from: path, with: classifier)
                } catch {
                    guard files.count > 1 else { throw error }
                    Console.error("waxwing: \(error.message)")
                    unread += 1
                }
            }
            if json {
                try Console.printJSON(reports)
            } else if !reports.isEmpty {
                Console.print(BounceReport.table(reports, namesFiles: files.count > 1))
            }
            guard unread == 0 else {
                throw .operational("\(unread) \(unread == 1 ? "file" : "files") could not be read")
            }
            guard reports.contains(where: \.isBounce) else { throw .negative() }
        }

        private static let stages = BounceStage.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
