import DKIM
import DeliveryAgent
import DeliveryQueue
import MailAddressing
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Which keys sign", .timeLimit(.minutes(15)))
struct SignatureChoiceTests {
    private static let content = Array("From: a@sender.test\r\n\r\nx\r\n".utf8)

    /// A key of each kind whose selector is its name.
    private static func signer(_ kinds: [SignatureChoice]) throws -> MessageSigner {
        MessageSigner(
            try kinds.map { kind in
                let key = try PrivateKey.generate(kind == .rsa ? .rsa(bits: 1_024) : .ed25519)
                return try DKIMSigner(domain: DomainName("sender.test"), selector: kind.rawValue, key: key)
            })
    }

    @Test(
        "is chosen by their kind",
        arguments: [(.all, ["rsa", "ed25519"]), (.rsa, ["rsa"]), (.ed25519, ["ed25519"]), (.none, [])]
            as [(SignatureChoice, [String])])
    func kinds(choice: SignatureChoice, selectors: [String]) throws {
        let signature = try Self.signer([.rsa, .ed25519]).signature(of: Self.content, at: 1_800_000_000, by: choice)
        let text = String(decoding: signature ?? [], as: UTF8.self)
        #expect((signature == nil) == selectors.isEmpty)
        for selector in ["rsa", "ed25519"] {
            #expect(text.contains("s=\(selector);") == selectors.contains(selector), "\(text)")
        }
    }

    @Test("must be there, unless the domain has no keys at all", arguments: [SignatureChoice.rsa, .ed25519])
    func missing(choice: SignatureChoice) throws {
        let signer = try Self.signer([choice == .rsa ? .ed25519 : .rsa])
        #expect(throws: DKIMError(.noUsableKey)) {
            try signer.signature(of: Self.content, at: 1_800_000_000, by: choice)
        }
        let other = Array("From: a@other.test\r\n\r\nx\r\n".utf8)
        #expect(try signer.signature(of: other, at: 1_800_000_000, by: choice) == nil)
        #expect(try MessageSigner([]).signature(of: Self.content, at: 1_800_000_000, by: choice) == nil)
    }

    @Test("is said by the rule of the route; other mail is signed by all")
    func rules() async throws {
        let receiver = try await Receiver(host: "127.0.8.1")
        let route = DeliveryRoute.direct(port: receiver.port, tls: nil)
        let bench = try RouteBench(
            route,
            rules: SignatureChoice.allCases.map { choice in
                RouteRule(
                    name: choice.rawValue, senders: [DomainPattern(name: "\(choice.rawValue).test", isBelow: false)],
                    route: route, signatures: choice)
            }, RouteBench.Parts(signer: try Self.signer([.rsa, .ed25519])))
        let trials: [(sender: String, selectors: [String])] = [
            ("a@sender.test", ["rsa", "ed25519"]), ("a@all.test", ["rsa", "ed25519"]), ("a@rsa.test", ["rsa"]),
            ("a@ed25519.test", ["ed25519"]), ("a@none.test", []),
        ]
        for (index, trial) in trials.enumerated() {
            let result = try await bench.attempt(RouteBench.Mail(sender: trial.sender, content: Self.content))
            #expect(result.outcomes.map(\.kind) == [.delivered])
            let arrived = try #require(receiver.messages.last?.content)
            #expect(receiver.messages.count == index + 1)
            #expect(Array(arrived.suffix(Self.content.count)) == Self.content)
            let text = String(decoding: arrived, as: UTF8.self)
            for selector in ["rsa", "ed25519"] {
                #expect(text.contains("s=\(selector);") == trial.selectors.contains(selector), "\(trial.sender)")
            }
        }
        await bench.stop()
        await receiver.stop()
    }

    /// Mail that cannot be signed: for want of a key, and as it is malformed.
    enum Trouble: CaseIterable, Sendable {
        case key
        case message
    }

    @Test(
        "cannot be had: the mail is held, or goes out as it is where that is wished", arguments: Trouble.allCases,
        UnsignablePolicy.allCases)
    func unsignable(trouble: Trouble, policy: UnsignablePolicy) async throws {
        let receiver = try await Receiver(host: "127.0.8.1")
        let route = DeliveryRoute.direct(port: receiver.port, tls: nil)
        let bench = try RouteBench(
            route, rules: [RouteRule(name: "old", route: route, signatures: .rsa)],
            RouteBench.Parts(signer: try Self.signer([trouble == .key ? .ed25519 : .rsa]))
        ) { $0.unsignable = policy }
        let content = trouble == .key ? Self.content : Array("no field\r\n\r\nx\r\n".utf8)
        let result = try await bench.attempt(RouteBench.Mail(content: content))
        switch policy {
        case .send:
            #expect(result.outcomes.map(\.kind) == [.delivered])
            #expect(receiver.messages.map(\.content) == [content])
        case .hold:
            let isKey = trouble == .key
            let gist = Gist(isKey ? .deferred : .failed, isKey ? .local : .other, at: nil, isRemote: false)
            #expect(result.gists == [gist])
            let beginning = (isKey ? "451 4.7.5" : "554 5.6.0") + " The message cannot be signed: "
            #expect(result.replies.first?.hasPrefix(beginning) == true, "\(result.replies)")
            #expect(result.signal == PathSignal.none)
            #expect(receiver.connectionCount == 0)
        }
        await bench.stop()
        await receiver.stop()
    }
}
