internal import MailCryptography
internal import NIOCore

/// The connections of a server, so that they can be closed when it stops.
final class ConnectionList: Sendable {
    private struct State: Sendable {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = LockedBox(State())

    /// Makes an empty list.
    init() {}

    /// Notes a connection until it ends; one that comes after the list was closed is closed at once.
    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        let isClosed = state.withLock { state in
            if !state.isClosed { state.channels[key] = channel }
            return state.isClosed
        }
        guard !isClosed else {
            channel.close(promise: nil)
            return
        }
        channel.closeFuture.whenComplete { _ in self.state.withLock { $0.channels[key] = nil } }
    }

    /// How many connections have not ended.
    var count: Int { state.withLock { $0.channels.count } }

    /// Takes no more connections; gives those that have not ended, to each caller.
    func close() -> [any Channel] {
        state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
    }
}
