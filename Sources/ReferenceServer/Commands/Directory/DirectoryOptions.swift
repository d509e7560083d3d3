import ArgumentParser

/// The options of every command on the directory of domains, aliases, rules and accounts.
typealias DirectoryOptions = QueueCommand.Options

extension QueueCommand.Options {
    /// Asks the daemon about its directory, or works on the files where none runs.
    ///
    /// - Parameter request: what is asked.
    /// - Returns: the answer, which has no problem.
    /// - Throws: `CommandFailure` when there is none: a negative answer for what is not there, is there already or may
    ///   not be done, wrong usage for what makes no sense, else operational.
    func ask(_ request: DirectoryRequest) async throws(CommandFailure) -> DirectoryAnswer {
        try await access.session { session throws(CommandFailure) in try await session.ask(request) }
    }

    /// Prints something as JSON, or as text.
    ///
    /// - Parameters:
    ///   - value: what is printed; nil where the answer does not have it.
    ///   - text: makes the text.
    /// - Throws: `CommandFailure` where there is nothing to print.
    func show<Value: Encodable>(_ value: Value?, text: (Value) -> String) throws(CommandFailure) {
        guard let value else { throw .operational(DataSession.noAnswer) }
        if json { try Console.printJSON(value) } else { Console.print(text(value)) }
    }
}

extension DataSession {
    /// Asks about the directory.
    ///
    /// - Parameter request: what is asked.
    /// - Returns: the answer, which has no problem.
    /// - Throws: `CommandFailure` when there is none.
    func ask(_ request: DirectoryRequest) async throws(CommandFailure) -> DirectoryAnswer {
        guard let answer = try await ask(.directory(request)).directory else { throw .operational(Self.noAnswer) }
        return answer
    }

    static let noAnswer = "the daemon's answer does not have what was asked; is it of the same version?"
}

extension DirectoryRemovalView {
    /// Shows what was removed.
    ///
    /// - Parameter isJSON: whether as JSON.
    /// - Throws: `CommandFailure` when not all of it was: a negative answer where something was not there.
    func show(isJSON: Bool) throws(CommandFailure) {
        if isJSON { try Console.printJSON(self) } else { Console.print(text) }
        if let problem {
            let failure = problem.commandFailure
            throw CommandFailure(message: "the rest was not removed: \(failure.message)", status: failure.status)
        }
        guard unknown.isEmpty else { throw .negative() }
    }

    /// What was removed, in words, a line each.
    var text: String {
        let lines =
            removed.map { "\(Console.printable($0))  removed\(passengers)" }
            + unknown.map { "\(Console.printable($0))  is not there" }
        return lines.isEmpty ? "Nothing was removed." : lines.joined(separator: "\n")
    }

    /// What went with a domain, in words.
    private var passengers: String {
        switch aliases ?? 0 {
        case 0: ""
        case 1: ", and 1 alias with it"
        case let count: ", and \(count) aliases with it"
        }
    }
}
