import ArgumentParser
import DKIM
import Foundation
import MailAddressing

extension DKIMCommand {
    /// `waxwing dkim sign`.
    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign", abstract: "Print a message with its signature.",
            discussion: """
                Several keys sign together, each with its selector, such as one of RSA and one of Ed25519. Where the
                first line ends with LF alone, every line is given CRLF, as on the wire; this is said on standard error.

                Examples:
                  waxwing dkim sign --domain example.com --selector s1 --key s1.pem message.eml > signed.eml
                  waxwing dkim sign --domain example.com --selector r1 --key r1.pem --selector e1 --key e1.pem \\
                    --expires-in 7d message.eml > signed.eml
                  waxwing dkim sign --domain example.com --selector s1 --key s1.pem --headers from,to,subject,date \\
                    --oversign from,subject --output-directory signed *.eml
                """)

        @Option(help: ArgumentHelp("The signing domain: one, or one for each key.", valueName: "domain"))
        var domain: [String]

        @Option(help: ArgumentHelp("The selector, one for each key.", valueName: "selector"))
        var selector: [String]

        @Option(help: ArgumentHelp("The private key; may be said several times.", valueName: "file"))
        var key: [String]

        @Option(help: ArgumentHelp("The passphrase of keys that are under one.", valueName: "file"))
        var passphraseFile: String?

        @OptionGroup(title: "How to sign")
        var form: Form

        @Option(
            help: ArgumentHelp(
                "Write each signed message there under its own name; what exists is never touched.",
                valueName: "directory"))
        var outputDirectory: String?

        @Flag(help: "Leave lines that end with LF alone as they are.")
        var asIs = false

        @Argument(help: ArgumentHelp("The messages; - or nothing is standard input.", valueName: "file"))
        var files: [String] = []

        func validate() throws {
            guard selector.count == key.count else {
                throw ValidationError(
                    "each --key goes with one --selector; there are \(key.count) and \(selector.count)")
            }
            guard domain.count == 1 || domain.count == key.count else {
                throw ValidationError("say --domain once, or once for each --key")
            }
            guard files.count <= 1 || outputDirectory != nil else {
                throw ValidationError("several messages want --output-directory")
            }
            try DKIMCommand.requireOneStandardInput(key + (files.isEmpty ? ["-"] : files))
        }

        func run() throws {
            let signers = try self.signers()
            let time = try DKIMCommand.unixTime(form.time)
            guard let outputDirectory else {
                let message = try DKIMMessageFile(path: files.first ?? "-", isTakenAsIs: asIs)
                let signed = try Self.signed(message, by: signers, at: time)
                DKIMLineEnds.tell([(message.name, message.lineEnds)])
                do {
                    return try FileHandle.standardOutput.write(contentsOf: Data(signed))
                } catch {
                    throw CommandFailure.operational("cannot write the signed message: \(Files.reason(of: error))")
                }
            }
            let targets = try self.targets(in: outputDirectory)
            try Files.makeDirectory(outputDirectory)
            var failures = 0
            var lineEnds: [(name: String, lineEnds: DKIMLineEnds)] = []
            for (file, target) in targets {
                do throws(CommandFailure) {
                    let message = try DKIMMessageFile(path: file, isTakenAsIs: asIs)
                    try Files.create(try Self.signed(message, by: signers, at: time), at: target, mode: 0o644)
                    lineEnds.append((message.name, message.lineEnds))
                } catch {
                    Console.error("waxwing: \(error.message)")
                    failures += 1
                }
            }
            DKIMLineEnds.tell(lineEnds)
            let place = Console.printable(outputDirectory)
            Console.error("Signed \(targets.count - failures) of \(targets.count) messages into \(place)")
            guard failures == 0 else {
                throw CommandFailure.operational(
                    failures == 1 ? "1 message was not signed" : "\(failures) messages were not signed")
            }
        }

        private func signers() throws(CommandFailure) -> [DKIMSigner] {
            let options = try form.options()
            var signers: [DKIMSigner] = []
            for index in key.indices {
                let domain = domain.count == 1 ? domain[0] : domain[index]
                let secret = try DKIMKeyFile.privateKey(key[index], passphraseFile: passphraseFile)
                do throws(DKIMError) {
                    signers.append(
                        try DKIMSigner(domain: domain, selector: selector[index], key: secret, options: options))
                } catch {
                    throw .usage(Console.printable("--domain \(domain) --selector \(selector[index]): \(error)"))
                }
            }
            return signers
        }

        /// Where each message goes, asked before anything is written.
        ///
        /// What is checked: that every message comes from a file, that no two have the same name, and that nothing is
        /// at any target yet. Whether the files can be read and the directory be written shows when they are.
        private func targets(in directory: String) throws(CommandFailure) -> [(file: String, target: String)] {
            var targets: [(file: String, target: String)] = []
            var names: Set<String> = []
            guard !files.isEmpty, !files.contains("-") else {
                throw .usage("--output-directory wants messages from files, as each keeps its name")
            }
            for file in files {
                let name = (file as NSString).lastPathComponent
                guard names.insert(name).inserted else {
                    throw .usage("two of the messages are called \(Console.printable(name)); sign them one by one")
                }
                let target = (directory as NSString).appendingPathComponent(name)
                guard !Files.exists(target) else {
                    throw .operational("\(Console.printable(target)) exists already, and nothing was signed")
                }
                targets.append((file, target))
            }
            return targets
        }

        /// The message with the signatures before it.
        private static func signed(
            _ message: DKIMMessageFile, by signers: [DKIMSigner], at time: Int64
        ) throws(CommandFailure) -> [UInt8] {
            var stream = DKIMSigningStream(signers: signers)
            stream.update(message.octets)
            do {
                return try stream.finish(at: time) + message.octets
            } catch {
                let reason = error.problem == .malformedHeader ? message.malformedLine : nil
                throw .operational("cannot sign \(message.name): \(reason ?? "\(error)")")
            }
        }
    }
}
