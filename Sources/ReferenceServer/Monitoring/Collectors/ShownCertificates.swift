import NIOConcurrencyHelpers
import SMTPTransport

/// The certificates that the listeners show, as far as their end is of interest.
final class ShownCertificates: Sendable {
    /// A certificate.
    struct Certificate: Hashable, Sendable {
        /// The first host name that it is good for; empty where it names none.
        var name: String
        /// From when it is good, in seconds since 1970.
        var notBefore: Int64
        /// Until when it is good, in seconds since 1970.
        var notAfter: Int64
    }

    private let certificates: NIOLockedValueBox<[Certificate]>

    /// Notes certificates.
    ///
    /// - Parameter certificates: the certificates, the one first that everybody sees.
    init(_ certificates: [Certificate] = []) { self.certificates = NIOLockedValueBox(certificates) }

    /// The certificates, the one first that everybody sees.
    var all: [Certificate] { certificates.withLockedValue { $0 } }

    /// Notes others from now on.
    ///
    /// - Parameters:
    ///   - identity: what everybody sees.
    ///   - others: further ones, by the names in them.
    func replace(with identity: SMTPServerTLS.Identity, others: [SMTPServerTLS.Identity]) {
        let shown = ([identity] + others).map {
            Certificate(name: $0.hostNames.first ?? "", notBefore: $0.notBefore, notAfter: $0.notAfter)
        }
        certificates.withLockedValue { $0 = shown }
    }
}
