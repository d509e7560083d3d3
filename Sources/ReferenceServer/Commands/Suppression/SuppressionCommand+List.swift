import ArgumentParser

extension SuppressionCommand {
    /// `waxwing suppression list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the entries, by domain and then by mailbox.",
            discussion: """
                An entry that has run out is kept for a while, as the next one for the same recipient holds for twice \
                as long; it stands here with --all.

                --json prints an array with an object for each entry: name (address, and senderDomain or stream where \
                only their mail is held back), reason, detail, since, until (absent where a person must remove it), \
                holds, confirmations.

                Examples:
                  waxwing suppression list
                  waxwing suppression list --all --json
                """)

        @Flag(help: "List entries that have run out, too.")
        var all = false

        @OptionGroup var options: Options

        func run() async throws {
            let entries = try await options.access.session { session throws(CommandFailure) in
                var entries: [SuppressionView] = []
                var last: SuppressionName?
                repeat {
                    let request = SuppressionRequest.list(after: last, limit: ControlService.maximumSuppressions)
                    let answer = try await session.ask(.suppression(request)).suppressions
                    entries += answer?.entries.filter { all || $0.holds } ?? []
                    last = answer?.next
                } while last != nil
                return entries
            }
            if options.json { return try Console.printJSON(entries) }
            Console.print(entries.isEmpty ? "Nobody is on the list." : SuppressionView.table(entries))
        }
    }

    /// `waxwing suppression show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether mail to an address is held back, why, and what was counted against it.",
            discussion: """
                Exit status: 0 when nothing holds everybody's mail back, 1 when something does.

                Examples:
                  waxwing suppression show ada@example.org
                  waxwing suppression show @example.org --json
                """)

        @Argument(help: ArgumentHelp("An address, or with @ before it a domain.", valueName: "address"))
        var address: String

        @OptionGroup var options: Options

        func run() async throws {
            _ = try SuppressionName.target(address)
            guard let report = try await options.ask(.suppression(.show(address))).suppressed else { return }
            if options.json { try Console.printJSON(report) } else { Console.print(report.text) }
            guard !report.isHeldBack else { throw CommandFailure.negative() }
        }
    }
}

extension SuppressionView {
    /// Entries as a table, a line each.
    ///
    /// - Parameter entries: at least one.
    static func table(_ entries: [SuppressionView]) -> String {
        var table = Table("RECIPIENT", "MAIL OF", "SINCE", "UNTIL", "REASON", "DETAIL")
        for entry in entries {
            table.add(
                entry.name.address, entry.name.whose, entry.since, entry.until ?? "removed", entry.reason,
                Table.cut(entry.detail))
        }
        return table.text
    }
}

extension SuppressionName {
    /// Whose mail is held back, in words.
    var whose: String { senderDomain.map { "@\($0)" } ?? stream.map { "stream \($0)" } ?? "everybody" }
}

extension SuppressionReportView {
    /// Whether an entry holds everybody's mail back.
    var isHeldBack: Bool { entries.contains { $0.holds && $0.name.senderDomain == nil && $0.name.stream == nil } }

    /// What is known, in words.
    var text: String {
        let shown = Console.printable(address)
        var lines = [isHeldBack ? "\(shown) gets no mail." : "Nothing holds everybody's mail to \(shown) back."]
        for entry in entries {
            let end = entry.until.map { "until \($0)" } ?? "until it is removed"
            lines += [
                "", "\(Console.printable(entry.name.address)), mail of \(Console.printable(entry.name.whose))",
                "  holds    since \(entry.since) \(end)\(entry.holds ? "" : ": it has run out")",
                "  reason   \(Console.printable(entry.reason))",
            ]
            if !entry.detail.isEmpty { lines.append("  detail   \(Console.printable(entry.detail))") }
            if entry.confirmations > 0 { lines.append("  again    confirmed \(entry.confirmations) times since") }
        }
        if refusals > 0 { lines.append("\nCounted against it: \(refusals) refusals that say little each.") }
        if fullMailbox > 0 { lines.append("\nCounted against it: \(fullMailbox) refusals as its mailbox was full.") }
        return lines.joined(separator: "\n")
    }
}
