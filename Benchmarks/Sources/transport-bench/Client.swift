#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The clients: plain blocking sockets, so that they cost the machine as little as a client can.
enum Client {
    static func commands(port: Int, count: Int, batch: Int) {
        let socket = connect(port)
        _ = readLines(socket, 1)
        send(socket, Array("EHLO bench.example\r\n".utf8))
        var buffer = [UInt8](repeating: 0, count: 65_536)
        _ = recv(socket, &buffer, buffer.count, 0)
        let commands = Array(repeatElement(Array("NOOP\r\n".utf8), count: batch).joined())
        for _ in 0..<(1_000 / batch + 1) {
            send(socket, commands)
            _ = readLines(socket, batch)
        }
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<(count / batch) {
            send(socket, commands)
            _ = readLines(socket, batch)
        }
        print(Int(Double(count / batch * batch) / seconds(clock.now - start)))
        close(socket)
    }

    static func hold(port: Int, count: Int) {
        var sockets: [Int32] = []
        for _ in 0..<count {
            let socket = connect(port)
            _ = readLines(socket, 1)
            send(socket, Array("EHLO bench.example\r\n".utf8))
            var buffer = [UInt8](repeating: 0, count: 2_048)
            _ = recv(socket, &buffer, buffer.count, 0)
            sockets.append(socket)
        }
        print("ready")
        flushOutput()
        while readLine() != nil {}
    }

    static func bodies(port: Int, count: Int, octets: Int) {
        let line = Array((String(repeating: "x", count: 76) + "\r\n").utf8)
        let piece = Array(repeatElement(line, count: 840).joined())
        let clock = ContinuousClock()
        let start = clock.now
        var threads: [pthread_t] = []
        let work = Work(port: port, octets: octets, piece: piece)
        for _ in 0..<count {
            var thread = pthread_t()
            let box = Unmanaged.passRetained(work)
            pthread_create(
                &thread, nil,
                { context in
                    if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
                    return nil
                }, box.toOpaque())
            threads.append(thread)
        }
        for thread in threads { pthread_join(thread, nil) }
        print(seconds(clock.now - start))
    }

    private final class Work: Sendable {
        let port: Int
        let octets: Int
        let piece: [UInt8]

        init(port: Int, octets: Int, piece: [UInt8]) {
            self.port = port
            self.octets = octets
            self.piece = piece
        }

        func run() {
            let socket = connect(port)
            _ = readLines(socket, 1)
            send(socket, Array("EHLO bench.example\r\n".utf8))
            var buffer = [UInt8](repeating: 0, count: 2_048)
            _ = recv(socket, &buffer, buffer.count, 0)
            send(socket, Array("MAIL FROM:<>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n".utf8))
            _ = readLines(socket, 3)
            send(socket, Array("Subject: x\r\n\r\n".utf8))
            var sent = 0
            while sent < octets {
                send(socket, piece)
                sent += piece.count
            }
            send(socket, Array(".\r\n".utf8))
            if readLines(socket, 1) != 1 { print("a message was not taken") }
            close(socket)
        }
    }

    private static func connect(_ port: Int) -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 {
            print("cannot connect: \(String(cString: strerror(errno)))")
            exit(1)
        }
        return socket
    }

    private static func send(_ socket: Int32, _ octets: [UInt8]) {
        var sent = 0
        octets.withUnsafeBytes { buffer in
            while sent < buffer.count, let base = buffer.baseAddress {
                let count = Glibc.send(socket, base + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
                if count <= 0 { return }
                sent += count
            }
        }
    }

    /// Reads until so many lines came; how many did.
    private static func readLines(_ socket: Int32, _ wanted: Int) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
            var lines = 0
            while lines < wanted {
                let count = recv(socket, buffer.baseAddress, buffer.count, 0)
                if count <= 0 { break }
                for index in 0..<count where buffer[index] == UInt8(ascii: "\n") { lines += 1 }
            }
            return lines
        }
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

/// Lets whoever reads our output see it.
func flushOutput() { fflush(nil) }
