import Foundation

/// Asks a running daemon through its control socket.
enum ControlClient {
    /// Asks a question.
    ///
    /// - Returns: the answer, or nil when no daemon runs on the data directory.
    static func ask(_ request: QueueRequest, dataPath: String) throws(CommandFailure) -> QueueResponse? {
        let path = ControlSocketPath.forConnecting(in: dataPath)
        guard path.utf8.count <= ControlSocketPath.maximumLength else { return nil }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .operational("cannot make a socket: \(Files.systemError())") }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            if errno == ENOENT || errno == ECONNREFUSED { return nil }
            throw .operational("cannot reach the daemon at \(path): \(Files.systemError())")
        }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
            try handle.write(contentsOf: try JSONEncoder().encode(request) + Data([10]))
            return try JSONDecoder().decode(QueueResponse.self, from: try handle.readToEnd() ?? Data())
        } catch {
            throw .operational("the daemon did not answer: \(error)")
        }
    }
}
