internal import MailAddressing
internal import MailCryptography
internal import NIOCore
internal import NIOSSL

/// What must be true of a connection before a request goes over it, whatever the libraries below have checked, and how
/// much may come back.
struct ConnectionCheck: Sendable {
    /// What is not true of a connection.
    enum Fault: Error {
        /// It led to another address.
        case otherAddress
        /// The certificate is not for the policy host.
        case otherName
        /// It was closed before it was judged.
        case closed
        /// More came over it than any policy needs.
        case tooMuch

        /// In the words of a failed fetch; nil for what is said elsewhere.
        var failure: (kind: PolicyFetchFailure.Kind, detail: String)? {
            switch self {
            case .closed: (.connection, "it was closed before there was an answer")
            case .tooMuch: (.tooLong, "more than \(ConnectionCheck.maximumReceived) octets came with what is around it")
            case .otherAddress, .otherName: nil
            }
        }
    }

    /// The address that was to be connected to.
    ///
    /// The client asks the system for a name that it does not find among those that it is given. That never happens to
    /// a policy host's; if it did, no request would go out.
    let address: IPAddress
    /// The policy host.
    ///
    /// RFC 8461, section 3.3, demands its name as a DNS-ID. NIOSSL is also content with the address that is connected
    /// to, which is the attacker's own where somebody lied to the DNS, and with a common name.
    let host: DomainName

    /// How many octets may come after the handshake: 256 KiB.
    ///
    /// That is room for the longest policy, for the longest head that is parsed, and for what TLS puts around both.
    static let maximumReceived = 262_144

    /// Judges a connection whose handshake is done, and counts what comes over it from then on; on its event loop only.
    ///
    /// - Parameter channel: the connection; it is closed when there is a fault.
    /// - Returns: fails with a `Fault`.
    func judge(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let fault = fault(of: channel) else {
            return channel.eventLoop.makeCompletedFuture {
                // Before TLS, so that what it passes over is counted as well.
                let limit = ReceivedLimit(Self.maximumReceived)
                try channel.pipeline.syncOperations.addHandler(limit, position: .first)
            }
        }
        // Not before the client was told: it must not see the end of a connection that it still counts as being made.
        channel.eventLoop.execute { channel.close(promise: nil) }
        return channel.eventLoop.makeFailedFuture(fault)
    }

    private func fault(of channel: any Channel) -> Fault? {
        // A connection that is closed has no address any more.
        guard channel.isActive else { return .closed }
        let remote = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
        guard let remote, remote.unmapped == address.unmapped else { return .otherAddress }
        guard let handler = try? channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self),
            let octets = try? handler.peerCertificate?.toDERBytes(), let certificate = try? Certificate(der: octets),
            certificate.covers(host.text)
        else { return .otherName }
        return nil
    }
}
