public import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The listening sockets that a service manager, or the process before this one, has handed over.
///
/// They come as systemd gives them (sd_listen_fds(3)): `LISTEN_FDS` says how many, from descriptor 3 on, and `LISTEN_PID`
/// for whom. A process that becomes the next one by `exec` names them in `WAXWING_LISTEN_DESCRIPTORS` instead, as the
/// numbers from 3 on are in use by itself.
public struct InheritedSockets: Sendable {
    private var sockets: [ListeningSocket]

    /// The first descriptor that is handed over.
    static let firstDescriptor: CInt = 3
    /// The most sockets that are taken: a server has a handful.
    static let maximumCount = 64

    /// Takes what was handed over.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - processIdentifier: the process's number, nil for this one, by which `LISTEN_PID` is checked.
    /// - Throws: `SMTPTransportError` of kind `bind` where the variables or the descriptors make no sense.
    public init(
        environment: [String: String], processIdentifier: Int32? = nil
    ) throws(SMTPTransportError) {
        sockets = []
        let handed = environment[Self.descriptorsVariable]
        guard let text = environment["LISTEN_FDS"] ?? handed else { return }
        // They are another process's that passed its environment on.
        let own = processIdentifier ?? getpid()
        guard environment["LISTEN_PID"].map({ $0 == "\(own)" }) ?? true else { return }
        if let handed {
            for word in handed.split(separator: ",").prefix(Self.maximumCount) {
                guard let number = CInt(word), number >= Self.firstDescriptor else {
                    throw SMTPTransportError(.bind, "\(Self.descriptorsVariable) is no list of descriptors")
                }
                sockets.append(try ListeningSocket.inherited(number))
            }
            return
        }
        guard let count = Int(text), (0...Self.maximumCount).contains(count) else {
            throw SMTPTransportError(.bind, "LISTEN_FDS is no number of sockets up to \(Self.maximumCount)")
        }
        for number in 0..<count {
            sockets.append(try ListeningSocket.inherited(Self.firstDescriptor + CInt(number)))
        }
    }

    /// How many sockets nobody has taken yet.
    public var count: Int { sockets.count }

    /// The addresses of the sockets that nobody has taken yet.
    public var addresses: [SocketAddress] { sockets.map(\.address) }

    /// Takes the socket of an address out.
    ///
    /// - Parameters:
    ///   - host: the address, in numbers.
    ///   - port: the port.
    /// - Returns: the socket, or nil where none has that address.
    public mutating func take(host: String, port: Int) -> ListeningSocket? {
        guard let wanted = try? SocketAddress(ipAddress: host, port: port),
            let index = sockets.firstIndex(where: { $0.address == wanted })
        else { return nil }
        return sockets.remove(at: index)
    }

    /// The variables by which sockets are handed to the program that this process becomes by `exec`.
    ///
    /// - Parameter descriptors: the descriptors, which stay open over `exec`.
    public static func environment(handing descriptors: [CInt]) -> [String: String] {
        [
            descriptorsVariable: descriptors.map { "\($0)" }.joined(separator: ","), "LISTEN_PID": "\(getpid())",
        ]
    }

    /// The names of all variables that are read.
    public static let variables = ["LISTEN_FDS", "LISTEN_PID", descriptorsVariable]

    private static let descriptorsVariable = "WAXWING_LISTEN_DESCRIPTORS"
}
