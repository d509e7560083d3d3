internal import MailAddressing
internal import NIOConcurrencyHelpers
public import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A socket that is bound and listens: made here, or inherited from who started the process.
///
/// As long as it is open the system takes connections for it and lets them wait, also while nobody accepts them: so a
/// server can be exchanged without a client that is refused.
public final class ListeningSocket: Sendable {
    private let descriptor: NIOLockedValueBox<CInt?>
    /// The address that is listened on.
    public let address: SocketAddress

    private init(owning descriptor: CInt) throws(SMTPTransportError) {
        guard let address = Self.address(of: descriptor) else {
            close(descriptor)
            throw SMTPTransportError(.bind, "the descriptor \(descriptor) is no socket with an address")
        }
        self.descriptor = NIOLockedValueBox(descriptor)
        self.address = address
    }

    deinit { closeSocket() }

    /// Takes over a socket that another process has bound and set to listen.
    ///
    /// - Parameter descriptor: the descriptor, which belongs to this object from now on.
    /// - Throws: `SMTPTransportError` of kind `bind` when it is no stream socket that listens.
    public static func inherited(_ descriptor: CInt) throws(SMTPTransportError) -> ListeningSocket {
        var listens: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) == 0, listens != 0 else {
            throw SMTPTransportError(.bind, "the inherited descriptor \(descriptor) is no socket that listens")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return try ListeningSocket(owning: descriptor)
    }

    /// Binds an address and listens.
    ///
    /// - Parameters:
    ///   - host: the address, in numbers.
    ///   - port: the port, or 0 for any that is free.
    /// - Throws: `SMTPTransportError` of kind `bind` with the reason, such as a port in use.
    public static func bind(host: String, port: Int) throws(SMTPTransportError) -> ListeningSocket {
        let descriptor = try bound(host: host, port: port)
        guard listen(descriptor, Self.backlog) == 0 else {
            let reason = Self.reason(of: errno)
            close(descriptor)
            throw failure(host, port, reason)
        }
        return try ListeningSocket(owning: descriptor)
    }

    /// Looks whether an address could be bound, and gives it up again.
    ///
    /// Nobody can connect meanwhile, only to be cut off.
    ///
    /// - Parameters:
    ///   - host: the address, in numbers.
    ///   - port: the port, or 0 for any that is free.
    /// - Throws: `SMTPTransportError` of kind `bind` with the reason, such as a port on which somebody listens.
    public static func checkAddress(host: String, port: Int) throws(SMTPTransportError) {
        close(try bound(host: host, port: port))
    }

    private static func failure(_ host: String, _ port: Int, _ what: String) -> SMTPTransportError {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return SMTPTransportError(.bind, "cannot listen on \(place): \(what)")
    }

    /// A socket that is bound and does not listen; it belongs to the caller.
    private static func bound(host: String, port: Int) throws(SMTPTransportError) -> CInt {
        guard let address = try? SocketAddress(ipAddress: host, port: port) else {
            throw failure(host, port, "no address")
        }
        let isSix = address.protocol == .inet6
        let descriptor = socket(isSix ? AF_INET6 : AF_INET, Self.stream, 0)
        guard descriptor >= 0 else { throw failure(host, port, Self.reason(of: errno)) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var reuse: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<CInt>.size))
        let isBound = address.withSockAddr { pointer, length in
            #if canImport(Glibc)
                Glibc.bind(descriptor, pointer, socklen_t(length)) == 0
            #elseif canImport(Musl)
                Musl.bind(descriptor, pointer, socklen_t(length)) == 0
            #else
                Darwin.bind(descriptor, pointer, socklen_t(length)) == 0
            #endif
        }
        guard isBound else {
            let reason = Self.reason(of: errno)
            close(descriptor)
            throw failure(host, port, reason)
        }
        return descriptor
    }

    /// A second descriptor for the same socket, which belongs to the caller.
    ///
    /// - Throws: `SMTPTransportError` of kind `bind` when there is none left, or the socket was closed.
    public func duplicate() throws(SMTPTransportError) -> CInt {
        guard let descriptor = descriptor.withLockedValue({ $0 }) else {
            throw SMTPTransportError(.bind, "\(address) is not listened on any more")
        }
        let second = dup(descriptor)
        guard second >= 0 else { throw SMTPTransportError(.bind, "\(address): \(Self.reason(of: errno))") }
        _ = fcntl(second, F_SETFD, FD_CLOEXEC)
        return second
    }

    /// Listens no more, unless another process holds the socket as well.
    public func closeSocket() {
        descriptor.withLockedValue { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    private static func address(of descriptor: CInt) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                guard getsockname(descriptor, general, &length) == 0 else { return nil }
                switch CInt(general.pointee.sa_family) {
                case AF_INET:
                    return general.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
                case AF_INET6:
                    return general.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
                default: return nil
                }
            }
        }
    }

    private static func reason(of number: CInt) -> String {
        switch number {
        case EADDRINUSE: "the address is in use by another program"
        case EACCES: "permission denied (ports below 1024 need root or CAP_NET_BIND_SERVICE)"
        case EADDRNOTAVAIL: "this machine does not have the address"
        default: String(cString: strerror(number))
        }
    }

    /// How many connections may wait to be accepted: a burst of a large sender's.
    private static let backlog: CInt = 1_024

    #if canImport(Glibc)
        private static let stream = CInt(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif
}
