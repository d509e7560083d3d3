import Foundation
import Testing

/// Two ends of a connection in this process.
final class SocketPair: Sendable {
    let client: CInt
    let daemon: CInt

    /// Makes a connection.
    init() throws {
        var ends: [CInt] = [0, 0]
        try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        (client, daemon) = (ends[0], ends[1])
    }

    deinit {
        close(client)
        close(daemon)
    }

    /// Says something as the daemon, and ends its side: no more than the system keeps for a connection.
    ///
    /// - Parameter text: what it says.
    func answer(_ text: String) {
        let octets = Array(text.utf8)
        let count = write(daemon, octets, octets.count)
        #expect(count == octets.count)
        shutdown(daemon, CInt(SHUT_WR))
    }
}
