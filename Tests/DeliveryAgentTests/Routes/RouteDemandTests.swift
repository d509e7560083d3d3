import DeliveryAgent
import DeliveryQueue
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("What a direct route demands of hosts", .timeLimit(.minutes(15)))
struct RouteDemandTests {
    /// What a host shows.
    enum Host: Sendable {
        case nothing
        /// A certificate that nobody vouches for.
        case stranger
        case trusted
    }

    /// What is demanded.
    enum Demand: Sendable {
        case nothing
        case encryption
        case proof
    }

    @Test(
        "is kept to, and mail waits where it cannot be had",
        arguments: [
            // What is said of a delivery; nil where the mail waits.
            (.nothing, .nothing, "in the clear"), (.nothing, .stranger, "over TLSv1.3"),
            (.nothing, .trusted, "over TLSv1.3"),
            (.encryption, .nothing, nil), (.encryption, .stranger, "over TLSv1.3, as the route demands"),
            (.encryption, .trusted, "over TLSv1.3, as the route demands"),
            (.proof, .nothing, nil), (.proof, .stranger, nil),
            (.proof, .trusted, "over TLSv1.3, authenticated by its certificate"),
        ] as [(Demand, Host, String?)])
    func demands(demand: Demand, host: Host, detail: String?) async throws {
        let now = SystemQueueClock().now().seconds
        let trusted = try SelfSignedCertificate.make(hostName: "mx.receiver.test", at: now)
        let receiver = try await Receiver(
            host: "127.0.8.1", certificate: host == .trusted ? trusted : nil, hasTLS: host != .nothing)
        let unchecked = try SMTPClientTLS.opportunistic()
        let demanded: TransportDemand =
            switch demand {
            case .nothing: .opportunistic
            case .encryption: .encrypted(unchecked)
            case .proof: .verified(try trusted.asOnlyRoot())
            }
        let route = DeliveryRoute.direct(port: receiver.port, tls: unchecked, demand: demanded)
        for isRule in [false, true] {
            let usual = DeliveryRoute.direct(port: 1, tls: unchecked)
            let bench = try RouteBench(
                isRule ? usual : route, rules: isRule ? [RouteRule(name: "bank", route: route)] : [])
            let result = try await bench.attempt()
            let place = "mx.receiver.test [127.0.8.1]:\(receiver.port)"
            if let detail {
                #expect(result.gists == [Gist(.delivered, at: place)])
                #expect(result.details == [detail + (isRule ? ", by the route bank" : "")])
            } else {
                #expect(result.gists == [Gist(.deferred, .security, at: place, isRemote: false)])
                let words = demand == .proof ? "a certificate that can be checked" : "TLS"
                let route = isRule ? ", by the route bank" : ""
                #expect(result.details == ["at STARTTLS, the route demands \(words)\(route)"])
                #expect(result.signal == PathSignal.none)
                #expect(receiver.messages.isEmpty)
            }
            await bench.stop()
        }
        await receiver.stop()
    }

    @Test("is no less where the hosts' records demand something, and no more where these prove as much")
    func records() async throws {
        let now = SystemQueueClock().now().seconds
        let certificate = try SelfSignedCertificate.make(hostName: "mx.elsewhere.test", at: now)
        let stranger = try SelfSignedCertificate.make(hostName: "mx.signed.test", at: now)
        let receiver = try await Receiver(host: "127.0.8.1", certificate: certificate)
        let tls = try SMTPClientTLS.opportunistic()
        // The right key, and records that cannot be used.
        for (usage, detail) in [("3 1 1", "over TLSv1.3, authenticated by DANE"), ("0 0 1", nil)] as [(String, String?)]
        {
            let record = "_\(receiver.port)._tcp.mx.signed.test. IN TLSA \(usage) \(try certificate.keyDigest())\n"
            let demand = TransportDemand.verified(try stranger.asOnlyRoot())
            let bench = try RouteBench(
                .direct(port: receiver.port, tls: tls, demand: demand), records: record
            ) { $0.security = TransportSecuritySettings() }
            let result = try await bench.attempt(RouteBench.Mail(recipients: ["bob@signed.test"]))
            if let detail {
                #expect(result.details == [detail])
            } else {
                #expect(result.outcomes.map(\.errorClass) == [.security])
                #expect(result.details == ["at STARTTLS, the route demands a certificate that can be checked"])
            }
            await bench.stop()
        }
        await receiver.stop()
    }
}
