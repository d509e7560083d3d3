import MailAddressing

/// A network with the place where it is written.
struct PlacedNetwork {
    /// The network.
    let network: IPNetwork
    /// Where it is written.
    let cursor: ConfigurationCursor
}

/// Where a relay is: its host and its port.
struct RelayAddress {
    /// The host.
    let host: ServerConfiguration.Relay.Host
    /// The port: 1 to 65535.
    let port: Int
}

extension ConfigurationCursor {
    /// An IP address and a port.
    ///
    /// - Parameter ports: the ports that are accepted.
    func endpoint(ports: ClosedRange<Int>) -> ServerConfiguration.Endpoint? {
        guard let parts = hostAndPort("an address and a port, such as \"127.0.0.1:2525\"", ports: ports) else {
            return nil
        }
        guard let address = parts.address else {
            let meant: String? =
                switch parts.host.lowercased() {
                case "localhost": "\"127.0.0.1:\(parts.port)\""
                case "*": "\"0.0.0.0:\(parts.port)\""
                default: nil
                }
            let message = "\(PrintableText.quoted(parts.host)) is no IP address; accepted: IPv4:PORT or [IPv6]:PORT"
            report(.invalidValue, message, suggestion: meant)
            return nil
        }
        return ServerConfiguration.Endpoint(address: address, port: parts.port)
    }

    /// A host name or an IP address, and a port.
    func relayAddress() -> RelayAddress? {
        let what = "a host and a port, such as \"smtp.example.net:587\""
        guard let parts = hostAndPort(what, ports: 1...65_535) else { return nil }
        if let address = parts.address { return RelayAddress(host: .address(address), port: parts.port) }
        guard !parts.isBracketed, let name = try? DomainName(parts.host), name.isHostName else {
            let message = "\(PrintableText.quoted(parts.host)) is neither a host name nor an IP address"
            report(.invalidValue, message)
            return nil
        }
        return RelayAddress(host: .name(name), port: parts.port)
    }

    /// A list of networks in CIDR form.
    func networks() -> [PlacedNetwork] {
        let what = "networks such as \"192.0.2.0/24\""
        return items(of: what).compactMap { item in
            guard let text = item.string("a network such as \"192.0.2.0/24\"") else { return nil }
            guard let network = IPNetwork(text) else {
                let accepted = "192.0.2.0/24, 2001:db8::/32, or one address"
                item.report(.invalidValue, "\(PrintableText.quoted(text)) is no network; accepted: \(accepted)")
                return nil
            }
            return PlacedNetwork(network: network, cursor: item)
        }
    }

    /// A host name.
    func domain() -> DomainName? {
        guard let text = string("a domain such as mail.example.com") else { return nil }
        do {
            let name = try DomainName(text)
            if name.isHostName { return name }
            let reason = "it has an underscore, or a number as its last label"
            report(.invalidValue, "\(PrintableText.quoted(text)) is no host name: \(reason)")
        } catch {
            report(.invalidValue, "\(PrintableText.quoted(text)) is no domain: \(error)")
        }
        return nil
    }

    /// One or more labels of the DNS, such as the selector of a DKIM key.
    func labels() -> DomainName? {
        guard let text = string("a selector such as s2026") else { return nil }
        do {
            return try DomainName(text)
        } catch {
            report(.invalidValue, "\(PrintableText.quoted(text)) is no selector: \(error)")
            return nil
        }
    }

    /// A mail address.
    func mailbox() -> Mailbox? {
        guard let text = string("a mail address such as me@example.com") else { return nil }
        do {
            return try Mailbox(text)
        } catch {
            report(.invalidValue, "\(PrintableText.quoted(text)) is no mail address: \(error)")
            return nil
        }
    }

    private func hostAndPort(_ what: String, ports: ClosedRange<Int>) -> HostAndPort? {
        guard let text = string(what) else { return nil }
        do {
            let parts = try HostAndPort(text)
            if ports.contains(parts.port) { return parts }
            let message = "port \(parts.port) is not accepted; accepted: \(ports.lowerBound) to \(ports.upperBound)"
            report(.invalidValue, message)
        } catch {
            report(.invalidValue, "\(PrintableText.quoted(text)) is not accepted: \(error.message)")
        }
        return nil
    }
}
