import ArgumentParser
import DKIM
import MXResolverTesting
import MailAddressing
import MailCryptography

extension DKIMCommand {
    /// `waxwing dkim verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check every signature of a message and explain the result.",
            discussion: """
                Exit status 0: every message has a signature that passes. 1: one has none. 3: a file cannot be read.
                Where the body has changed, the change that the signed digest proves is named if it can be found; where
                the header has changed and the signature has a copy of it (z=), the fields that differ.
                Lines that end with LF alone are given CRLF, as on the wire; this is said on standard error.

                Examples:
                  waxwing dkim verify message.eml
                  waxwing dkim verify --zone example.zone --json *.eml
                  waxwing dkim verify --key s1.pem --time 1700000000 message.eml
                """)

        @OptionGroup(title: "Where the keys are; the DNS, if nothing is said")
        var source: KeySource

        @OptionGroup(title: "What is accepted")
        var acceptance: Acceptance

        @Flag(help: "Leave lines that end with LF alone as they are.")
        var asIs = false

        @Flag(help: "Print JSON: of one message an array of verdicts, of several {file, verdicts} each.")
        var json = false

        @Argument(help: ArgumentHelp("The messages; - or nothing is standard input.", valueName: "file"))
        var files: [String] = []

        func validate() throws {
            guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("name - only once") }
        }

        func run() async throws {
            let verifier = DKIMVerifier(keys: try source.keys(), options: acceptance.options())
            let time = try DKIMCommand.unixTime(acceptance.time)
            let paths = files.isEmpty ? ["-"] : files
            var reports: [DKIMMessageReport] = []
            var changes: [(name: String, changedLineEnds: Int)] = []
            for path in paths {
                do throws(CommandFailure) {
                    let message = try DKIMMessageFile(path: path, isTakenAsIs: asIs)
                    changes.append((message.name, message.changedLineEnds))
                    let verdicts = await verifier.verify(message.octets, at: time)
                    let report = DKIMMessageReport(of: message, verdicts: verdicts)
                    if !json { Console.print(report.text(isNamed: paths.count > 1)) }
                    reports.append(report)
                } catch {
                    guard paths.count > 1 else { throw error }
                    Console.error("waxwing: \(error.message)")
                    reports.append(DKIMMessageReport(file: path, verdicts: [], error: error.message))
                }
            }
            if json { try Self.printJSON(reports) }
            DKIMMessageFile.tellOfChanges(changes)
            let unread = reports.count { $0.error != nil }
            guard unread == 0 else { throw CommandFailure.operational("\(unread) messages could not be read") }
            guard reports.allSatisfy(\.passes) else { throw CommandFailure.negative() }
        }

        private static func printJSON(_ reports: [DKIMMessageReport]) throws(CommandFailure) {
            if reports.count == 1, let report = reports.first {
                try Console.printJSON(report.verdicts)
            } else {
                try Console.printJSON(reports)
            }
        }
    }
}

extension DKIMCommand.Verify {
    /// Where key records are looked up.
    struct KeySource: ParsableArguments {
        @Option(help: ArgumentHelp("Take the key records from a zone file.", valueName: "file"))
        var zone: String?

        @Option(
            help: ArgumentHelp(
                "Take this public key, or the public half of this private one, for every signature; may be repeated.",
                valueName: "file"))
        var key: [String] = []

        @Option(help: ArgumentHelp("The passphrase of a key that is under one.", valueName: "file"))
        var passphraseFile: String?

        @Option(help: ArgumentHelp("The name server to ask.", valueName: "host:port"))
        var dns: String?

        func validate() throws {
            guard [zone, key.first, dns].compactMap({ $0 }).count <= 1 else {
                throw ValidationError("say one of --zone, --key and --dns")
            }
            guard passphraseFile == nil || !key.isEmpty else {
                throw ValidationError("--passphrase-file goes with --key")
            }
        }

        /// The source.
        func keys() throws(CommandFailure) -> any TextRecordSource {
            if !key.isEmpty {
                var records: [[UInt8]] = []
                for file in key {
                    let publicKey = try DKIMKeyFile.publicKey(file, passphraseFile: passphraseFile)
                    records.append(Array(DKIMKeyRecord.text(for: publicKey).utf8))
                }
                return SameKeys(records: records)
            }
            guard let zone else { return try DNSOption.resolver(dns) }
            let text = String(decoding: try Files.read(zone), as: UTF8.self)
            do {
                return try ZoneResolver(parsing: text)
            } catch {
                throw .operational("\(Console.printable(zone)): \(error)")
            }
        }
    }

    /// What is accepted, and when.
    struct Acceptance: ParsableArguments {
        @Option(
            help: ArgumentHelp("Check as at this time, in seconds since 1970; now, if not said.", valueName: "unix"))
        var time: Int64?

        @Flag(help: "Check signatures over SHA-1, which anybody may forge.")
        var dangerouslyAcceptSha1 = false

        @Option(help: ArgumentHelp("Accept RSA keys from so many bits on, instead of 1024.", valueName: "bits"))
        var dangerouslyAcceptShortKeys: Int?

        @Flag(help: "Let pass signatures over the beginning of the body alone (l=).")
        var dangerouslyAcceptPartialBodies = false

        /// The options of the verifier.
        func options() -> DKIMVerifier.Options {
            var options = DKIMVerifier.Options()
            options.danger.acceptsSHA1 = dangerouslyAcceptSha1
            options.danger.acceptsPartialBodies = dangerouslyAcceptPartialBodies
            if let dangerouslyAcceptShortKeys { options.danger.minimumRSABits = dangerouslyAcceptShortKeys }
            return options
        }
    }
}

/// A source that has the same key records, whatever is asked.
private struct SameKeys: TextRecordSource {
    let records: [[UInt8]]

    func textRecords(at name: DomainName) async -> TextRecordAnswer { .records(records) }
}
