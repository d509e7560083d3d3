import ArgumentParser
import DeliveryQueue
import InternetMessage

/// `waxwing dkim`: keys, records, signatures.
struct DKIMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dkim", abstract: "Make DKIM keys and records, sign and verify messages.",
        discussion: """
            Examples:
              waxwing dkim keygen --type rsa --out s1.pem
              waxwing dkim record --key s1.pem --domain example.com --selector s1
              waxwing dkim sign --domain example.com --selector s1 --key s1.pem message.eml > signed.eml
              waxwing dkim verify signed.eml
              waxwing dkim verify --zone example.zone *.eml
            """,
        subcommands: [KeyGeneration.self, Record.self, Sign.self, Verify.self])

    /// Refuses a command line on which more than one input is standard input, of which each would get a piece.
    ///
    /// - Parameter inputs: the files that are read, with `-` for standard input.
    static func requireOneStandardInput(_ inputs: [String]) throws {
        guard inputs.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("only one input can be standard input, named as - or by no message file at all")
        }
    }

    /// The time that an option says, or now, in seconds since 1970.
    ///
    /// - Throws: wrong usage for a time before 1970 or beyond the year 9999, which no date in a message can say.
    static func unixTime(_ option: Int64?) throws(CommandFailure) -> Int64 {
        guard let option else { return SystemQueueClock().now().seconds }
        guard (0...MessageDate.range.upperBound).contains(option) else {
            throw .usage("--time \(option): it is in seconds since 1970, at most \(MessageDate.range.upperBound)")
        }
        return option
    }
}
