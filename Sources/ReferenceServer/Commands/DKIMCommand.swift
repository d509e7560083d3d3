import ArgumentParser
import DKIM
import DeliveryQueue
import InternetMessage
import MXResolver
import MXResolverTesting
import MailAddressing
import MailCryptography

/// `waxwing dkim`: keys, records, signatures.
struct DKIMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dkim", abstract: "Make DKIM keys and records, sign and verify messages.",
        discussion: """
            Examples:
              waxwing dkim keygen --type rsa --out s1.pem
              waxwing dkim record --key s1.pem
              waxwing dkim sign --domain example.com --selector s1 --key s1.pem message.eml > signed.eml
              waxwing dkim verify --zone example.zone signed.eml
            """,
        subcommands: [KeyGeneration.self, Record.self, Sign.self, Verify.self])

    /// The types of key.
    enum KeyType: String, ExpressibleByArgument, CaseIterable {
        case rsa
        case ed25519
    }

    /// `waxwing dkim keygen`.
    struct KeyGeneration: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "keygen", abstract: "Make a private key.")

        @Option(help: "The type: rsa or ed25519.")
        var type = KeyType.rsa

        @Option(help: ArgumentHelp("The length of an RSA key, 1024 to 4096.", valueName: "bits"))
        var bits = 2_048

        @Option(help: ArgumentHelp("The new file; one that exists is never touched.", valueName: "file"))
        var out: String

        func run() throws {
            guard (1_024...4_096).contains(bits) else {
                throw CommandFailure.usage("--bits \(bits): an RSA key has 1024 to 4096 bits")
            }
            do {
                let key = try PrivateKey.generate(type == .rsa ? .rsa(bits: bits) : .ed25519)
                try Files.create(Array(try key.pem().utf8), at: out, mode: 0o600)
            } catch let error as CryptographyError {
                throw CommandFailure.operational("cannot make a key: \(error)")
            }
            Console.error("Made \(out). Next: waxwing dkim record --key \(out)")
        }
    }

    /// `waxwing dkim record`.
    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record", abstract: "Print the DNS record that belongs to a key.")

        @Option(help: ArgumentHelp("The private key.", valueName: "file"))
        var key: String

        @Option(help: ArgumentHelp("With --selector: print a zone-file line for this domain.", valueName: "domain"))
        var domain: String?

        @Option(help: ArgumentHelp("The selector.", valueName: "selector"))
        var selector: String?

        func run() throws {
            let secret = try DKIMCommand.privateKey(key)
            guard domain != nil || selector != nil else {
                return Console.print(DKIMKeyRecord.text(for: secret))
            }
            guard let domain, let selector else {
                throw CommandFailure.usage("--domain and --selector go together")
            }
            do {
                let name = try DomainName(domain).prefixed(by: "\(selector)._domainkey")
                Console.print(DKIMKeyRecord.zoneLine(for: secret.publicKey, at: name))
            } catch {
                throw CommandFailure.usage("\(selector)._domainkey.\(domain) is no name: \(error)")
            }
        }
    }

    /// `waxwing dkim sign`.
    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign", abstract: "Print a message with its signature.")

        @Option(help: ArgumentHelp("The signing domain.", valueName: "domain"))
        var domain: String

        @Option(help: ArgumentHelp("The selector.", valueName: "selector"))
        var selector: String

        @Option(help: ArgumentHelp("The private key.", valueName: "file"))
        var key: String

        @Option(help: ArgumentHelp("Header and body: simple or relaxed each.", valueName: "header/body"))
        var canonicalization = "relaxed/relaxed"

        @Argument(help: ArgumentHelp("The message; - or nothing is standard input.", valueName: "file"))
        var file: String?

        func run() throws {
            let secret = try DKIMCommand.privateKey(key)
            let parts = canonicalization.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard let header = parts.first.flatMap(Canonicalization.init(rawValue:)),
                let body = parts.count == 2 ? Canonicalization(rawValue: parts[1]) : parts.count == 1 ? .simple : nil
            else { throw CommandFailure.usage("--canonicalization \(canonicalization): it is such as relaxed/simple") }
            let message = MessageText.withCRLF(try Files.read(file))
            do {
                var options = DKIMSigner.Options()
                options.headerCanonicalization = header
                options.bodyCanonicalization = body
                let signer = try DKIMSigner(
                    domain: try DomainName(domain), selector: selector, key: secret, options: options)
                Console.write(try signer.sign(message, at: SystemQueueClock().now().seconds))
            } catch {
                throw CommandFailure.operational("cannot sign: \(error)")
            }
        }
    }

    /// Reads a private key.
    static func privateKey(_ path: String) throws(CommandFailure) -> PrivateKey {
        let pem = try Files.read(path)
        do {
            return try PrivateKey(pem: pem)
        } catch {
            throw .operational("the key \(path) cannot be used: \(error)")
        }
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
