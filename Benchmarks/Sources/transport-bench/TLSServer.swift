import MailAddressing
import MailCryptography
import NIOCore
import NIOPosix
import SMTPProtocol
import SMTPTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Waxwing's server with TLS, on one event loop; it keeps nothing of what it takes.
enum TLSServer {
    /// Who logs in: known to server and clients.
    static let user = "bench"
    static let password = "correct horse battery staple"

    /// Prints a self-signed certificate behind its key, in PEM.
    static func printCertificate(_ options: Options) throws {
        let key: SelfSignedCertificate.KeyKind
        switch try options.text("key") {
        case "rsa2048": key = .rsa2048
        case "p256": key = .p256
        case let other: throw Options.Mistake(description: "--key does not know '\(other)'")
        }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let certificate = try SelfSignedCertificate.make(
            hostName: "mx.example.com", validForDays: 2, key: key, at: Int64(time.tv_sec))
        print(certificate.privateKeyPEM + certificate.certificatePEM, terminator: "")
    }

    /// Listens for STARTTLS, for implicit TLS and for logins under implicit TLS; prints the three ports.
    static func run(_ options: Options) async throws {
        let host = try options.text("host", default: "127.0.0.1")
        let pem = try options.file("certificate")
        let tls = try SMTPServerTLS(certificateChainPEM: pem, privateKeyPEM: pem)
        let name = try MailHost("mx.example.com")
        let server = SMTPServer(
            limits: Server.limits, group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
        var ports: [Int] = []
        for encryption in [SMTPServer.Listener.Encryption.startTLS, .implicit] {
            var listener = SMTPServer.Listener.mx(host: host, port: 0, hostName: name, tls: tls)
            listener.encryption = encryption
            ports.append(try await port(of: listener, on: server))
        }
        let account = try StoredPassword(settingPassword: Array(password.utf8))
        let authenticator = SMTPAuthenticator(accounts: SMTPAccountList([user: account]))
        let submission = SMTPServer.Listener.submission(
            host: host, port: 0, hostName: name, tls: tls, encryption: .implicit, authenticator: authenticator)
        ports.append(try await port(of: submission, on: server))
        print(ports.map(String.init).joined(separator: " "))
        flushOutput()
        withExtendedLifetime(server) { while readLine() != nil {} }
    }

    private static func port(of listener: SMTPServer.Listener, on server: SMTPServer) async throws -> Int {
        var listener = listener
        listener.configuration.maximumMessageSize = 100 * 1_024 * 1_024
        return try await server.listen(listener) { CountingSession() }.port ?? 0
    }
}
