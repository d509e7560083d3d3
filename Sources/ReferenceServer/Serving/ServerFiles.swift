import BounceClassification
import DKIM
import DeliveryAgent
import DeliveryQueue
import Foundation
import MailAddressing
import MailCryptography
import SMTPTransport

/// The keys, certificates and secrets of a server: read where they are, made where they may be.
///
/// Everything that exists is read and checked by `check` before anything is made, so that a broken file leaves nothing
/// half done. A DKIM key that is named and absent is made only inside the data directory; elsewhere its absence is taken
/// for a mistake.
struct ServerFiles {
    let configuration: ServerConfiguration

    private var certificatePath: String { configuration.dataPath + "/tls/certificate.pem" }
    private var certificateKeyPath: String { configuration.dataPath + "/tls/key.pem" }
    private var loginSecretPath: String { configuration.dataPath + "/login-secret" }

    /// Reads whatever exists; makes nothing.
    func check() throws(CommandFailure) {
        for key in configuration.signing.keys where configuration.signing.isEnabled {
            if Files.exists(key.keyFile) {
                _ = try signer(for: key)
            } else if !key.keyFile.hasPrefix(configuration.dataPath + "/") {
                throw .operational(
                    "the DKIM key \(key.keyFile) does not exist; make it with: "
                        + "waxwing dkim keygen --type rsa --out \(key.keyFile)")
            }
        }
        if configuration.tls.identity != nil || Files.exists(certificatePath) { _ = try serverTLS() }
        try AccountBook.check(configuration)
        if Files.exists(loginSecretPath) { _ = try loginSecret() }
        // Reads the password of a relay and the roots of trust.
        let routes = RouteComposer(configuration: configuration)
        _ = try routes.route()
        _ = try routes.relays()
        _ = try routes.table()
        _ = try SchedulerComposer(configuration: configuration).scheduling()
        _ = try BounceClassifier.withRules(at: configuration.delivery.bounceRules)
        try ForwarderComposer.checkSecrets(of: configuration)
        try FilterComposer.checkPassword(of: configuration)
    }

    /// Makes what is absent; says what it made, a line each.
    func makeMissing() throws(CommandFailure) -> [String] {
        var made: [String] = []
        if configuration.tls.identity == nil, !Files.exists(certificatePath) {
            try Files.makeDirectory(configuration.dataPath + "/tls")
            let pair = try Self.selfSigned(for: configuration.hostname.text)
            if Files.exists(certificateKeyPath) { unlink(certificateKeyPath) }
            try Files.create(Array(pair.privateKeyPEM.utf8), at: certificateKeyPath, mode: 0o600)
            try Files.create(Array(pair.certificatePEM.utf8), at: certificatePath, mode: 0o644)
            made.append("a self-signed certificate for \(configuration.hostname): \(certificatePath)")
        }
        for key in configuration.signing.keys
        where configuration.signing.isEnabled && !Files.exists(key.keyFile) {
            try Files.makeDirectory(
                String(key.keyFile.prefix(upTo: key.keyFile.lastIndex(of: "/") ?? key.keyFile.startIndex)))
            do {
                let pem = try PrivateKey.generate(.rsa(bits: 2_048)).pem()
                try Files.create(Array(pem.utf8), at: key.keyFile, mode: 0o600)
            } catch let error as CryptographyError {
                throw .operational("cannot make a DKIM key: \(error)")
            } catch {
                throw .operational(
                    "cannot make the DKIM key \(key.keyFile): \((error as? CommandFailure)?.message ?? "\(error)")")
            }
            made.append("a DKIM key for \(key.domain): \(key.keyFile)")
        }
        // Not worth a line: nobody has to do anything about it.
        if configuration.takesLogins, !Files.exists(loginSecretPath) {
            try Files.makeDirectory(configuration.dataPath)
            try LoginSecret.make(at: loginSecretPath)
        }
        return made
    }

    /// The secret of which the keys of those are made who are not there; nil where nobody logs in.
    func loginSecret() throws(CommandFailure) -> [UInt8]? {
        configuration.takesLogins ? try LoginSecret.read(loginSecretPath) : nil
    }

    /// The certificate and key of the listeners.
    func serverTLS() throws(CommandFailure) -> SMTPServerTLS {
        let (first, others) = try identities()
        return SMTPServerTLS(first, others: others)
    }

    /// The certificates and keys as they lie on the disk now: the one that everybody sees, and those for certain names.
    func identities() throws(CommandFailure) -> (SMTPServerTLS.Identity, [SMTPServerTLS.Identity]) {
        let first = try identity(
            configuration.tls.identity?.certificate ?? certificatePath,
            configuration.tls.identity?.key ?? certificateKeyPath)
        let others = try configuration.tls.additional.map { pair throws(CommandFailure) in
            try identity(pair.certificate, pair.key)
        }
        return (first, others)
    }

    private func identity(_ certificate: String, _ key: String) throws(CommandFailure) -> SMTPServerTLS.Identity {
        let (chain, secret) = (try Files.read(certificate), try Files.read(key))
        do {
            return try SMTPServerTLS.Identity(certificateChainPEM: chain, privateKeyPEM: secret)
        } catch {
            throw .operational("TLS with \(certificate) and \(key): \(error)")
        }
    }

    /// The signers over all keys of the configuration.
    func signers() throws(CommandFailure) -> [DKIMSigner] {
        guard configuration.signing.isEnabled else { return [] }
        return try configuration.signing.keys.map { key throws(CommandFailure) in try signer(for: key) }
    }

    private func signer(for key: ServerConfiguration.Signing.Key) throws(CommandFailure) -> DKIMSigner {
        let pem = try Files.read(key.keyFile)
        do {
            let secret = try PrivateKey(pem: pem)
            return try DKIMSigner(domain: key.domain, selector: key.selector.text, key: secret)
        } catch {
            throw .operational("the DKIM key \(key.keyFile) cannot be used: \(error)")
        }
    }

    /// A certificate for a name or an address, and its key.
    static func selfSigned(for name: String) throws(CommandFailure) -> SelfSignedCertificate {
        do {
            return try SelfSignedCertificate.make(hostName: name, at: SystemQueueClock().now().seconds)
        } catch {
            throw .operational("cannot make a certificate for \(name): \(error)")
        }
    }
}
