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
                Where the first line ends with LF alone, every line is given CRLF, as on the wire; this is said on
                standard error.

                --json prints, of one message, an array of verdicts, empty where there is no signature; what is wrong
                with the header as a whole goes to standard error. Of several messages it prints an array of objects:
                file, verdicts as above, and where there is one note (what is wrong with the header) or error (why the
                file cannot be read). A verdict has result (pass, fail, policy, neutral, temperror or permerror),
                reason, and what the signature says.

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

        @Flag(help: "Print JSON: of one message an array of verdicts, of several {file, verdicts, note, error} each.")
        var json = false

        @Argument(help: ArgumentHelp("The messages; - or nothing is standard input.", valueName: "file"))
        var files: [String] = []

        func validate() throws {
            let inputs = [source.zone].compactMap { $0 } + source.key
            try DKIMCommand.requireOneStandardInput(inputs + (files.isEmpty ? ["-"] : files))
        }

        func run() async throws {
            let verifier = DKIMVerifier(keys: try source.keys(), options: acceptance.options())
            let time = try DKIMCommand.unixTime(acceptance.time)
            let paths = files.isEmpty ? ["-"] : files
            var reports: [DKIMMessageReport] = []
            var lineEnds: [(name: String, lineEnds: DKIMLineEnds)] = []
            for path in paths {
                do throws(CommandFailure) {
                    let message = try DKIMMessageFile(path: path, isTakenAsIs: asIs)
                    lineEnds.append((message.name, message.lineEnds))
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
            DKIMLineEnds.tell(lineEnds)
            let unread = reports.count { $0.error != nil }
            guard unread == 0 else {
                throw CommandFailure.operational("\(unread) \(unread == 1 ? "message" : "messages") could not be read")
            }
            guard reports.allSatisfy(\.passes) else { throw CommandFailure.negative() }
        }

        private static func printJSON(_ reports: [DKIMMessageReport]) throws(CommandFailure) {
            if reports.count == 1, let report = reports.first {
                try Console.printJSON(report.verdicts)
                if let note = report.note { Console.error("\(DKIMMessageFile.name(of: report.file)): \(note)") }
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

        @Option(help: ArgumentHelp("A name server to ask; may be repeated.", valueName: "host:port"))
        var dns: [String] = []

        func validate() throws {
            guard [zone, key.first, dns.first].compactMap({ $0 }).count <= 1 else {
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
            return try DNSCommand.Source.resolver(ofZone: zone)
        }
    }

    /// What is accepted, and when.
    struct Acceptance: ParsableArguments {
        @Option(
            help: ArgumentHelp("Check as at this time, in seconds since 1970; now, if not said.", valueName: "unix"))
        var time: Int64?

        @Flag(help: "Check signatures over SHA-1, which anybody may forge.")
        var dangerouslyAcceptSha1 = false

        @Option(
            help: ArgumentHelp(
                "Accept RSA keys from so many bits on, 512 to 1023, instead of 1024.", valueName: "bits"))
        var dangerouslyAcceptShortKeys: Int?

        @Flag(help: "Let pass signatures over the beginning of the body alone (l=).")
        var dangerouslyAcceptPartialBodies = false

        @Flag(
            help: "Let pass headers that others may read in another way: a lone CR or LF, or a line that is no field.")
        var dangerouslyAcceptAmbiguousHeaders = false

        func validate() throws {
            guard let bits = dangerouslyAcceptShortKeys, !Self.shortKeys.contains(bits) else { return }
            throw ValidationError("--dangerously-accept-short-keys \(bits): it is 512 to 1023")
        }

        /// Shorter keys than these fall to anybody in hours; longer ones need no such option.
        private static let shortKeys = 512...1_023

        /// The options of the verifier.
        func options() -> DKIMVerifier.Options {
            var options = DKIMVerifier.Options()
            options.danger.acceptsSHA1 = dangerouslyAcceptSha1
            options.danger.acceptsPartialBodies = dangerouslyAcceptPartialBodies
            options.danger.acceptsAmbiguousHeaders = dangerouslyAcceptAmbiguousHeaders
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
