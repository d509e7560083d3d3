import ArgumentParser

extension RuleCommand {
    /// `waxwing rule add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a rule for the mail to a domain or an alias.",
            discussion: """
                The conditions and actions are listed by waxwing rule --help.

                Examples:
                  waxwing rule add example.org --when "size over 20MiB" --do block
                  waxwing rule add a@example.org --when "list-id news.example.net" --do discard
                  waxwing rule add a@example.org --when always --do "forward to bob@b.example"
                """)

        @Argument(help: ArgumentHelp("The domain or the alias that it is for.", valueName: "domain|alias"))
        var scope: String

        @Option(name: .customLong("when"), help: ArgumentHelp("What a message must be.", valueName: "condition"))
        var condition: String

        @Option(name: .customLong("do"), help: ArgumentHelp("What becomes of it.", valueName: "action"))
        var action: String

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("Its place among the others; the lowest goes first.", valueName: "number"))
        var priority: Int32 = 0

        @Option(help: ArgumentHelp("What you want to remember of it.", valueName: "text"))
        var note = ""

        @OptionGroup var options: DirectoryOptions

        /// What is asked of the directory.
        var request: DirectoryRequest {
            .addRule(RuleDraft(scope: scope, condition: condition, action: action, priority: priority, note: note))
        }

        func run() async throws { try options.show(try await options.ask(request).rule) { $0.text } }
    }

    /// `waxwing rule change`.
    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change something of a rule.",
            discussion: """
                What is not named stays, and so does the number of the rule.

                Examples:
                  waxwing rule change r12 --disable
                  waxwing rule change r12 --when "size over 10MiB" --priority -5
                  waxwing rule change r12 --for example.org --do 'block "Too large"'
                """)

        @Argument(help: ArgumentHelp("The rule, as r12.", valueName: "rule"))
        var rule: String

        @Option(
            name: .customLong("for"),
            help: ArgumentHelp("The domain or the alias that it is for.", valueName: "domain|alias"))
        var scope: String?

        @Option(name: .customLong("when"), help: ArgumentHelp("What a message must be.", valueName: "condition"))
        var condition: String?

        @Option(name: .customLong("do"), help: ArgumentHelp("What becomes of it.", valueName: "action"))
        var action: String?

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("Its place among the others; the lowest goes first.", valueName: "number"))
        var priority: Int32?

        @Flag var use: UseFlag?

        @Option(help: ArgumentHelp("What you want to remember of it; empty for nothing.", valueName: "text"))
        var note: String?

        @OptionGroup var options: DirectoryOptions

        func validate() throws {
            guard edit != RuleEdit() else { throw ValidationError("say what is to change; see --help") }
        }

        /// What becomes other.
        var edit: RuleEdit {
            RuleEdit(
                scope: scope, condition: condition, action: action, priority: priority, isEnabled: use?.isEnabled,
                note: note)
        }

        func run() async throws {
            try options.show(try await options.ask(.changeRule(rule, edit)).rule) { $0.text }
        }
    }

    /// `waxwing rule remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove rules; their numbers are not given again.",
            discussion: """
                Exit status: 1 when one of them was not there.

                Examples:
                  waxwing rule remove r12
                  waxwing rule remove r12 r13
                """)

        @Argument(help: ArgumentHelp("The rules, as r12.", valueName: "rule"))
        var rules: [String]

        @OptionGroup var options: DirectoryOptions

        func run() async throws {
            guard let removal = try await options.ask(.removeRules(rules)).removal else {
                throw CommandFailure.operational(DataSession.noAnswer)
            }
            try removal.show(isJSON: options.json)
        }
    }
}
