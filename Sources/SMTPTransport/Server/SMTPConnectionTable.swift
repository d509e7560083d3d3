internal import MailAddressing
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import SMTPProtocol

/// The connections of a server, and how many of them come from where.
///
/// A connection is entered when it is made, and admitted when its client's address is known: that may be another one, which
/// a proxy says, and may change.
final class SMTPConnectionTable: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var sessions: SessionCounts
        var rates: ConnectionRates
        var isClosing = false
        /// The clients that were counted in.
        var admitted = 0
    }

    private let state: NIOLockedValueBox<State>
    private let limits: SMTPServerLimits

    init(limits: SMTPServerLimits) {
        self.limits = limits
        state = NIOLockedValueBox(
            State(
                sessions: SessionCounts(
                    maximumPerAddress: limits.maximumSessionsPerAddress,
                    maximumPerNetwork: limits.maximumSessionsPerNetwork),
                rates: ConnectionRates(limits: limits.rates)))
    }

    /// Takes a connection in until it is closed; false where there are too many even to be told so.
    ///
    /// Some more than sessions: those that are being let go, or in a handshake.
    func enter(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        let isEntered = state.withLockedValue { state in
            guard state.connections.count < limits.maximumSessions + limits.maximumSessions / 4 + 16 else {
                return false
            }
            state.connections[key] = channel
            return true
        }
        guard isEntered else { return false }
        channel.closeFuture.whenComplete { [self] _ in state.withLockedValue { $0.connections[key] = nil } }
        return true
    }

    /// Counts a client in; the reply is for one that is one too many, and has to be let go.
    ///
    /// `leave` follows with the same address, unless there was a refusal.
    ///
    /// - Parameters:
    ///   - address: where the client is.
    ///   - now: the time on the event loop's clock.
    func admit(_ address: IPAddress?, at now: NIODeadline) -> SMTPReply? {
        state.withLockedValue { state in
            if state.isClosing { return Self.closing }
            guard state.admitted < limits.maximumSessions else { return Self.full }
            guard let address else {
                state.admitted += 1
                return nil
            }
            let time = Duration.nanoseconds(Int64(clamping: now.uptimeNanoseconds))
            guard address.isLoopback || state.rates.admit(address, now: time) else { return Self.tooFast }
            switch state.sessions.enter(address) {
            case .address: return Self.crowded
            case .network: return Self.crowdedNetwork
            case nil:
                state.admitted += 1
                return nil
            }
        }
    }

    /// Counts a client out again.
    func leave(_ address: IPAddress?) {
        state.withLockedValue { state in
            state.admitted -= 1
            if let address { state.sessions.leave(address) }
        }
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
    private static let crowdedNetwork = SMTPReply(
        421, .init(4, 7, 0), "Too many sessions from your network; try again later")
    private static let tooFast = SMTPReply(
        421, .init(4, 7, 0), "Too many connections from your address in a minute; try again later")
}
