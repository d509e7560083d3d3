internal import CCAres
internal import MailAddressing

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The name servers that the system asks, as c-ares finds them.
enum SystemServers {
    /// Reads `/etc/resolv.conf`.
    ///
    /// - Returns: the servers in their order; the one on this host where the file names none.
    static func read() throws(ResolverSetupError) -> [DNSServerAddress] {
        try AresLibrary.start()
        var made: ares_channel?
        try AresLibrary.check(unsafe ares_init(&made))
        guard let channel = unsafe made else { return [] }
        defer { unsafe ares_destroy(channel) }
        var first: UnsafeMutablePointer<ares_addr_port_node>?
        try AresLibrary.check(unsafe ares_get_servers_ports(channel, &first))
        defer { unsafe ares_free_data(first) }
        var servers: [DNSServerAddress] = []
        var next = unsafe first
        while let node = unsafe next {
            let length = unsafe node.pointee.family == AF_INET ? 4 : 16
            let octets = unsafe withUnsafeBytes(of: node.pointee.addr) { unsafe Array($0.prefix(length)) }
            if let address = IPAddress(octets: octets) {
                let port = unsafe UInt16(clamping: node.pointee.udp_port)
                servers.append(DNSServerAddress(address, port: port == 0 ? DNSServerAddress.standardPort : port))
            }
            unsafe next = node.pointee.next
        }
        return servers
    }

    /// Whether `/etc/resolv.conf` names a server.
    ///
    /// Where it names none, as while it is written anew, c-ares takes the one on this host.
    static var areNamed: Bool {
        let file = unsafe open("/etc/resolv.conf", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var octets = [UInt8](repeating: 0, count: maximumFileSize)
        let count = unsafe pread(file, &octets, octets.count, 0)
        guard count > 0 else { return false }
        return octets[..<count].split(separator: UInt8(ascii: "\n")).contains { line in
            line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "nameserver".utf8)
        }
    }

    /// Resolvers' files have a few lines.
    private static let maximumFileSize = 65_536
}
