import DKIM
import DeliveryAgent
import Logging
import MailAddressing
import MailCryptography
import MailForwarding
import NIOConcurrencyHelpers

/// The keys that sign: those of the configuration, and for domains without such those of the directory, as it is at the
/// time.
final class DomainSigners: SignerBook {
    private let configured: [DomainName: [DKIMSigner]]
    private let directory: MailDirectory
    private let logger: Logger
    /// The signers of keys that were met, as reading a key takes time.
    private let made = NIOLockedValueBox<[DomainName: (keys: [DomainKey], signers: [DKIMSigner])]>([:])

    /// Makes a book.
    ///
    /// - Parameters:
    ///   - configured: the signers of the configuration.
    ///   - directory: the domains with their keys.
    ///   - logger: where it is logged that a key cannot be used.
    init(configured: [DKIMSigner], directory: MailDirectory, logger: Logger) {
        self.configured = Dictionary(grouping: configured, by: \.domain)
        self.directory = directory
        self.logger = logger
    }

    var isEmpty: Bool {
        configured.isEmpty && directory.read { $0.domains.values.allSatisfy { $0.keys.isEmpty } }
    }

    func signers(forAuthor domain: DomainName, at unixTime: Int64) -> [DKIMSigner] {
        for name in DKIMKeyRing.domainsInCharge(ofAuthor: domain) {
            if let signers = configured[name] { return signers }
            let signers = signers(of: name)
            if !signers.isEmpty { return signers }
        }
        return []
    }

    private func signers(of name: DomainName) -> [DKIMSigner] {
        guard let keys = directory.read({ $0.domains[name]?.keys }), !keys.isEmpty else { return [] }
        if let there = made.withLockedValue({ $0[name] }), there.keys == keys { return there.signers }
        let signers = keys.compactMap { key -> DKIMSigner? in
            do {
                return try DKIMSigner(
                    domain: name, selector: key.selector, key: try PrivateKey(pem: key.privateKeyPEM))
            } catch {
                logger.error(
                    "A key of a domain cannot be used",
                    metadata: ["domain": "\(name)", "selector": "\(key.selector)", "reason": "\(error)"])
                return nil
            }
        }
        made.withLockedValue { $0[name] = (keys, signers) }
        return signers
    }
}
