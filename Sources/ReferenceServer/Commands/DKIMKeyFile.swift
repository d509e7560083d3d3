import MailCryptography

/// Keys that commands read from PEM files, with failures in words.
enum DKIMKeyFile {
    /// Reads a private key.
    ///
    /// - Parameters:
    ///   - path: the PEM file; `-` is standard input.
    ///   - passphraseFile: where the passphrase is, for a key that is under one.
    static func privateKey(_ path: String, passphraseFile: String?) throws(CommandFailure) -> PrivateKey {
        let pem = try Files.read(path)
        let passphrase = try passphraseFile.map(passphrase)
        do {
            return try PrivateKey(pem: pem, passphrase: passphrase)
        } catch {
            throw failure(error, of: path, passphraseFile: passphraseFile)
        }
    }

    /// Reads a public key, or the public half of a private one.
    ///
    /// - Parameters:
    ///   - path: the PEM file; `-` is standard input.
    ///   - passphraseFile: where the passphrase is, for a private key that is under one.
    static func publicKey(_ path: String, passphraseFile: String?) throws(CommandFailure) -> PublicKey {
        let pem = try Files.read(path)
        if let key = try? PublicKey(pem: pem) { return key }
        let passphrase = try passphraseFile.map(passphrase)
        do {
            return try PrivateKey(pem: pem, passphrase: passphrase).publicKey
        } catch {
            throw failure(error, of: path, passphraseFile: passphraseFile)
        }
    }

    /// Reads a passphrase: the one line of a file that only its owner may use.
    static func passphrase(_ path: String) throws(CommandFailure) -> [UInt8] {
        do {
            return Array(try PasswordFile.read(path).utf8)
        } catch {
            throw .operational("\(error)")
        }
    }

    /// A path as a shell takes it for one word, in a command line that a person is shown.
    static func argument(_ path: String) -> String {
        let text = Console.printable(path)
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), 128...:
                    true
                default: plainOctets.contains(octet)
                }
            }
        if isPlain { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// What stands for itself in a shell, beside letters and digits.
    private static let plainOctets = Array("/._-+,:@%=".utf8)

    private static func failure(
        _ error: CryptographyError, of path: String, passphraseFile: String?
    ) -> CommandFailure {
        let path = Console.printable(path)
        return switch error.kind {
        case .passphraseNeeded:
            .operational("the key \(path) is under a passphrase; name the file that holds it with --passphrase-file")
        case .wrongPassphrase:
            .operational("the passphrase in \(passphraseFile ?? "the file") does not open the key \(path)")
        case .malformedKey: .operational("the key \(path) cannot be used: it is no key in PEM (\(error))")
        default: .operational("the key \(path) cannot be used: \(error)")
        }
    }
}
