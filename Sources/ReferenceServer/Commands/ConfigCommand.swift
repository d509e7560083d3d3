import ArgumentParser
import DeliveryQueue
import Foundation

/// `waxwing config`: checks a configuration, or prints the default one, or what each key is.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check a configuration file, or print the default one, or what each key is.",
        subcommands: [Check.self, PrintDefault.self, PrintShaping.self, Reference.self])

    /// `waxwing config check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Find every mistake of a configuration file, with its line.",
            discussion: """
                What the environment sets, as WAXWING_HOSTNAME does, is checked with the file, as serve reads both.

                Example:
                  waxwing config check waxwing.yaml
                """)

        @Argument(help: ArgumentHelp("The file.", valueName: "file"))
        var file = "waxwing.yaml"

        func run() throws {
            do {
                let loaded = try ConfigurationLoader.load(
                    path: file, environment: ProcessInfo.processInfo.environment)
                for notice in loaded.notices { Console.error("note: \(notice)") }
                try ServerFiles(configuration: loaded.configuration).check()
                Console.print("\(file) is right")
            } catch let failure as ConfigurationFailure {
                if case .file = failure { throw CommandFailure.operational("\(failure)") }
                Console.error("\(failure)")
                throw CommandFailure.negative()
            }
        }
    }

    /// `waxwing config print-shaping`.
    struct PrintShaping: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "print-shaping",
            abstract: "Print what is known of large receivers, as a model for the file of delivery.shaping.",
            discussion: "Example:\n  waxwing config print-shaping > shaping.rules")

        func run() throws { Console.print(ShapingRules.presetText) }
    }

    /// `waxwing config print-default`.
    struct PrintDefault: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "print-default", abstract: "Print the configuration that serve writes when there is none.")

        func run() throws { Console.print(DefaultConfiguration.text(hostname: try ServeSetup.machineName)) }
    }

    /// `waxwing config reference`.
    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reference", abstract: "Print every key with what it takes, its default and what it does.",
            discussion: "The text is Markdown.\n\nExample:\n  waxwing config reference > docs/configuration.md")

        func run() throws { Console.write(Array(try ConfigurationReference.text().utf8)) }
    }
}
