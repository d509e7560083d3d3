import ArgumentParser
import Testing

@testable import ReferenceServer

@Suite("The options of the load generator")
struct BenchOptionsTests {
    @Test(
        "that would make no load are wrong usage",
        arguments: [
            ["--messages", "9223372036854775807"], ["--warm-up", "9223372036854775807"], ["--messages", "0"],
            ["--warm-up", "-1"], ["--seconds", "nan"], ["--seconds", "1e300"], ["--sessions", "0"], ["--size", "199"],
            ["--messages", "5", "--seconds", "1"], ["--from", "ada"], ["--to", "@"],
        ])
    func nonsense(options: [String]) throws {
        let joined = stride(from: 0, to: options.count, by: 2).map { options[$0] + "=" + options[$0 + 1] }
        let command = try BenchCommand.SMTP.parse(["127.0.0.1:2525"] + joined)
        let error = #expect(throws: CommandFailure.self) { _ = try command.plan() }
        #expect(error?.status == 2)
    }

    @Test(
        "say who sends and who gets",
        arguments: [([], "MAIL FROM:<>"), (["--from", "a@b.example"], "MAIL FROM:<a@b.example>")])
    func envelope(options: [String], command: String) throws {
        let plan = try BenchCommand.SMTP.parse(["127.0.0.1:2525"] + options).plan()
        #expect(plan.mail == Array(command.utf8))
        #expect(plan.recipient == Array("RCPT TO:<bench@example.test>\r\n".utf8))
    }
}
