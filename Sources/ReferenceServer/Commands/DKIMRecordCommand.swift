import ArgumentParser
import DKIM
import MailAddressing
import MailCryptography

extension DKIMCommand {
    /// The forms in which a record is printed.
    enum RecordFormat: String, ExpressibleByArgument, CaseIterable {
        /// The whole record as one text, for the form of a DNS provider.
        case text
        /// The strings of at most 255 octets that the DNS keeps it in, one a line and in quotes.
        case strings
        /// A line of a zone file.
        case zone
    }

    /// `waxwing dkim record`.
    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record", abstract: "Print the DNS record that belongs to a key.",
            discussion: """
                Publish it as a TXT record at SELECTOR._domainkey.DOMAIN. A public key will do; of a private one nothing
                secret is shown.

                Examples:
                  waxwing dkim record --key s1.pem
                  waxwing dkim record --key s1.pem --domain example.com --selector s1 >> example.zone
                  waxwing dkim record --key s1.pem --strict --notes 'made in 2026' --format strings
                """)

        @Option(help: ArgumentHelp("The private or public key.", valueName: "file"))
        var key: String

        @Option(help: ArgumentHelp("The passphrase of a key that is under one.", valueName: "file"))
        var passphraseFile: String?

        @Option(help: ArgumentHelp("The signing domain; goes with --selector.", valueName: "domain"))
        var domain: String?

        @Option(help: ArgumentHelp("The selector; goes with --domain.", valueName: "selector"))
        var selector: String?

        @Option(help: "text, strings of 255 octets, or a zone-file line, which is the default with --domain.")
        var format: RecordFormat?

        @Flag(help: "Say that the domain is only testing DKIM (t=y).")
        var test = false

        @Flag(help: "Say that identities in subdomains are wrong (t=s).")
        var strict = false

        @Option(help: ArgumentHelp("A note, which everybody can read (n=).", valueName: "text"))
        var notes: String?

        @Flag(help: "Print JSON: all the forms.")
        var json = false

        func validate() throws {
            guard (domain == nil) == (selector == nil) else {
                throw ValidationError("--domain and --selector go together")
            }
            guard format != .zone || domain != nil else {
                throw ValidationError("--format zone wants --domain and --selector")
            }
            guard format == nil || !json else { throw ValidationError("--json has all the forms") }
        }

        func run() throws {
            let publicKey = try DKIMKeyFile.publicKey(key, passphraseFile: passphraseFile)
            let record = try self.record(of: publicKey)
            let name = try self.name()
            if json { return try Console.printJSON(View(record, publicKey, at: name)) }
            switch (format ?? (name == nil ? .text : .zone), name) {
            case (.strings, _):
                for string in DKIMKeyRecord.strings255(record.text) { Console.print("\"\(string)\"") }
            case (.zone, let name?): Console.print(record.zoneLine(at: name))
            case (.text, _), (.zone, nil): Console.print(record.text)
            }
        }

        private func record(of key: PublicKey) throws(CommandFailure) -> DKIMKeyRecord {
            do {
                return try DKIMKeyRecord(
                    publishing: key, options: DKIMKeyRecord.Options(isTest: test, isStrict: strict, note: notes))
            } catch {
                throw .usage("--notes: at most \(DKIMKeyRecord.Options.maximumNoteLength) octets (\(error))")
            }
        }

        private func name() throws(CommandFailure) -> DomainName? {
            guard let domain, let selector else { return nil }
            do {
                return try DomainName(domain).prefixed(by: "\(selector)._domainkey")
            } catch {
                throw .usage(Console.printable("\(selector)._domainkey.\(domain) is no name: \(error)"))
            }
        }

        private struct View: Encodable {
            var name: String?
            var record: String
            var strings: [String]
            var zone: String?
            var keyType: String
            var keyBits: Int

            init(_ record: DKIMKeyRecord, _ key: PublicKey, at name: DomainName?) {
                self.name = name?.text
                self.record = record.text
                strings = DKIMKeyRecord.strings255(record.text)
                zone = name.map(record.zoneLine(at:))
                keyType = record.keyType
                keyBits = key.bits
            }
        }
    }
}
