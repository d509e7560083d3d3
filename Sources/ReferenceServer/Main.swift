import ArgumentParser
import Foundation

/// The program: reads its arguments, runs a command, and ends with the exit status that the command line promises.
///
/// 0 is success, 1 a negative answer, 2 wrong usage, 3 an operational failure.
@main
enum Main {
    static func main() async {
        // A peer that closes its connection must not end the process.
        signal(SIGPIPE, SIG_IGN)
        var command: any ParsableCommand
        do {
            command = try WaxwingCommand.parseAsRoot()
        } catch {
            end(error, status: 2)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { Console.error("waxwing: \(failure.message)") }
            exit(failure.status)
        } catch {
            // What is not named by a command is no wrong usage: help and validation speak before, or as clean exits.
            end(error, status: error is ValidationError ? 2 : 3)
        }
        exit(0)
    }

    private static func end(_ error: any Error, status: Int32) -> Never {
        let text = WaxwingCommand.fullMessage(for: error)
        guard WaxwingCommand.exitCode(for: error) == .success else {
            Console.error(text)
            exit(status)
        }
        Console.print(text)
        exit(0)
    }
}

/// The root of the command line.
struct WaxwingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waxwing",
        abstract: "A self-hosted mail delivery server and its tools.",
        discussion: """
            Try it in one command, all on this machine:
              waxwing demo

            Run it; without a configuration it writes a commented one and listens on 127.0.0.1:2525:
              waxwing serve

            Exit status: 0 success, 1 a negative answer, 2 wrong usage, 3 an operational failure.
            """,
        version: "waxwing \(WaxwingVersion.text)",
        subcommands: [
            ServeCommand.self, DemoCommand.self, ConfigCommand.self, SendCommand.self, SinkCommand.self,
            DKIMCommand.self, DNSCommand.self, BounceCommand.self, AccountCommand.self, DomainCommand.self,
            AliasCommand.self, RuleCommand.self, QueueCommand.self, SuppressionCommand.self, ReportCommand.self,
            BackupCommand.self, RestoreCommand.self, CheckCommand.self, BenchCommand.self,
        ])
}

/// The version of the program.
enum WaxwingVersion {
    /// The version, as in the change log.
    static let text = "0.1.0"
}
