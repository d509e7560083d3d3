#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A TCP client of the operating system's own, so that the server is not tried with what it is made of.
enum StreamClient {
    struct Failure: Error {
        let code: Int32
    }

    /// Sends octets one at a time and reads until `isComplete` says so; gives up after five seconds of silence.
    static func exchange(
        _ octets: [UInt8], port: UInt16, until isComplete: ([UInt8]) -> Bool
    ) throws(Failure) -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        var server = sockaddr_in()
        server.sin_family = sa_family_t(AF_INET)
        server.sin_port = port.bigEndian
        server.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &server) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(code: errno) }
        for octet in octets {
            var octet = octet
            guard write(descriptor, &octet, 1) == 1 else { throw Failure(code: errno) }
        }
        var received: [UInt8] = []
        while !isComplete(received) {
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&watched, 1, 5_000) == 1 else { throw Failure(code: ETIMEDOUT) }
            var room = [UInt8](repeating: 0, count: 4_096)
            let count = read(descriptor, &room, 4_096)
            guard count > 0 else { throw Failure(code: errno) }
            received += room.prefix(count)
        }
        return received
    }
}
