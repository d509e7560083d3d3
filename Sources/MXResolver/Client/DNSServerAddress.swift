public import MailAddressing

/// Where a name server listens: an address and a port.
public struct DNSServerAddress: Hashable, Sendable {
    /// The address.
    public let address: IPAddress
    /// The port, for UDP and TCP alike.
    public let port: UInt16

    /// The port of name servers (RFC 1035, section 4.2).
    public static let standardPort: UInt16 = 53

    /// Makes a server's address.
    ///
    /// - Parameters:
    ///   - address: the address.
    ///   - port: the port, for UDP and TCP alike.
    public init(_ address: IPAddress, port: UInt16 = DNSServerAddress.standardPort) {
        self.address = address
        self.port = port
    }

    /// Parses `ADDRESS`, `ADDRESS:PORT` or `[IPv6]:PORT`.
    ///
    /// - Parameter text: for example `127.0.0.1:5353` or `[::1]:5353`; nil is returned for anything else, names too.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        if let address = IPAddress(text) {
            self.init(address)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            return nil
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard let address = IPAddress(host.dropFirst().dropLast()), address.family == .v6 else { return nil }
            self.init(address, port: port)
        } else {
            guard let address = IPAddress(host), address.family == .v4 else { return nil }
            self.init(address, port: port)
        }
    }
}

extension DNSServerAddress: CustomStringConvertible {
    /// The address and port as they are parsed.
    public var description: String { address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)" }
}
