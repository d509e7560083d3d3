import ArgumentParser
import Testing

@testable import ReferenceServer

@Suite("The commands on the directory")
struct DirectoryCommandTests {
    static let roots: [any ParsableCommand.Type] = [
        DomainCommand.self, AliasCommand.self, RuleCommand.self, AccountCommand.self,
    ]

    @Test("read what is to change in a domain, and leave the rest as it is")
    func domains() throws {
        let edits: [([String], DomainEdit)] = [
            (["--disable"], DomainEdit(isEnabled: false)), (["--enable"], DomainEdit(isEnabled: true)),
            (
                ["--catch-all", "a@a.example, b@a.example", "--catch-all", "c@a.example"],
                DomainEdit(catchAll: .value(["a@a.example", "b@a.example", "c@a.example"]))
            ),
            (["--no-catch-all"], DomainEdit(catchAll: .nothing)), (["--subdomains"], DomainEdit(takesSubdomains: true)),
            (["--no-subdomains", "--no-share"], DomainEdit(takesSubdomains: false, isShared: false)),
            (["--owner", "a@a.example"], DomainEdit(owner: .value("a@a.example"))),
            (["--no-owner", "--note", ""], DomainEdit(owner: .nothing, note: "")),
        ]
        for (arguments, edit) in edits {
            #expect(try DomainCommand.Change.parse(["example.org"] + arguments).edit == edit, "\(arguments)")
        }
        let add = try DomainCommand.Add.parse([
            "a.example", "--owner", "a@a.example", "--note", "n", "--mail-host", "mx.example", "--selector-prefix", "w",
        ])
        let draft = DomainDraft(
            name: "a.example", owner: "a@a.example", note: "n", mailHost: "mx.example", selectorPrefix: "w")
        #expect(add.request == .addDomain(draft))
    }

