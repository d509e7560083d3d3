import ArgumentParser

/// `waxwing suppression`: who gets no mail, as hosts have said that there is nobody, or as a person wants it.
struct SuppressionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppression", abstract: "See and change the list of recipients that get no mail.",
        discussion: """
            Mail to a recipient on the list is refused at RCPT, with the reason. Hosts that say for good that a mailbox \
            does not exist put it there for 90 days, and refusals that say less do so with the fifth, of which one a \
            day counts; see `suppression` in the configuration. A running daemon is asked through the socket in its \
            data directory; where none runs, the files are used.

            Examples:
              waxwing suppression list
              waxwing suppression show ada@example.org
              waxwing suppression add ada@example.org --reason "asked by telephone" --for 365d
              waxwing suppression add bob@example.org --from news.example.test
              waxwing suppression remove ada@example.org
            """,
        subcommands: [List.self, Show.self, Add.self, Remove.self])

    /// The options of every command on the suppression list.
    typealias Options = QueueCommand.Options

    /// The entries that a command changes.
    struct Selection: ParsableArguments {
        @Argument(
            help: ArgumentHelp(
                "Addresses, or with @ before them domains; - reads them from standard input, one a line.",
                valueName: "address"))
        var addresses: [String] = []

        @Option(
            help: ArgumentHelp(
                "Only mail from senders of this domain; else everybody's.", valueName: "domain"))
        var from: String?

        /// The most entries that go to the daemon at once: a question of so many with the longest names is under 1 MiB.
        static let entriesPerQuestion = 1_000

        /// The entries that are meant, each once.
        ///
        /// - Parameter input: what standard input holds.
        /// - Throws: `CommandFailure` of wrong usage, before anything is changed.
        func names(
            reading input: () throws(CommandFailure) -> [UInt8] = { () throws(CommandFailure) in try Files.read("-") }
        ) throws(CommandFailure) -> [SuppressionName] {
            var texts: [String] = []
            for address in addresses {
                guard address == "-" else {
                    texts.append(address)
                    continue
                }
                let lines = String(decoding: try input(), as: UTF8.self).split(whereSeparator: \.isNewline)
                texts += lines.map { $0.trimmingBlanks }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
            }
            guard !texts.isEmpty else { throw .usage("name at least one address, such as ada@example.org") }
            var seen: Set<SuppressionName> = []
            var names: [SuppressionName] = []
            for text in texts {
                let name = SuppressionName(try SuppressionName(address: text, senderDomain: from).key())
                if seen.insert(name).inserted { names.append(name) }
            }
            return names
        }

        /// Has the entries changed, a thousand after the other, and shows on a terminal how far it is.
        ///
        /// - Parameters:
        ///   - options: where the list is.
        ///   - request: what is asked for some of them.
        /// - Returns: what was done; of all where nothing failed.
        /// - Throws: `CommandFailure` of wrong usage, and when there is no answer.
        func change(
            _ options: Options, _ request: ([SuppressionName]) -> SuppressionRequest
        ) async throws(CommandFailure) -> SuppressionChangeView {
            let names = try names()
            return try await options.access.session { session throws(CommandFailure) in
                var whole = SuppressionChangeView(changed: [], unknown: [])
                var rest = names[...]
                while !rest.isEmpty, whole.failure == nil {
                    if rest.count < names.count {
                        ProgressLine.show("\(names.count - rest.count) of \(names.count) entries")
                    }
                    let part = try await session.ask(.suppression(request(Array(rest.prefix(Self.entriesPerQuestion)))))
                    guard let change = part.suppressionChange else { break }
                    whole.changed += change.changed
                    whole.unknown += change.unknown
                    whole.failure = change.failure
                    rest = rest.dropFirst(Self.entriesPerQuestion)
                }
                return whole
            }
        }
    }
}

extension Substring {
    /// The text without blanks at both ends.
    fileprivate var trimmingBlanks: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
