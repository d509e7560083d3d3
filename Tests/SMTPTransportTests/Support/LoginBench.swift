import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

/// A server for submission with implicit TLS, and its accounts: `ada` and `bob`, whose passwords are `secret` and `hidden`.
struct LoginBench {
    let listener: ListenerBench
    let accounts: TestAccounts
    let clock = ManualClock()
    let security: SMTPClient.Security

    init(
        encryption: SMTPServer.Listener.Encryption = .implicit, others: [SMTPServerTLS.Identity] = [],
        tokens: (@Sendable (_ token: String, _ user: String?) -> SMTPTokenVerdict)? = nil
    ) async throws {
        accounts = try TestAccounts(["ada": "secret", "bob": "hidden"])
        let authenticator = SMTPAuthenticator(
            accounts: accounts, tokenChecker: tokens.map { TestTokenChecker(verdict: $0) }, clock: clock.forLogins)
        let tls = SMTPServerTLS(try TestIdentities.identity("mx.example.test"), others: others)
        listener = try await ListenerBench(
            .submission(
                host: "127.0.0.1", port: 0, hostName: try MailHost("mx.example.test"), tls: tls,
                encryption: encryption, authenticator: authenticator))
        let opportunistic = try SMTPClientTLS.opportunistic()
        security = encryption == .implicit ? .implicit(opportunistic) : .startTLSRequired(opportunistic)
    }

    var log: SessionLog { listener.log }

    /// Credentials that are good for one mechanism only.
    static func credentials(
        _ user: String, _ secret: String, _ mechanism: SASLMechanism
    ) -> SMTPCredentials {
        var credentials =
            mechanism.usesToken
            ? SMTPCredentials(user: user, token: secret) : SMTPCredentials(user: user, password: secret)
        credentials.mechanisms = [mechanism]
        return credentials
    }

    func client(
        _ credentials: SMTPCredentials, serverName: String? = "mx.example.test", from local: String? = nil
    ) async throws(SMTPClientFailure) -> SMTPClient {
        try await listener.client(
            security: security, serverName: serverName, credentials: credentials, from: local)
    }

    /// Logs in over a connection of its own: the reply that refuses it, or nil for one that is let in.
    func logIn(_ credentials: SMTPCredentials, from local: String? = nil) async throws -> SMTPReply? {
        do throws(SMTPClientFailure) {
            let client = try await client(credentials, from: local)
            await client.quit()
            return nil
        } catch {
            guard let reply = error.reply else { throw error }
            #expect(error.stage == .authentication)
            return reply
        }
    }

    func shutdown() async { await listener.shutdown() }
}
