import Foundation
import MailAddressing

/// Tells before anything is made whether an address can be listened on.
enum AddressCheck {
    /// Binds a socket to the address and gives it up again.
    static func check(_ endpoint: ServerConfiguration.Endpoint) throws(CommandFailure) {
        let family = endpoint.address.family == .v4 ? AF_INET : AF_INET6
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .operational("cannot make a socket: \(Files.systemError())") }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        let port = in_port_t(UInt16(clamping: endpoint.port)).bigEndian
        let octets = endpoint.address.octets
        let isBound: Bool
        if family == AF_INET {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port
            withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: octets) }
            isBound = bindTo(descriptor, &address)
        } else {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port
            withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: octets) }
            isBound = bindTo(descriptor, &address)
        }
        // Listening finds what binding with SO_REUSEADDR lets pass.
        guard isBound, listen(descriptor, 1) == 0 else {
            let hint =
                switch errno {
                case EADDRINUSE: "the address is in use by another program"
                case EACCES: "permission denied (a port below 1024 needs root or CAP_NET_BIND_SERVICE)"
                case EADDRNOTAVAIL: "this machine does not have the address"
                default: Files.systemError()
                }
            throw .operational("cannot listen on \(endpoint): \(hint)")
        }
    }

    private static func bindTo<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }
}
