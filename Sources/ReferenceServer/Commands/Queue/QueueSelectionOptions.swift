import ArgumentParser
import DeliveryQueue

/// The messages that a command changes: by name, or all that a filter finds.
struct QueueSelectionOptions: ParsableArguments {
    /// The most names of one command: as many as a question to the daemon holds.
    static let maximumNames = 50_000

    @Argument(help: ArgumentHelp("The messages' names.", valueName: "id"))
    var ids: [String] = []

    @Flag(help: "All messages that are queued, or those of the following options.")
    var all = false

    @OptionGroup var filter: QueueFilterOptions

    /// The messages that are meant.
    ///
    /// - Parameter now: the time.
    /// - Throws: `CommandFailure` of wrong usage: neither names nor `--all`, or both.
    func selection(at now: WallTime) throws(CommandFailure) -> QueueSelection {
        let chosen = try filter.filter(at: now, includesSettled: false)
        guard all else {
            guard chosen == MessageFilter() else { throw .usage("name messages, or choose them with --all") }
            guard !ids.isEmpty else { throw .usage("name at least one message, or --all") }
            guard ids.count <= Self.maximumNames else { throw .usage("name at most \(Self.maximumNames) messages") }
            return .names(ids)
        }
        guard ids.isEmpty else { throw .usage("names and --all do not go together") }
        return .all(chosen)
    }

    /// Has messages changed, and says what was done.
    ///
    /// - Parameters:
    ///   - operation: what to do with them.
    ///   - options: where the queue is, and how it is said.
    /// - Throws: `CommandFailure`: negative when a name is unknown or nothing was changed.
    func change(_ operation: QueueOperation, _ options: QueueCommand.Options) async throws(CommandFailure) {
        let selection = try selection(at: SystemQueueClock().now())
        guard let change = try await options.ask(.change(operation, selection)).change else { return }
        if options.json { try Console.printJSON(change) } else { Console.print(change.text(operation.kind)) }
        guard change.isSuccess else { throw .negative() }
    }
}

extension ChangeView {
    /// What was done, in words.
    ///
    /// - Parameter kind: what was to be done.
    func text(_ kind: QueueOperation.Kind) -> String {
        let (done, state) =
            switch kind {
            case .hold: ("held", "waits")
            case .release: ("released", "is held")
            case .cancel: ("cancelled", "waits or is held")
            case .retry: ("due now", "waits")
            }
        var lines = messages.map { message in
            message.recipients > 0
                ? "\(message.id)  \(message.recipients) \(message.recipients == 1 ? "recipient" : "recipients") \(done)"
                : "\(message.id)  nothing changed: no recipient \(state)"
        }
        lines += unknown.map { "\(Console.printable($0))  there is no such message, or its history is over" }
        return lines.isEmpty ? "Nothing was changed: no such recipient \(state)." : lines.joined(separator: "\n")
    }
}
