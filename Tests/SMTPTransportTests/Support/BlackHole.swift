#if os(Linux)
    import NIOCore

    @testable import SMTPTransport

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// An address of loopback that answers no connection: the queue of its socket is full, and nobody accepts.
    ///
    /// On Linux such a socket drops what comes, as a host behind a firewall does; elsewhere it may refuse it.
    struct BlackHole {
        let address: SocketAddress
        private let socket: ListeningSocket
        private let fillers: [CInt]

        init() throws {
            let socket = try ListeningSocket.bind(host: "127.0.0.1", port: 0)
            let descriptor = try socket.duplicate()
            // The queue takes one connection more than it is said to.
            _ = listen(descriptor, 0)
            _ = close(descriptor)
            self.socket = socket
            address = socket.address
            fillers = (0..<4).map { _ in Self.begin(socket.address) }
        }

        /// Begins a connection and does not wait for it.
        private static func begin(_ address: SocketAddress) -> CInt {
            #if canImport(Glibc)
                let descriptor = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
            #else
                let descriptor = Musl.socket(AF_INET, SOCK_STREAM, 0)
            #endif
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            address.withSockAddr { pointer, length in _ = connect(descriptor, pointer, socklen_t(length)) }
            return descriptor
        }

        func remove() {
            for descriptor in fillers { _ = close(descriptor) }
            socket.closeSocket()
        }
    }
#endif
