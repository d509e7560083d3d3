import Foundation
import MailAddressing
import MailCryptography
import NIOCore
import SMTPProtocol
import SMTPTransport

/// Takes the mail of those who have logged in, from their own address only, and prints it.
final class OutgoingSession: SMTPSession {
    private var user = ""
    private var text = ""

    func authenticated(_ connection: SMTPConnection) {
        user = connection.user ?? ""
        let mechanism = connection.mechanism.map(\.rawValue) ?? "a proxy's word"
        print("server: \(user) logged in by \(mechanism) over \(connection.tlsVersion ?? "nothing")")
    }

    func mail(_ mail: SMTPMail) -> SMTPDecision {
        guard mail.reversePath.mailbox.map({ "\($0)" }) == user else {
            return .reply(553, .init(5, 7, 1), "You are logged in as \(user) and may not send as this address")
        }
        return .accept
    }

    func recipient(_ recipient: SMTPRecipient) -> SMTPDecision { .accept }

    func receive(_ octets: ByteBuffer) -> SMTPDemand {
        text += String(buffer: octets)
        return .more
    }

    func message(size: Int) -> SMTPDecision {
        print("server: \(size) octets from \(user)\n\(text)")
        text = ""
        return .accept
    }
}

/// A server for submission on a free port of loopback, and a client that logs in to it.
@main
enum SubmissionServer {
    static let user = "ada@example.com"
    static let password = "correct horse battery staple"
    static let name = "mail.example.com"

    static func main() async throws {
        // What is kept of the password: keys for SCRAM and a hash, from which it cannot be read.
        guard let prepared = SASLPreparation.password(password) else { return }
        let stored = try StoredPassword(settingPassword: prepared)
        let authenticator = SMTPAuthenticator(accounts: SMTPAccountList([user: stored]))

        let pair = try SelfSignedCertificate.make(hostName: name, at: Int64(Date().timeIntervalSince1970))
        let tls = try SMTPServerTLS(
            certificateChainPEM: Array(pair.certificatePEM.utf8), privateKeyPEM: Array(pair.privateKeyPEM.utf8))
        let listener = SMTPServer.Listener.submission(
            host: "127.0.0.1", port: 0, hostName: try MailHost(name), tls: tls, encryption: .implicit,
            authenticator: authenticator)
        let server = SMTPServer()
        let address = try await server.listen(listener) { OutgoingSession() }

        // The client trusts this one certificate, whoever has signed it.
        let trusted = try Certificate.chain(pem: Array(pair.certificatePEM.utf8)).map(\.der)
        let trust = try SMTPClientTLS.judged { presentation in
            presentation.chain == trusted ? .trusted : .refused("another certificate than the one that we know")
        }
        await send(to: address, trust, as: SMTPCredentials(user: user, password: "a guess"))
        await send(to: address, trust, as: SMTPCredentials(user: user, password: password))
        await server.shutdown()
    }

    /// Logs in by the best mechanism that is offered, sends a message, and prints what came of it.
    static func send(to address: SocketAddress, _ trust: SMTPClientTLS, as credentials: SMTPCredentials) async {
        do {
            let client = try await SMTPClient.connect(
                to: address, serverName: name, helloName: "laptop.example.com", security: .implicit(trust),
                credentials: credentials)
            print(
                "client: in by \(client.mechanism.map(\.rawValue) ?? "no login") over \(client.tlsVersion ?? "nothing")"
            )
            let message = "From: <\(user)>\r\nSubject: Dinner\r\n\r\nIs it ready?\r\n"
            let transaction = SMTPTransaction(
                reversePath: try ReversePath(user), recipients: [try Mailbox("eve@example.net")],
                size: message.utf8.count, isEightBit: false)
            for outcome in await client.send(transaction, content: ByteBuffer(string: message)) {
                if case .accepted(let reply) = outcome {
                    print("client: \(reply)")
                } else {
                    print("client: \(outcome)")
                }
            }
            await client.quit()
        } catch {
            print("client: \(error)")
        }
    }
}
