import ArgumentParser
import DeliveryQueue

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

    /// The time that an option says, or now, in seconds since 1970.
    static func unixTime(_ option: Int64?) throws(CommandFailure) -> Int64 {
        guard let option else { return SystemQueueClock().now().seconds }
        guard option >= 0 else { throw .usage("--time \(option): it is a number of seconds since 1970") }
        return option
    }
}

/// Messages from files, whose lines may end with LF alone.
enum MessageText {
    /// The message with CRLF at the end of each line; one that has CRLF throughout is not changed.
    static func withCRLF(_ octets: [UInt8]) -> [UInt8] {
        var previous: UInt8 = 0
        var result: [UInt8] = []
        result.reserveCapacity(octets.count + octets.count / 40)
        for octet in octets {
            if octet == 10, previous != 13 { result.append(13) }
            result.append(octet)
            previous = octet
        }
        return result
    }
}
