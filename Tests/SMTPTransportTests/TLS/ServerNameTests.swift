import MailCryptography
import NIOConcurrencyHelpers
import NIOSSL
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("The certificate that is shown", .timeLimit(.minutes(15)))
struct ServerNameTests {
    typealias Encryption = SMTPServer.Listener.Encryption

    static let first = "mx.example.test"
    static let names: [(asked: String?, shown: String)] = [
        ("mx.example.test", first), ("other.example.test", "other.example.test"),
        ("OTHER.Example.test", "other.example.test"), ("a.wild.example.test", "*.wild.example.test"),
        ("a.b.wild.example.test", first), ("wild.example.test", first), ("unknown.example.test", first), (nil, first),
    ]

    @Test(
        "is the one for the name that is asked for, and else the first", arguments: names,
        [Encryption.startTLS, .implicit])
    func byName(name: (asked: String?, shown: String), encryption: Encryption) async throws {
        let tls = SMTPServerTLS(
            try TestIdentities.identity(Self.first),
            others: [try TestIdentities.identity("other.example.test"), try TestIdentities.wildcard()])
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls, encryption: encryption))
        let peer = try await bench.connect()
        try await peer.openSecurely(encryption, serverName: name.asked)
        #expect(try await peer.shownNames == [name.shown])
        #expect(bench.log.hellos.last?.tlsVersion == "TLSv1.3")
        #expect(try await peer.ask("QUIT").hasPrefix("221"))
        await bench.shutdown()
    }

    @Test("is a new one after it was replaced, and an open transaction goes on", arguments: [false, true])
    func replaced(hasSeveral: Bool) async throws {
        let old = try TestIdentities.identity(Self.first)
        let new = try TestIdentities.identity("new.example.test")
        let tls = SMTPServerTLS(old, others: hasSeveral ? [try TestIdentities.wildcard()] : [])
        for encryption in [Encryption.startTLS, .implicit] {
            tls.replace(with: old, others: hasSeveral ? [try TestIdentities.wildcard()] : [])
            let bench = try await ListenerBench(try ListenerBench.mx(tls: tls, encryption: encryption))
            let standing = try await bench.connect()
            try await standing.openSecurely(encryption, serverName: Self.first)
            try await standing.ask("MAIL FROM:<sender@example.test>")
            try await standing.ask("RCPT TO:<ada@example.test>")
            #expect(try await standing.ask("DATA").hasPrefix("354"))
            try await standing.say("Subject: x\r\n")

            tls.replace(with: new, others: hasSeveral ? [] : [old])
            let late = try await bench.connect()
            try await late.openSecurely(encryption, serverName: "new.example.test")
            #expect(try await late.shownNames == ["new.example.test"])

            #expect(try await standing.ask("\r\n.").hasPrefix("250 2.0.0"))
            #expect(try await standing.shownNames == [Self.first])
            #expect(bench.log.messages == ["Subject: x\r\n\r\n"])
            #expect(try await standing.ask("MAIL FROM:<sender@example.test>").hasPrefix("250"))
            await bench.shutdown()
        }
    }

    @Test("goes to the judge as it is, the server's own first, and a trusted one needs no root")
    func judged() async throws {
        let leaf = try TestIdentities.certificate(Self.first)
        let issuer = try TestIdentities.certificate("issuer.example.test")
        let identity = try SMTPServerTLS.Identity(
            certificateChainPEM: Array((leaf.certificatePEM + issuer.certificatePEM).utf8),
            privateKeyPEM: Array(leaf.privateKeyPEM.utf8))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: SMTPServerTLS(identity)))
        let seen = NIOLockedValueBox<[SMTPClientTLS.Presentation]>([])
        let tls = try SMTPClientTLS.judged { presentation in
            seen.withLockedValue { $0.append(presentation) }
            return .trusted
        }
        let client = try await bench.client(security: .startTLSRequired(tls))
        let outcomes = try await TransportBench.send("x\r\n", over: client)
        #expect(outcomes.allSatisfy { $0.isAccepted })
        await client.quit()
        let presentations = seen.withLockedValue { $0 }
        let octets = try [leaf, issuer].map { certificate in
            try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificatePEM.utf8)).map { try $0.toDERBytes() }
        }
        #expect(presentations.map(\.chain) == [octets.flatMap { $0 }])
        #expect(presentations.map(\.serverName) == [Self.first])
        await bench.shutdown()
    }

    @Test("is refused with the judge's reason", arguments: [Encryption.startTLS, .implicit])
    func refused(encryption: Encryption) async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity(Self.first))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls, encryption: encryption))
        let judged = try SMTPClientTLS.judged { _ in .refused("no TLSA record matches") }
        do throws(SMTPClientFailure) {
            _ = try await bench.client(
                security: encryption == .startTLS ? .startTLSRequired(judged) : .implicit(judged))
            Issue.record("the certificate was taken")
        } catch {
            #expect(error.description.contains("no TLSA record matches"))
            #expect(error.stage == (encryption == .startTLS ? .startTLS : .greeting))
            if encryption == .startTLS { #expect(error.reason == .tlsUnavailable("no TLSA record matches")) }
            #expect(error.isTemporary)
        }
        // Nothing goes on in the clear.
        #expect(bench.log.senders.isEmpty)
        await bench.shutdown()
    }

    @Test("that was refused is no reason to go on in the clear where TLS is taken when offered")
    func refusedWhenOffered() async throws {
        let tls = SMTPServerTLS(try TestIdentities.identity(Self.first))
        let bench = try await ListenerBench(try ListenerBench.mx(tls: tls))
        let judged = try SMTPClientTLS.judged { _ in .refused("no") }
        do throws(SMTPClientFailure) {
            _ = try await bench.client(security: .startTLSWhenOffered(judged))
            Issue.record("the certificate was taken")
        } catch {
            #expect(error.reason == .tlsUnavailable("no"))
        }
        await bench.shutdown()
    }
}
