import MailAddressing

/// Which names a client may have called the server by.
///
/// A browser that was led to a name whose address is this host's loopback shows what it reads to whoever made the name.
/// So only names count here that nobody else can have: addresses, `localhost` and the server's own.
struct HostRule: Hashable, Sendable {
    /// The server's name.
    let hostName: DomainName

    /// Whether a request is for this server.
    ///
    /// - Parameter host: the value of the field Host, perhaps with a port; nil where a request has none, as one of
    ///   HTTP/1.0, which no browser sends.
    func allows(_ host: String?) -> Bool {
        guard let host else { return true }
        let name = Self.withoutPort(host)
        if IPAddress(name) != nil { return true }
        let plain = name.lowercased()
        if plain == "localhost" || plain == "localhost." { return true }
        return (try? DomainName(plain.hasSuffix(".") ? String(plain.dropLast()) : plain)) == hostName
    }

    private static func withoutPort(_ host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            let rest = host[host.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return "" }
            return String(host[host.index(after: host.startIndex)..<end])
        }
        guard let colon = host.lastIndex(of: ":"), host.firstIndex(of: ":") == colon else { return host }
        return isPort(host[colon...]) ? String(host[..<colon]) : ""
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
