import ArgumentParser

/// What is said of an alias that is added or changed.
struct AliasSettings: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Who gets its mail; repeated, or several with commas between them.", valueName: "address"))
    var to: [String] = []

    @Option(help: ArgumentHelp("What you want to remember of it.", valueName: "text"))
    var note: String?

    @Option(help: ArgumentHelp("When it stops, such as 30d from now, or never.", valueName: "time"))
    var expires: String?

    @Option(help: ArgumentHelp("The name that answers from it have in From.", valueName: "text"))
    var name: String?

    @Flag(help: "Answers from it have no name in From.")
    var noName = false

    @Option(
        help: ArgumentHelp(
            "How authors are shown: kept, rewritten or automatic, as receivers will take it.", valueName: "way"))
    var author: String?

    @Option(
        help: ArgumentHelp(
            "What becomes of mail while it is not in use: refuse, defer or discard.", valueName: "answer"))
    var whenDisabled: String?

    @Flag(inversion: .prefixedNo, help: "Whether name+tag is the alias, too.")
    var tags: Bool?

    @Option(help: ArgumentHelp("The account that it belongs to.", valueName: "address"))
    var owner: String?

    @Flag(help: "Let it belong to the administrators.")
    var noOwner = false

    func validate() throws {
        guard name == nil || !noName else { throw ValidationError("say either --name or --no-name") }
        guard owner == nil || !noOwner else { throw ValidationError("say either --owner or --no-owner") }
    }

    /// What becomes other.
    ///
    /// - Throws: `CommandFailure` of wrong usage.
    func edit() throws(CommandFailure) -> AliasEdit {
        AliasEdit(
            targets: to.isEmpty ? nil : DirectoryWords.list(to), owner: .of(owner, orNothing: noOwner),
            whenDisabled: whenDisabled, lifetime: try expires.map(Self.lifetime), takesTags: tags, author: author,
            displayName: .of(name, orNothing: noName), note: note)
    }

    /// What `--expires` says, in seconds from now.
    ///
    /// - Parameter text: the option's text.
    /// - Throws: `CommandFailure` of wrong usage.
    static func lifetime(_ text: String) throws(CommandFailure) -> Replacement<Int64> {
        if text == "never" { return .nothing }
        guard let duration = DurationText.parse(text), duration >= .seconds(1), duration <= longestLifetime else {
            let meant = DurationText.parse(text) == nil ? DurationText.suggestion(for: text) : nil
            let near = meant.map { "; did you mean \($0)?" } ?? ""
            let accepted = "never, or 1s to \(DurationText.text(longestLifetime)), such as 30d"
            throw .usage("--expires \(Console.printable(Table.cut(text))) is no time; accepted: \(accepted)\(near)")
        }
        return .value(duration.components.seconds)
    }

    /// The longest time, a hundred years: whoever means more says never.
    private static let longestLifetime = Duration.seconds(36_500 * 86_400)
}
