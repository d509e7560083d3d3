import ArgumentParser
import DeliveryQueue
import Testing

@testable import ReferenceServer

@Suite("The options of queue commands")
struct QueueOptionsTests {
    private static let now = WallTime(milliseconds: 10_000_000)

    @Test("choose messages")
    func filter() throws {
        let options = try QueueFilterOptions.parse(
            ["--from", "<>", "--to", "@b.example", "--state", "held", "--since", "2h"])
        let filter = try options.filter(at: Self.now, includesSettled: true, limit: 7)
        var expected = MessageFilter(includesSettled: true, sender: "", recipient: "@b.example", state: .held)
        expected.from = 10_000_000 - 7_200_000
        expected.limit = 7
        #expect(filter == expected)
        #expect(filter.query.from == WallTime(milliseconds: 2_800_000) && filter.query.limit == 7)
    }

    @Test(
        "that make no sense are wrong usage",
        arguments: [
            ["--state", "lost"], ["--since", "yesterday"], ["--from", "ada"], ["--to", "@"],
            ["--since", "999999999999d"], ["--since", "36501d"],
        ])
    func nonsense(arguments: [String]) throws {
        let options = try QueueFilterOptions.parse(arguments)
        let error = #expect(throws: CommandFailure.self) {
            _ = try options.filter(at: Self.now, includesSettled: false)
        }
        #expect(error?.status == 2)
    }

    @Test("list up to a limit that has bounds", arguments: [(0, false), (1, true), (100_000, true), (100_001, false)])
    func limit(limit: Int, isRight: Bool) throws {
        let list = try QueueCommand.List.parse(["--limit", "\(limit)"])
        if isRight {
            #expect(try list.chosen(at: Self.now).limit == limit)
        } else {
            let error = #expect(throws: CommandFailure.self) { _ = try list.chosen(at: Self.now) }
            #expect(error?.status == 2)
        }
    }

    @Test(
        "name messages, or all of them, and not both",
        arguments: [
            ([], false), (["a"], true), (["a", "b"], true), (["--all"], true), (["--all", "--to", "@b.example"], true),
            (["a", "--all"], false), (["a", "--to", "@b.example"], false), (["--to", "@b.example"], false),
        ])
    func selection(arguments: [String], isRight: Bool) throws {
        let options = try QueueSelectionOptions.parse(arguments)
        if isRight {
            _ = try options.selection(at: Self.now)
        } else {
            let error = #expect(throws: CommandFailure.self) { _ = try options.selection(at: Self.now) }
            #expect(error?.status == 2)
        }
    }

    @Test("come with help and an example for each command")
    func help() {
        let commands: [any ParsableCommand.Type] =
            [QueueCommand.self, BackupCommand.self, RestoreCommand.self, CheckCommand.self]
            + QueueCommand.configuration.subcommands
        for command in commands {
            let text = WaxwingCommand.helpMessage(for: command, columns: 100)
            #expect(text.contains("Examples:\n  waxwing "), "\(command)")
        }
    }
}
