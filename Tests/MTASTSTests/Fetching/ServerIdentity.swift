import MailCryptography

/// A certificate that signs itself, with its key.
struct ServerIdentity: Sendable {
    let certificatePEM: String
    let privateKeyPEM: String

    /// The certificate as the only root of a client.
    var root: [UInt8] { Array(certificatePEM.utf8) }

    /// A certificate for a name or an address, by default of a hundred years.
    static func make(_ name: String, days: Int = 36_500, at time: Int64 = 1_600_000_000) throws -> ServerIdentity {
        let made = try SelfSignedCertificate.make(hostName: name, validForDays: days, at: time)
        return ServerIdentity(certificatePEM: made.certificatePEM, privateKeyPEM: made.privateKeyPEM)
    }
}
