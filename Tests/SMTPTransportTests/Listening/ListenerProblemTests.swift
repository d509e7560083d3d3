import MailAddressing
import NIOCore
import SMTPProtocol
import Testing

@testable import SMTPTransport

@Suite("A listener whose settings contradict each other or endanger somebody")
struct ListenerProblemTests {
    /// Settings, and why they are refused, if they are.
    struct Settings: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var address = "192.0.2.1"
        var kind: SMTPTransportError.Kind? = .dangerous
        let adjust: @Sendable (inout SMTPServer.Listener) throws -> Void
    }

    static func networks(_ texts: String...) throws -> [IPNetwork] { try texts.map { try #require(IPNetwork($0)) } }

    static func tls() throws -> SMTPServerTLS { SMTPServerTLS(try TestIdentities.identity("mx.example.test")) }

    static func logIn(_ listener: inout SMTPServer.Listener, inTheClear: Bool = false) throws {
        let authenticator = SMTPAuthenticator(accounts: SMTPAccountList([:]))
        listener.authenticator = authenticator
        listener.configuration.authentication = .init(mechanisms: authenticator.mechanisms)
        listener.configuration.authentication?.dangerouslyAllowsCleartext = inTheClear
    }

    static let settings: [Settings] = [
        Settings(testDescription: "implicit TLS without a certificate", kind: .tlsConfiguration) {
            $0.encryption = .implicit
        },
        Settings(testDescription: "LMTP at port 25") {
            $0.configuration.dialect = .lmtp
            $0.port = 25
        },
        Settings(testDescription: "AUTH without an authenticator") {
            $0.tls = try tls()
            $0.configuration.authentication = .init(mechanisms: [.plain])
        },
        Settings(testDescription: "AUTH without TLS") { try logIn(&$0) },
        Settings(testDescription: "AUTH without TLS on loopback, where nobody has allowed it", address: "127.0.0.1") {
            try logIn(&$0)
        },
        Settings(testDescription: "AUTH in the clear for everybody") { try logIn(&$0, inTheClear: true) },
        Settings(testDescription: "AUTH in the clear on every address", address: "0.0.0.0") {
            try logIn(&$0, inTheClear: true)
        },
        Settings(testDescription: "AUTH in the clear for everybody, with TLS for who likes") {
            $0.tls = try tls()
            try logIn(&$0, inTheClear: true)
        },
        Settings(testDescription: "PROXY from everybody") { $0.proxyFrom = try networks("0.0.0.0/0") },
        Settings(testDescription: "PROXY from everybody of IPv6") { $0.proxyFrom = try networks("10.0.0.0/8", "::/0") },
        Settings(testDescription: "XCLIENT from everybody") {
            $0.xclientFrom = try networks("127.0.0.0/8", "0.0.0.0/0")
        },
        Settings(testDescription: "XCLIENT from everybody of IPv6") { $0.xclientFrom = try networks("::/0") },
    ]

    static let harmless: [Settings] = [
        Settings(testDescription: "the plain one", kind: nil) { _ in },
        Settings(testDescription: "LMTP at another port", kind: nil) {
            $0.configuration.dialect = .lmtp
            $0.port = 24
        },
        Settings(testDescription: "implicit TLS", kind: nil) {
            $0.tls = try tls()
            $0.encryption = .implicit
        },
        Settings(testDescription: "AUTH with TLS", kind: nil) {
            $0.tls = try tls()
            try logIn(&$0)
        },
        Settings(testDescription: "AUTH in the clear on loopback", address: "127.0.0.1", kind: nil) {
            try logIn(&$0, inTheClear: true)
        },
        Settings(testDescription: "AUTH in the clear on loopback of IPv6", address: "::1", kind: nil) {
            try logIn(&$0, inTheClear: true)
        },
        Settings(testDescription: "proxies that are known", kind: nil) {
            $0.proxyFrom = try networks("192.0.2.0/24", "::1")
            $0.xclientFrom = try networks("127.0.0.1")
        },
    ]

    @Test("is refused, and a harmless one is not", arguments: settings + harmless)
    func problem(settings: Settings) throws {
        var listener = SMTPServer.Listener.mx(
            host: settings.address, port: 0, hostName: try MailHost("mx.example.test"))
        try settings.adjust(&listener)
        let problem = listener.problem(at: try SocketAddress(ipAddress: settings.address, port: listener.port))
        #expect(problem?.kind == settings.kind)
        #expect(problem.map { !$0.reason.isEmpty } ?? true)
    }

    @Test("listens nowhere")
    func listening() async throws {
        let networks = try Self.networks("0.0.0.0/0")
        let socket = try ListeningSocket.bind(host: "127.0.0.1", port: 0)
        for given in [nil, socket] {
            let listener = try ListenerBench.mx {
                $0.xclientFrom = networks
                $0.socket = given
            }
            do {
                _ = try await ListenerBench(listener)
                Issue.record("the listener was taken")
            } catch let error as SMTPTransportError {
                #expect(error.kind == .dangerous)
            }
        }
        // A socket that was given is still its owner's.
        let bench = try await ListenerBench(try ListenerBench.mx { $0.socket = socket })
        #expect(bench.address == socket.address)
        await bench.shutdown()
    }
}
