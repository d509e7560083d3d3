import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import SMTPTesting

/// The settings of both sides and the messages of a session; everything follows from the seed.
struct RandomSession {
    /// When the session is, in seconds since 1970.
    static let unixTime: Int64 = 1_800_000_000

    private var generator: SeededGenerator
    private(set) var client = SMTPClientConfiguration(helloName: "client.example", tls: .never)
    private(set) var server = SMTPServerConfiguration(hostName: .domain(try! DomainName("mx.example")))
    /// Whether TLS stands from the beginning.
    private(set) var isEncrypted = false
    private(set) var orders: [SMTPMachinePair.Order] = []
    /// A number for a test that draws one more.
    private(set) var extra = 0

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        drawSettings()
        for number in 0..<Int.random(in: 1...4, using: &generator) { orders.append(order(number)) }
        extra = Int.random(in: 0..<20, using: &generator)
    }

    /// The extensions of which the client hears.
    var offered: SMTPServiceExtensions {
        var offered = server.extensions
        if !hasTLSAtEnd { offered.remove(.requireTLS) }
        if !offered.contains(.chunking) { offered.remove(.binaryMIME) }
        if !offered.contains(.eightBitMIME) { offered.remove(.smtpUTF8) }
        return offered
    }

    var hasTLSAtEnd: Bool { isEncrypted || server.offersStartTLS && client.tls != .never }

    /// The two machines, with an application behind the server.
    func pair(_ application: RandomApplication, seed: UInt64) -> SMTPMachinePair {
        var machine = SMTPServerMachine(configuration: server, isEncrypted: isEncrypted)
        machine.unixTime = Self.unixTime
        return SMTPMachinePair(
            client: SMTPClientMachine(configuration: client, isEncrypted: isEncrypted), server: machine,
            orders: orders, using: SeededGenerator(seed: seed), application: application.answer)
    }

    private mutating func isHeads(oneIn count: Int = 2) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }

    private mutating func drawSettings() {
        let dialect: SMTPServerConfiguration.Dialect = isHeads() ? .smtp : .lmtp
        client.dialect = dialect
        client.usesPipelining = !isHeads(oneIn: 4)
        let chunkings: [SMTPClientConfiguration.Chunking] = [.never, .from(octets: 0), .from(octets: 60)]
        client.chunking = chunkings.randomElement(using: &generator) ?? .never
        isEncrypted = isHeads()
        server.dialect = dialect
        server.offersStartTLS = isHeads()
        client.tls = isHeads() ? .whenOffered : .never
        // Refusals are counted; here there may be many.
        server.maximumErrors = 1_000
        server.maximumIdleCommands = 1_000
        server.maximumRecipients = Int.random(in: 1...6, using: &generator)
        server.extensions = .all
        for bit in 0..<13 as Range<UInt16> where isHeads(oneIn: 4) {
            server.extensions.remove(SMTPServiceExtensions(rawValue: 1 << bit))
        }
    }

    private mutating func order(_ number: Int) -> SMTPMachinePair.Order {
        let isBinary = isHeads(oneIn: 6)
        let message = isBinary ? binaryMessage() : textMessage()
        let senders = ["ada", "ada", "ada", "ada", "åda", "refused", "nodata", "spam"]
        let sender = senders.randomElement(using: &generator) ?? ""
        let names = ["user", "user", "user", "gone", "later", "full"]
        var recipients: [SMTPRecipient] = []
        for index in 0..<Int.random(in: 1...9, using: &generator) {
            let name = isHeads(oneIn: 16) ? "üser" : names.randomElement(using: &generator) ?? ""
            recipients.append(SMTPRecipient(mailbox: try! Mailbox("\(name).\(index)@example.net")))
            if isHeads(oneIn: 3) {
                recipients[index].options = RecipientOptions(
                    notify: [.failure, .delay], originalRecipient: OriginalRecipient(recipients[index].mailbox))
            }
        }
        var transaction = SMTPTransaction(
            reversePath: .mailbox(try! Mailbox("\(sender).\(number)@example.com")), recipients: recipients,
            size: message.count, isEightBit: message.contains { $0 > 127 }, options: options())
        if isBinary { transaction.options.body = .binaryMIME }
        transaction.hasInternationalizedHeader = isHeads(oneIn: 10)
        return SMTPMachinePair.Order(transaction, message: message)
    }

    private mutating func options() -> MailOptions {
        var options = MailOptions()
        options.allowsInternationalized = isHeads(oneIn: 10)
        if isHeads(oneIn: 3) { options.returnedContent = .headers }
        if isHeads(oneIn: 3) { options.envelopeIdentifier = "id+=\(extra) x" }
        if isHeads(oneIn: 3) { options.priority = MessagePriority(Int.random(in: -9...9, using: &generator)) }
        if isHeads(oneIn: 3) {
            options.deliverBy = DeliverBy(
                seconds: Int.random(in: 1...9_000, using: &generator), mode: isHeads(oneIn: 4) ? .return : .notify)
        }
        if isHeads(oneIn: 10) {
            options.futureRelease = isHeads() ? .after(seconds: 600) : .at(unixSeconds: Self.unixTime + 86_400)
        }
        options.requiresTLS = isHeads(oneIn: 10)
        return options
    }

    /// A message that keeps to the rules: CR and LF only as CRLF, no NUL; dots at the start of lines come up often.
    private mutating func textMessage() -> [UInt8] {
        let pieces = ["Subject: hello\r\n", "\r\n", ".", "..\r\n", "text ", "\r\n.\r\n", "MAIL FROM:<>\r\n"]
        var octets: [UInt8] = []
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
            octets += Array((pieces.randomElement(using: &generator) ?? "").utf8)
            if isHeads(oneIn: 20) { octets.append(UInt8.random(in: 128...255, using: &generator)) }
        }
        return octets
    }

    private mutating func binaryMessage() -> [UInt8] {
        let count = Int.random(in: 0...300, using: &generator)
        return (0..<count).map { _ in [0, 10, 13, 46, UInt8.random(in: 0...255, using: &generator)] }
            .map { $0.randomElement(using: &generator) ?? 0 }
    }
}
