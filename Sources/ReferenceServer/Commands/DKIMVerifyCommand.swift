import ArgumentParser
import DKIM
import DeliveryQueue
import MXResolverTesting
import MailAddressing

extension DKIMCommand {
    /// `waxwing dkim verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check every signature of a message.",
            discussion: "Exit status 0: at least one signature passes. 1: none does.")

        @Option(help: ArgumentHelp("Take the key records from a zone file.", valueName: "file"))
        var zone: String?

        @Option(help: ArgumentHelp("Take the public half of this private key for every signature.", valueName: "file"))
        var key: String?

        @Option(help: ArgumentHelp("The name server to ask.", valueName: "host:port"))
        var dns: String?

        @Flag(help: "Print JSON.")
        var json = false

        @Argument(help: ArgumentHelp("The message; - or nothing is standard input.", valueName: "file"))
        var file: String?

        func validate() throws {
            guard [zone, key, dns].compactMap({ $0 }).count <= 1 else {
                throw ValidationError("say one of --zone, --key and --dns")
            }
        }

        func run() async throws {
            let message = MessageText.withCRLF(try Files.read(file))
            let verifier = DKIMVerifier(keys: try keys())
            let verdicts = await verifier.verify(message, at: SystemQueueClock().now().seconds)
            if json {
                try Console.printJSON(verdicts.map(View.init))
            } else {
                for verdict in verdicts { Console.print(Console.printable("\(verdict)")) }
                if verdicts.isEmpty { Console.print("none: the message has no signature") }
            }
            guard verdicts.contains(where: { $0.result == .pass }) else { throw CommandFailure.negative() }
        }

        private func keys() throws(CommandFailure) -> any TextRecordSource {
            if let key { return OneKey(record: Array(DKIMKeyRecord.text(for: try DKIMCommand.privateKey(key)).utf8)) }
            guard let zone else { return try DNSOption.resolver(dns) }
            let text = String(decoding: try Files.read(zone), as: UTF8.self)
            do {
                return try ZoneResolver(parsing: text)
            } catch {
                throw .operational("\(zone): \(error)")
            }
        }

        private struct View: Encodable {
            var result: String
            var reason: String
            var domain: String?
            var selector: String?
            var identity: String?
            var algorithm: String?
            var keyBits: Int?

            init(_ verdict: DKIMVerdict) {
                result = verdict.result.rawValue
                reason = "\(verdict.reason)"
                domain = verdict.domain?.text
                selector = verdict.selector
                identity = verdict.identity
                algorithm = verdict.algorithm?.rawValue
                keyBits = verdict.keyBits
            }
        }
    }
}

/// A source that has one key record, whatever is asked.
private struct OneKey: TextRecordSource {
    let record: [UInt8]

    func textRecords(at name: DomainName) async -> TextRecordAnswer { .records([record]) }
}
