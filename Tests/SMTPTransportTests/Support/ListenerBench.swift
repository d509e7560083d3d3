import MailAddressing
import NIOCore
import SMTPProtocol
import SMTPTransport

/// A server with one listener on a free port of loopback, and what its sessions were told.
struct ListenerBench {
    let server: SMTPServer
    let address: SocketAddress
    let log: SessionLog

    init(
        _ listener: SMTPServer.Listener, limits: SMTPServerLimits = ListenerBench.patient,
        rules: @escaping TestSession.Rules = { _ in .accept }
    ) async throws {
        let log = SessionLog()
        self.log = log
        server = SMTPServer(limits: limits, group: TransportBench.group)
        address = try await server.listen(listener) { RecordingSession(log, rules: rules) }
    }

    /// Limits for clients that share their machine with two thousand other tests.
    static var patient: SMTPServerLimits {
        var limits = SMTPServerLimits()
        limits.proxyHeaderTimeout = .seconds(600)
        limits.handshakeTimeout = .seconds(600)
        return limits
    }

    /// A listener for mail from other hosts.
    static func mx(
        tls: SMTPServerTLS? = nil, encryption: SMTPServer.Listener.Encryption = .startTLS,
        adjusting: (inout SMTPServer.Listener) -> Void = { _ in }
    ) throws -> SMTPServer.Listener {
        var listener = SMTPServer.Listener.mx(
            host: "127.0.0.1", port: 0, hostName: try MailHost("mx.example.test"), tls: tls)
        listener.encryption = encryption
        adjusting(&listener)
        return listener
    }

    func connect(from local: String? = nil) async throws -> WirePeer {
        try await WirePeer.connect(to: address, from: local)
    }

    func client(
        security: SMTPClient.Security, serverName: String? = "mx.example.test", credentials: SMTPCredentials? = nil,
        from local: String? = nil
    ) async throws(SMTPClientFailure) -> SMTPClient {
        let source = local.flatMap { try? SocketAddress(ipAddress: $0, port: 0) }
        return try await SMTPClient.connect(
            to: address, serverName: serverName, helloName: "client.example.test", security: security,
            credentials: credentials, localAddress: source, group: TransportBench.group)
    }

    /// Ends the server, and the connections that are left after a time: short, unless they are to hear a last reply.
    func shutdown(deadline: Duration = .milliseconds(100)) async { await server.shutdown(deadline: deadline) }
}
