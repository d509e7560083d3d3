import ArgumentParser
import MailCryptography

extension DKIMCommand {
    /// The types of key.
    enum KeyType: String, ExpressibleByArgument, CaseIterable {
        case rsa
        case ed25519
    }

    /// `waxwing dkim keygen`.
    struct KeyGeneration: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "keygen", abstract: "Make a private key.",
            discussion: """
                The key is written as PKCS#8 PEM, readable by its owner only. Of RSA, 2048 bits is what receivers can
                check everywhere and whose record fits into the DNS without trouble; Ed25519 is for a second signature.

                Examples:
                  waxwing dkim keygen --out s1.pem
                  waxwing dkim keygen --type ed25519 --out e1.pem
                  waxwing dkim keygen --encrypt-with passphrase.txt --out s1.pem
                """)

        @Option(help: "The type: rsa or ed25519.")
        var type = KeyType.rsa

        @Option(help: ArgumentHelp("The length of an RSA key, 1024 to 4096; 2048, if not said.", valueName: "bits"))
        var bits: Int?

        @Option(help: ArgumentHelp("The new file; one that exists is never touched.", valueName: "file"))
        var out: String

        @Option(help: ArgumentHelp("Put the key under the passphrase in this file.", valueName: "file"))
        var encryptWith: String?

        @Flag(help: "Write PKCS#1, as old programs want it; RSA only, without a passphrase.")
        var pkcs1 = false

        func validate() throws {
            guard type == .rsa || bits == nil else { throw ValidationError("--bits is for RSA only") }
            guard type == .rsa || !pkcs1 else { throw ValidationError("--pkcs1 is for RSA only") }
            guard !pkcs1 || encryptWith == nil else {
                throw ValidationError("--pkcs1 is written without a passphrase; leave out --encrypt-with or --pkcs1")
            }
            guard out != "-" else {
                throw ValidationError("--out -: a key is written to a file, readable by its owner only")
            }
        }

        func run() throws {
            let lengths = PrivateKey.minimumRSABits...PrivateKey.maximumGeneratedRSABits
            guard lengths.contains(bits ?? Self.standardBits) else {
                throw CommandFailure.usage(
                    "--bits \(bits ?? 0): an RSA key has \(lengths.lowerBound) to \(lengths.upperBound) bits")
            }
            // Before the key is made, so that a mistake costs no time.
            let passphrase = try encryptWith.map(DKIMKeyFile.passphrase)
            let printable = Console.printable(out)
            guard !Files.exists(out) else { throw CommandFailure.operational("\(printable) exists already") }
            do {
                let key = try PrivateKey.generate(type == .rsa ? .rsa(bits: bits ?? Self.standardBits) : .ed25519)
                try Files.create(Array(try text(of: key, passphrase).utf8), at: out, mode: 0o600)
            } catch let error as CryptographyError {
                throw CommandFailure.operational("cannot make a key: \(error)")
            }
            let option = encryptWith.map { " --passphrase-file \(DKIMKeyFile.argument($0))" } ?? ""
            Console.error("Made \(printable). Next: waxwing dkim record --key \(DKIMKeyFile.argument(out))\(option)")
        }

        private func text(of key: PrivateKey, _ passphrase: [UInt8]?) throws(CryptographyError) -> String {
            if let passphrase { return try key.pem(encryptedWith: passphrase) }
            return pkcs1 ? try key.pem(as: .pkcs1) : try key.pem()
        }

        /// What RFC 8301, section 3.2, asks for.
        private static let standardBits = 2_048
    }
}
