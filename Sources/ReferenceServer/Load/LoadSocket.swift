import Foundation
import NIOCore

/// A connection that never blocks once it is made.
struct LoadSocket: Sendable {
    /// The system's number for it.
    let descriptor: Int32

    /// Connects, and waits until the system has done so.
    ///
    /// - Parameters:
    ///   - host: an IPv4 or IPv6 address as text.
    ///   - port: the port.
    /// - Throws: `CommandFailure` with the system's reason.
    init(host: String, port: Int) throws(CommandFailure) {
        let isIPv6 = host.contains(":")
        let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failure(host, port) }
        guard Self.connect(descriptor, host, port) == 0 else {
            let failure = Self.failure(host, port)
            close(descriptor)
            throw failure
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        self.descriptor = descriptor
    }

    /// Sends what the system takes now.
    ///
    /// - Parameters:
    ///   - octets: what is to be sent.
    ///   - start: how many of them were sent before.
    /// - Returns: how many were taken, 0 where there is no room; nil when the connection is lost.
    func send(_ octets: [UInt8], from start: Int) -> Int? {
        octets.withUnsafeBytes { buffer in
            let rest = UnsafeRawBufferPointer(rebasing: buffer[start...])
            let count = Foundation.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            return errno == EAGAIN || errno == EINTR ? 0 : nil
        }
    }

    /// Reads what there is.
    ///
    /// - Parameter buffer: where it goes.
    /// - Returns: how many octets came, 0 where there are none yet; nil when the connection is lost or at its end.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 { return count }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : nil
    }

    private static func connect(_ descriptor: Int32, _ host: String, _ port: Int) -> Int32 {
        guard let address = try? SocketAddress(ipAddress: host, port: port) else { return -1 }
        return address.withSockAddr { Foundation.connect(descriptor, $0, socklen_t($1)) }
    }

    private static func failure(_ host: String, _ port: Int) -> CommandFailure {
        .operational("\(host):\(port): cannot connect: \(String(cString: strerror(errno)))")
    }
}
