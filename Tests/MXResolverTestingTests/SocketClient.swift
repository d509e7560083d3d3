import MXResolver
import MailAddressing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A client of the operating system's own, so that the server is not tried with what it is made of.
final class SocketClient: Sendable {
    struct Failure: Error, Equatable {
        let code: Int32
    }

    private let descriptor: Int32

    /// Connects to a server.
    init(_ server: DNSServerAddress, _ kind: __socket_type) throws(Failure) {
        let family = server.address.family == .v4 ? AF_INET : AF_INET6
        let descriptor = socket(family, Int32(kind.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        let status = family == AF_INET ? Self.connect4(descriptor, server) : Self.connect6(descriptor, server)
        guard status == 0 else {
            let code = errno
            close(descriptor)
            throw Failure(code: code)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Whether this machine has IPv6; says so where it has not.
    static func hasIPv6() -> Bool {
        // To connect by UDP sends nothing, and needs nobody who listens.
        let address = DNSServerAddress(IPAddress("::1")!, port: 53)
        guard (try? SocketClient(address, SOCK_DGRAM)) == nil else { return true }
        print("skipped: this machine has no ::1")
        return false
    }

    /// Sends octets, by UDP as one datagram.
    func send(_ octets: [UInt8]) throws(Failure) {
        guard write(descriptor, octets, octets.count) == octets.count else { throw Failure(code: errno) }
    }

    /// What comes next: a datagram or some octets of a stream, none at the end; gives up after as many milliseconds.
    func receive(within milliseconds: Int32 = 30_000) throws(Failure) -> [UInt8] {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, milliseconds) == 1 else { throw Failure(code: ETIMEDOUT) }
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &room, room.count)
        guard count >= 0 else { throw Failure(code: errno) }
        return Array(room.prefix(count))
    }

    /// Everything that comes on a stream until it ends, and whether it ended with a reset.
    func receiveAll() throws(Failure) -> [UInt8] {
        var received: [UInt8] = []
        while true {
            do {
                let octets = try receive()
                guard !octets.isEmpty else { return received }
                received += octets
            } catch {
                guard error.code == ECONNRESET else { throw error }
                return received
            }
        }
    }

    /// The whole messages of a stream, as many as wanted, and how many pieces they came in.
    func receiveFrames(_ count: Int) throws(Failure) -> (frames: [[UInt8]], pieces: Int) {
        var received: [UInt8] = []
        var pieces = 0
        while Self.frames(of: received).count < count {
            let octets = try receive()
            guard !octets.isEmpty else { throw Failure(code: ECONNRESET) }
            received += octets
            pieces += 1
        }
        return (Self.frames(of: received), pieces)
    }

    /// Octets behind their length.
    static func frame(_ octets: [UInt8]) -> [UInt8] {
        [UInt8(octets.count >> 8), UInt8(octets.count & 0xFF)] + octets
    }

    /// The whole messages in octets of a stream.
    static func frames(of octets: [UInt8]) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var rest = octets[...]
        while let high = rest.first, let low = rest.dropFirst().first {
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= 2 + length else { break }
            frames.append(Array(rest.dropFirst(2).prefix(length)))
            rest = rest.dropFirst(2 + length)
        }
        return frames
    }

    private static func connect4(_ descriptor: Int32, _ server: DNSServerAddress) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = server.port.bigEndian
        withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: server.address.octets) }
        return connectSocket(descriptor, &address)
    }

    private static func connect6(_ descriptor: Int32, _ server: DNSServerAddress) -> Int32 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = server.port.bigEndian
        withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: server.address.octets) }
        return connectSocket(descriptor, &address)
    }

    private static func connectSocket<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
