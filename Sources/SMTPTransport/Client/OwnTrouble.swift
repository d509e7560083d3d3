public import SMTPProtocol

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Why a connection ends or never begins by our own doing, as the failure says it.
///
/// Complete: whatever else ends a connection comes from the other side or from the way there.
enum OwnTrouble: String, CaseIterable {
    /// As many wait for a connection as may.
    case tooManyWaiters = "too many messages wait for a connection"
    /// The pool is being closed.
    case shuttingDown = "the connections are being closed"
    /// Whoever sends has given up.
    case cancelled = "cancelled here"
    /// The message may not be finished, as nobody would remember that it was sent.
    case unrecorded = "the attempt could not be recorded"
    /// No address of this host can be connected from: the one that was asked for is not here, or there is none of that
    /// family.
    case noLocalAddress = "this host has no address to connect from"
    /// This host has no way to the network of that address, as with IPv6 where there is none.
    case noNetwork = "the network is unreachable"
    /// This host may open no more connections.
    case noResources = "this host can open no more connections"
    /// This host's own rules forbid the connection.
    case forbidden = "this host does not allow the connection"

    /// The trouble of which connecting failed with this error; nil where the error is the other side's, or the way's.
    init?(errno: CInt) {
        switch errno {
        case EADDRNOTAVAIL, EADDRINUSE, EINVAL: self = .noLocalAddress
        case ENETUNREACH, ENETDOWN, EAFNOSUPPORT: self = .noNetwork
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: self = .noResources
        case EACCES, EPERM: self = .forbidden
        default: return nil
        }
    }

    /// The failure that says so.
    func failure(at stage: SMTPStage) -> SMTPClientFailure { SMTPClientFailure(.connection(rawValue), at: stage) }
}

extension SMTPClientFailure {
    /// Whether the failure is of our own making and says nothing of the host: cancelled, no room in the pool, no
    /// address to connect from, no network.
    public var isOurs: Bool {
        guard case .connection(let text) = reason else { return false }
        return OwnTrouble(rawValue: text) != nil
    }
}
