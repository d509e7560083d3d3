import SMTPProtocol
import TestSupport
import Testing

/// The invariant: whatever the server says, each transaction that was begun ends with one outcome for each recipient,
/// in one `finished`; after `failed` and `close` nothing more happens.
@Suite("The outcomes of random sessions")
struct ClientOutcomeTests {
    private static let codes = [
        "250", "250", "250", "250", "354", "354", "220", "235", "251", "334", "421", "450", "451", "452", "500", "503",
        "550", "554",
    ]

    private func session(_ seed: UInt64) -> (machine: SMTPClientMachine, generator: SeededGenerator) {
        var generator = SeededGenerator(seed: seed)
        let policies: [SMTPClientConfiguration.TLSPolicy] = [.never, .whenOffered, .required]
        let hasCredentials = UInt8.random(in: 0..<4, using: &generator) == 0
        var configuration = SMTPClientConfiguration(
            helloName: "client.test", tls: policies.randomElement(using: &generator) ?? .never,
            credentials: hasCredentials ? SMTPCredentials(user: "ada", password: "secret") : nil,
            dialect: Bool.random(using: &generator) ? .smtp : .lmtp)
        configuration.chunking = Bool.random(using: &generator) ? .never : .from(octets: 1_000)
        configuration.usesPipelining = UInt8.random(in: 0..<4, using: &generator) > 0
        let isEncrypted = Bool.random(using: &generator)
        return (SMTPClientMachine(configuration: configuration, isEncrypted: isEncrypted), generator)
    }

    private func randomReply(_ generator: inout SeededGenerator) -> String {
        let code = Self.codes.randomElement(using: &generator) ?? "250"
        switch UInt8.random(in: 0..<8, using: &generator) {
        case 0: return "\(code)-first | \(code)-STARTTLS | \(code)-PIPELINING | \(code) AUTH PLAIN"
        case 1: return "\(code)-first | \(code) PIPELINING"
        case 2: return "\(code)-first | \(code)-CHUNKING | \(code) LIMITS RCPTMAX=2"
        case 3: return "452 4.5.3 Too many"
        default: return "\(code) \(code.prefix(1)).0.0 text"
        }
    }

    private func randomTransaction(_ generator: inout SeededGenerator) -> SMTPTransaction {
        let count = Int.random(in: 1...5, using: &generator)
        return ClientTransactionTests.transaction(
            to: (0..<count).map { "user\($0)@example.test" }, size: Int.random(in: 0...2_000, using: &generator),
            isEightBit: UInt8.random(in: 0..<8, using: &generator) == 0)
    }

    @Test("are as many as the recipients, once for each transaction", arguments: 0..<1_500 as Range<UInt64>)
    func counts(seed: UInt64) {
        var (machine, generator) = session(seed)
        var open: Int?
        var hasFailed = false
        var isClosed = false
        let offers = ["250 PIPELINING", "250-CHUNKING | 250 PIPELINING", "250-PIPELINING | 250 LIMITS RCPTMAX=2"]
        let offer = offers.randomElement(using: &generator) ?? ""
        var next: [String] = ["S: 220 mx.example.test", "S: 250-mx | \(offer)"]
        for _ in 0..<60 {
            let event = next.isEmpty ? "S: " + randomReply(&generator) : next.removeFirst()
            let transaction = randomTransaction(&generator)
            if event == "begin", machine.isReady { open = transaction.recipients.count }
            let actions = machine.actions(after: event, transaction, .random(seed: seed))
            if isClosed, !actions.isEmpty { Issue.record("something happens after the end: \(actions)") }
            for action in actions {
                switch action {
                case .finished(let outcomes):
                    #expect(outcomes.count == open)
                    open = nil
                case .startTLS: next = UInt8.random(in: 0..<4, using: &generator) == 0 ? ["tls failed"] : ["tls"]
                case .ready: next = ["begin"]
                case .sendMessage(_):
                    next = [["sent"], ["sent"], ["malformed"], ["lost"], []].randomElement(using: &generator) ?? []
                case .failed:
                    hasFailed = true
                    #expect(open == nil, "the outcomes stand before the failure")
                case .close: isClosed = true
                case .write: break
                }
            }
            if UInt8.random(in: 0..<40, using: &generator) == 0 { next = ["lost"] }
        }
        if !isClosed {
            for case .finished(let outcomes) in machine.actions(after: "lost") {
                #expect(outcomes.count == open)
                open = nil
            }
        }
        #expect(open == nil, "a transaction has no end")
        #expect(!hasFailed || isClosed)
    }

    @Test("are never success without a positive reply to the final dot", arguments: 0..<500 as Range<UInt64>)
    func honesty(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let hello = seed % 2 == 0 ? "250-mx | 250 PIPELINING" : "250 mx"
        let transaction = randomTransaction(&generator)
        var machine = ClientScript("", transaction: transaction, hello: hello, "").machine
        _ = machine.begin(transaction)
        var isSent = false
        for _ in 0..<20 {
            let event = "S: " + randomReply(&generator)
            for action in machine.actions(after: event, transaction) {
                switch action {
                case .sendMessage(_):
                    isSent = true
                    machine.messageSent()
                case .finished(let outcomes):
                    for case .accepted(let reply) in outcomes {
                        #expect(isSent)
                        #expect(reply.isPositive)
                    }
                    return
                default: break
                }
            }
        }
    }
}
