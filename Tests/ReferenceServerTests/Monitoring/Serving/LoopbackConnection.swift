import Foundation

/// A client on 127.0.0.1 that waits where it is called; to be used on a thread of its own.
final class LoopbackConnection: Sendable {
    /// Nobody listens there.
    struct Refused: Error {}

    private let descriptor: CInt

    /// Connects; nothing is waited for longer than 20 seconds.
    ///
    /// - Parameter port: the port.
    init(port: Int) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Refused()
        }
    }

    deinit { close(descriptor) }

    /// Sends a text.
    func send(_ text: String) {
        let octets = Array(text.utf8)
        _ = octets.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
    }

    /// What comes until the other side is done, or nothing comes for long.
    func rest() -> String { untilEnd().text }

    /// What comes until the other side is done, and whether it has closed the connection in an orderly way.
    func untilEnd() -> (text: String, isClosed: Bool) {
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &piece, 65_536)
            guard count > 0 else { return (String(decoding: octets, as: UTF8.self), count == 0) }
            octets += piece.prefix(count)
        }
    }
}
