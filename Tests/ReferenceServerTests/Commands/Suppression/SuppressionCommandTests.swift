import ArgumentParser
import Testing

@testable import ReferenceServer

@Suite("The entries that a command on the suppression list names")
struct SuppressionCommandTests {
    private static func names(
        _ arguments: [String], input: String = ""
    ) throws -> [SuppressionName] {
        try SuppressionCommand.Selection.parse(arguments).names { () throws(CommandFailure) in Array(input.utf8) }
    }

    @Test(
        "are addresses and domains, each once, as the list writes them",
        arguments: [
            (["Ada@Example.org"], "", ["ada@example.org"]),
            (["<ada@example.org>", "ADA@example.org"], "", ["ada@example.org"]),
            (["@Example.org", "@example.org"], "", ["@example.org"]),
            (["\"two words\"@example.org"], "", ["\"two words\"@example.org"]),
            (["-"], "a@a.example\r\n\n# left\n  b@b.example  \n", ["a@a.example", "b@b.example"]),
            (["c@c.example", "-"], "a@a.example", ["c@c.example", "a@a.example"]),
        ] as [([String], String, [String])])
    func addresses(arguments: [String], input: String, expected: [String]) throws {
        #expect(try Self.names(arguments, input: input).map(\.address) == expected)
    }

    @Test("are for one domain of senders, where it is named", arguments: ["news.example", "@news.example"])
    func domain(text: String) throws {
        let names = try Self.names(["--from", text, "ada@example.org"])
        #expect(names.map(\.senderDomain) == ["news.example"])
        #expect(names.map(\.whose) == ["@news.example"])
    }

    @Test(
        "are wrong usage where they make no sense, before anything is changed",
        arguments: [
            ([], "", "name at least one address, such as ada@example.org"),
            (["-"], "\n# nobody\n", "name at least one address, such as ada@example.org"),
            (["--from", "a b", "ada@example.org"], "", "a b is no domain of senders; accepted: example.org"),
            ([""], "", "an empty text is no address; accepted: ada@example.org, @example.org"),
            (
                ["gmail.example"], "",
                "gmail.example is no address; accepted: ada@example.org, @example.org; for everybody"
            ),
            (["-"], "ada@example.org\ngmail.example\n", "gmail.example is no address"),
            (["ada@@example.org"], "", "ada@@example.org is neither an address nor a domain"),
            (["ada@example.org", "a b"], "", "a b is no address; accepted: ada@example.org, @example.org"),
        ] as [([String], String, String)])
    func mistakes(arguments: [String], input: String, beginning: String) throws {
        let failure = #expect(throws: CommandFailure.self) { try Self.names(arguments, input: input) }
        #expect(failure?.status == 2)
        #expect(failure?.message.hasPrefix(beginning) == true, "\(failure?.message ?? "")")
    }
}