    @Test("read what is said of an alias")
    func aliases() throws {
        let settings = try AliasSettings.parse([
            "--to", "a@a.example,b@a.example", "--to", "c@a.example", "--note", "n", "--expires", "30d", "--name",
            "Ada",
            "--author", "kept", "--when-disabled", "defer", "--owner", "o@a.example", "--no-tags",
        ])
        var edit = AliasEdit(targets: ["a@a.example", "b@a.example", "c@a.example"], owner: .value("o@a.example"))
        edit.whenDisabled = "defer"
        edit.lifetime = .value(2_592_000)
        edit.takesTags = false
        edit.author = "kept"
        edit.displayName = .value("Ada")
        edit.note = "n"
        #expect(try settings.edit() == edit)
        let change = try AliasCommand.Change.parse(["a@example.org", "--enable", "--expires", "never", "--no-name"])
        #expect(try change.edit() == AliasEdit(isEnabled: true, lifetime: .nothing, displayName: .nothing))
        #expect(throws: CommandFailure.usage("say what is to change; see --help")) {
            try AliasCommand.Change.parse(["a@example.org"]).edit()
        }
    }

    @Test("say what a time is", arguments: ["", "30", "0s", "tomorrow", "100ms", "999999999999d", "30 days"])
    func times(text: String) {
        let failure = #expect(throws: CommandFailure.self) { try AliasSettings.lifetime(text) }
        #expect(failure?.status == 2 && failure?.message.contains("accepted: never, or 1s to 36500d") == true)
    }

    @Test("read rules, also with a priority below zero")
    func rules() throws {
        let add = try RuleCommand.Add.parse([
            "example.org", "--when", "size over 5MiB", "--do", "block", "--priority", "-5", "--note", "n",
        ])
        let draft = RuleDraft(
            scope: "example.org", condition: "size over 5MiB", action: "block", priority: -5, note: "n")
        #expect(add.request == .addRule(draft))
        let change = try RuleCommand.Change.parse(["r12", "--for", "a@example.org", "--priority", "-1", "--disable"])
        #expect(change.edit == RuleEdit(scope: "a@example.org", priority: -1, isEnabled: false))
    }

    @Test("make the stored form of a password, and ask for it when all else is right")
    func accounts() throws {
        let secret = RedactedText("stored")
        let plain = try AccountCommand.Add.parse(["a@a.example", "--admin", "--messages-per-hour", "none"])
        let edit = try plain.edit { () throws(CommandFailure) in secret }
        #expect(edit == AccountEdit(role: "admin", password: .value(secret), messagesPerHour: .nothing))
        let without = try AccountCommand.Add.parse(["a@a.example", "--no-password", "--recipients-per-day", "7"])
        let nothing = try without.edit { () throws(CommandFailure) in throw .usage("was asked for") }
        #expect(nothing == AccountEdit(role: "user", recipientsPerDay: .value(7)))
        let change = try AccountCommand.Change.parse(["a@a.example", "--user", "--disable", "--no-password"])
        let changed = try change.edit { () throws(CommandFailure) in secret }
        #expect(changed == AccountEdit(role: "user", password: .nothing, isEnabled: false))
        let option = "--messages-per-day"
        for arguments in [["a"], ["a@a.example", option, ""], ["a@a.example", option, "1e3"]] {
            let failure = #expect(throws: CommandFailure.self) {
                try AccountCommand.Add.parse(arguments).edit { () throws(CommandFailure) in throw .negative("asked") }
            }
            #expect(failure?.status == 2 && failure?.message.contains("accepted: ") == true)
        }
    }

    @Test(
        "refuse what contradicts itself or says nothing",
        arguments: [
            ["domain", "change", "example.org"], ["domain", "change", "example.org", "--enable", "--disable"],
            ["domain", "change", "example.org", "--catch-all", "a@a.example", "--no-catch-all"],
            ["domain", "change", "example.org", "--owner", "a@a.example", "--no-owner"],
            ["domain", "add", "example.org", "--json", "--zone-format"], ["domain", "add"], ["domain", "remove"],
            ["domain", "verify", "example.org", "--dns", "127.0.0.1:53", "--zone", "a"],
            ["alias", "add", "a@example.org"],
            ["alias", "add", "a@example.org", "--to", "b@a.example", "--name", "x", "--no-name"],
            ["alias", "remove"], ["rule", "add", "example.org", "--when", "always"], ["rule", "change", "r1"],
            ["rule", "remove"], ["rule", "add", "a.example", "--when", "always", "--do", "block", "--priority", "x"],
            ["account", "add", "a@a.example", "--password-stdin", "--no-password"],
            ["account", "change", "a@a.example", "--password", "--no-password"],
            ["account", "change", "a@a.example", "--admin", "--user"], ["account", "remove"],
        ])
    func mistakes(arguments: [String]) {
        #expect(throws: (any Error).self) { try WaxwingCommand.parseAsRoot(arguments) }
    }

    @Test("have help whose examples fit on a line, and whose paragraphs fill any width", arguments: [60, 80, 200])
    func help(columns: Int) {
        for command in Self.roots.flatMap({ [$0] + $0.configuration.subcommands }) {
            let lines = WaxwingCommand.helpMessage(for: command, columns: columns)
                .split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.hasPrefix("USAGE: ") }
            for (line, next) in zip(lines, lines.dropFirst()) {
                guard !line.isEmpty, !next.isEmpty, line != "Examples:", !next.hasPrefix("  ") else { continue }
                let word = next.prefix { $0 != " " }
                #expect(columns < 80 || line.count + 1 + word.count >= columns, "\(line)\n\(next)")
            }
            let examples = lines.drop { $0 != "Examples:" }.dropFirst().prefix { !$0.isEmpty }
            #expect(!examples.isEmpty, "\(command)")
            guard columns >= 80 else { continue }
            for example in examples { #expect(example.hasPrefix("  ") && example.contains("waxwing "), "\(example)") }
        }
    }
}
