import Foundation

/// Asks a running daemon through its control socket.
enum ControlClient {
    /// Asks a question.
    ///
    /// - Parameters:
    ///   - request: the question.
    ///   - dataPath: the daemon's data directory.
    ///   - partial: given what comes before the answer: how far it is, and pages of a list.
    /// - Returns: the answer, or nil when no daemon runs on the data directory.
    /// - Throws: `CommandFailure` when a daemon is there and gives no answer.
    static func ask(
        _ request: QueueRequest, dataPath: String, partial: (QueueResponse) -> Void = { _ in }
    ) throws(CommandFailure) -> QueueResponse? {
        guard let descriptor = try connection(to: dataPath) else { return nil }
        defer { close(descriptor) }
        return try exchange(request, on: descriptor, partial: partial)
    }

    /// Whether a daemon runs on a data directory and listens to commands.
    ///
    /// - Parameter dataPath: the data directory.
    static func reachesDaemon(at dataPath: String) -> Bool {
        guard let descriptor = try? connection(to: dataPath) else { return false }
        close(descriptor)
        return true
    }

    /// A connection to the daemon, which the caller closes; nil where none runs on the data directory.
    private static func connection(to dataPath: String) throws(CommandFailure) -> CInt? {
        let path = ControlSocketPath.forConnecting(in: dataPath)
        guard path.utf8.count <= ControlSocketPath.maximumLength else { return nil }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .operational("cannot make a socket: \(Files.systemError())") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            defer { close(descriptor) }
            if errno == ENOENT || errno == ECONNREFUSED { return nil }
            throw .operational("cannot reach the daemon at \(path): \(Files.systemError())")
        }
        return descriptor
    }

    /// Asks a question on a connection.
    ///
    /// - Parameters:
    ///   - request: the question.
    ///   - descriptor: the connection; it stays open.
    ///   - partial: given what comes before the answer: how far it is, and pages of a list.
    /// - Returns: the answer.
    /// - Throws: `CommandFailure` when there is none.
    static func exchange(
        _ request: QueueRequest, on descriptor: CInt, partial: (QueueResponse) -> Void
    ) throws(CommandFailure) -> QueueResponse {
        do {
            try send(Array(try JSONEncoder().encode(request)) + [UInt8(ascii: "\n")], on: descriptor)
            var lines = LineBuffer()
            while let more = piece(from: descriptor) {
                lines.append(more)
                while let line = lines.next() {
                    let response = try JSONDecoder().decode(QueueResponse.self, from: Data(line))
                    guard response.isPartial else { return response }
                    partial(response)
                }
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .operational("the daemon's answer is not understood: \(error)")
        }
        throw .operational("the daemon ended before it answered")
    }

    /// Sends octets; a daemon that ends meanwhile is an error and no signal.
    private static func send(_ octets: [UInt8], on descriptor: CInt) throws(CommandFailure) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .operational("the daemon ended before it was asked: \(Files.systemError())") }
            rest = rest.dropFirst(count)
        }
    }

    /// What has come since, at least one octet; nil at the end, or when the connection broke.
    private static func piece(from descriptor: CInt) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 65_536)
        var count = -1
        repeat { count = Glibc.read(descriptor, &octets, 65_536) } while count < 0 && errno == EINTR
        return count > 0 ? Array(octets.prefix(count)) : nil
    }
}
