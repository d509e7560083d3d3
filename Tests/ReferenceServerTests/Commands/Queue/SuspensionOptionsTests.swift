import ArgumentParser
import DeliveryQueue
import Testing

@testable import ReferenceServer

@Suite("The options of suspensions")
struct SuspensionOptionsTests {
    private static let accepted =
        "accepted: ada@example.org, @example.org for everybody of a domain, '<>' for no sender"

    @Test(
        "say what is meant",
        arguments: [
            (["Example.ORG."], SuspensionScope(site: "example.org")),
            (["mx1,mx2.example.net"], SuspensionScope(site: "mx1,mx2.example.net")),
            (["[192.0.2.1]"], SuspensionScope(site: "[192.0.2.1]")),
            (["--sender", "Ada@A.example"], SuspensionScope(sender: "ada@a.example")),
            (["--sender", "<Ada@A.example>"], SuspensionScope(sender: "ada@a.example")),
            (["--sender", "\"Ada\"@A.example"], SuspensionScope(sender: "ada@a.example")),
            (["--sender", "Ada@[IPv6:2001:DB8::1]"], SuspensionScope(sender: "ada@[ipv6:2001:db8::1]")),
            (["--sender", "@A.example"], SuspensionScope(sender: "@a.example")),
            (["--sender", "<@A.example>"], SuspensionScope(sender: "@a.example")),
            (["@,MX1.example.net+mx2,@.example.org"], SuspensionScope(site: "@,mx1.example.net+mx2,@.example.org")),
            (["--sender", "<>"], SuspensionScope(sender: "")),
            (["--source", "second"], SuspensionScope(source: "second")),
            (["--source", "2001:db8::7"], SuspensionScope(source: "2001:db8::7")),
            (["--source", "second", "a.example"], SuspensionScope(site: "a.example", source: "second")),
        ])
    func scope(arguments: [String], expected: SuspensionScope) throws {
        #expect(try SuspensionOptions.parse(arguments).scope() == expected)
        #expect(expected.target != nil)
    }

    @Test(
        "that make no sense are wrong usage, and say what to write",
        arguments: [
            ([], "name a site, --sender ADDRESS, or --source NAME or ADDRESS"),
            (["a.example", "--sender", "b@b.example"], "--sender goes with neither a site nor --source"),
            (["--source", "a", "--sender", "b@b.example"], "--sender goes with neither a site nor --source"),
            (["--source", ""], "--source is empty; name a source of the configuration"),
            (
                ["ada@a.example"],
                """
                ada@a.example is an address and no site; name the domain, a.example, or the sender with --sender \
                ada@a.example
                """
            ),
            (
                ["<Ada@a.example>"],
                """
                <Ada@a.example> is an address and no site; name the domain, a.example, or the sender with --sender \
                ada@a.example
                """
            ),
            ([""], "the site is empty; name a domain, such as example.org"),
            (["a b"], "a b is no site; `waxwing queue explain` lists those that mail waits for"),
            (["a/b"], "a/b is no site; `waxwing queue explain` lists those that mail waits for"),
            (["--sender", "a.example"], "--sender a.example is no address; \(accepted); did you mean @a.example?"),
            (["--sender", "a b@a.example"], "--sender a b@a.example is no address; \(accepted)"),
            (["--sender", "<a@b.example"], "--sender <a@b.example is no address; \(accepted)"),
            (["--sender", "@"], "--sender @ is no address; \(accepted)"),
            (["--sender", ""], "--sender is empty; \(accepted)"),
        ] as [([String], String)])
    func nonsense(arguments: [String], message: String) throws {
        let options = try SuspensionOptions.parse(arguments)
        let error = #expect(throws: CommandFailure.self) { _ = try options.scope() }
        #expect(error == CommandFailure.usage(message))
    }

    @Test("A time becomes milliseconds", arguments: [("2h", 7_200_000), ("500ms", 500), ("3650d", 315_360_000_000)])
    func time(text: String, milliseconds: Int64) throws {
        let request = try QueueCommand.Suspend.parse(["a.example", "--for", text, "--reason", "r"]).request()
        #expect(request == .suspend(SuspensionScope(site: "a.example"), reason: "r", milliseconds: milliseconds))
        let endless = try QueueCommand.Suspend.parse(["a.example"]).request()
        #expect(
            endless
                == .suspend(SuspensionScope(site: "a.example"), reason: "suspended by the operator", milliseconds: nil))
    }

    @Test(
        "A time that cannot be read is named, with what was probably meant",
        arguments: [
            ("2hours", "; did you mean 2h?"), ("90", "; did you mean 90m?"), ("soon", ""), ("0s", ""), ("3651d", ""),
        ])
    func wrongTime(text: String, hint: String) throws {
        let command = try QueueCommand.Suspend.parse(["a.example", "--for", text])
        let error = #expect(throws: CommandFailure.self) { _ = try command.request() }
        let expected = "--for \(text) is no time; accepted: \(DurationText.accepted), up to 3650d\(hint)"
        #expect(error == CommandFailure.usage(expected))
    }

    @Test("A table of domains has bounds", arguments: [-1, 10_001])
    func domains(count: Int) async throws {
        let command = try QueueCommand.Summary.parse(["--domains=\(count)"])
        await #expect(throws: CommandFailure.usage("--domains wants a number from 0 to 10000")) {
            try await command.run()
        }
    }
}
