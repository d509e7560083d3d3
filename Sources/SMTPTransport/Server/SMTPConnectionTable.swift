internal import MailAddressing
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import SMTPProtocol

/// The connections of a server, and how many of them come from one address.
final class SMTPConnectionTable: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var perAddress: [IPAddress: Int] = [:]
        var isClosing = false
    }

    private let state = NIOLockedValueBox(State())
    private let limits: SMTPServerLimits

    init(limits: SMTPServerLimits) { self.limits = limits }

    /// Takes a connection in; the reply is for a client that is one too many, and has to be let go.
    func admit(_ channel: any Channel, from address: IPAddress?) -> SMTPReply? {
        let key = ObjectIdentifier(channel)
        let refusal: SMTPReply? = state.withLockedValue { state in
            state.connections[key] = channel
            if let address { state.perAddress[address, default: 0] += 1 }
            if state.isClosing { return Self.closing }
            if state.connections.count > limits.maximumSessions { return Self.full }
            guard let address, let count = state.perAddress[address], count > limits.maximumSessionsPerAddress else {
                return nil
            }
            return Self.crowded
        }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLockedValue { state in
                state.connections[key] = nil
                guard let address, let count = state.perAddress[address] else { return }
                state.perAddress[address] = count > 1 ? count - 1 : nil
            }
        }
        return refusal
    }

    /// Lets nobody in any more, and gives the connections that are open.
    func close() -> [any Channel] {
        state.withLockedValue { state in
            state.isClosing = true
            return Array(state.connections.values)
        }
    }

    var count: Int { state.withLockedValue { $0.connections.count } }

    private static let closing = SMTPReply(421, .init(4, 3, 2), "The server is shutting down")
    private static let full = SMTPReply(421, .init(4, 3, 2), "Too many sessions here; try again later")
    private static let crowded = SMTPReply(421, .init(4, 7, 0), "Too many sessions from your address; try again later")
}
