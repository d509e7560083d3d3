import MailAddressing
import SMTPProtocol
import SMTPTesting
import Testing

/// The invariant: whatever both sides speak and offer, each recipient of a transaction has one outcome, and whoever has
/// the outcome that the message was accepted has it once, and as it was sent.
@Suite("Random sessions of both machines")
struct RandomSessionTests {
    /// What the client's side must make of an order, from the names and the offer alone.
    private func expected(_ order: SMTPMachinePair.Order, in session: RandomSession) -> [String] {
        let transaction = order.transaction
        let offered = session.offered
        guard offered.isSuperset(of: needs(of: transaction)), !transaction.options.requiresTLS || session.hasTLSAtEnd
        else { return transaction.recipients.map { _ in "lost at mail" } }
        let sender = transaction.reversePath.mailbox?.localPart ?? ""
        let isChunked = usesChunks(transaction, in: session)
        var taken = 0
        return transaction.recipients.map { recipient in
            let name = recipient.mailbox.localPart
            if recipient.mailbox.isInternationalized, !offered.contains(.smtpUTF8) { return "lost at recipient" }
            if sender.hasPrefix("refused") { return "refused 550 at mail" }
            // Whom the server has no room for comes again, unless there is no message to come behind.
            let isCrowdedOut = taken >= session.server.maximumRecipients && !offered.contains(.limits)
            if sender.hasPrefix("nodata"), !isChunked, isCrowdedOut { return "refused 452 at recipient" }
            if name.hasPrefix("gone") { return "refused 550 at recipient" }
            if name.hasPrefix("later") { return "refused 450 at recipient" }
            taken += 1
            if sender.hasPrefix("nodata") { return isChunked ? "refused 451 at finalDot" : "refused 451 at data" }
            if sender.hasPrefix("spam") { return "refused 554 at finalDot" }
            let isFull = name.hasPrefix("full") && session.server.dialect == .lmtp
            return isFull ? "refused 452 at finalDot" : "accepted 250"
        }
    }

    /// The extensions without which the whole transaction cannot go.
    private func needs(of transaction: SMTPTransaction) -> SMTPServiceExtensions {
        var needs: SMTPServiceExtensions = []
        if transaction.isBinary {
            needs.formUnion([.chunking, .binaryMIME])
        } else if transaction.isEightBit {
            needs.insert(.eightBitMIME)
        }
        let isSenderInternational = transaction.reversePath.mailbox?.isInternationalized == true
        if isSenderInternational || transaction.hasInternationalizedHeader { needs.insert(.smtpUTF8) }
        if transaction.options.requiresTLS { needs.insert(.requireTLS) }
        if transaction.options.deliverBy?.mode == .return { needs.insert(.deliverBy) }
        if transaction.options.futureRelease != nil { needs.insert(.futureRelease) }
        return needs
    }

    private func usesChunks(_ transaction: SMTPTransaction, in session: RandomSession) -> Bool {
        guard session.offered.contains(.chunking) else { return false }
        if transaction.isBinary { return true }
        guard case .from(let octets) = session.client.chunking else { return false }
        return transaction.size >= octets
    }

    /// What must arrive of the sender's wishes.
    private func arriving(_ transaction: SMTPTransaction, in session: RandomSession) -> SMTPMail {
        let offered = session.offered
        var options = transaction.options
        let needsUTF8 =
            needs(of: transaction).contains(.smtpUTF8)
            || transaction.recipients.contains { $0.mailbox.isInternationalized }
        options.allowsInternationalized = offered.contains(.smtpUTF8) && (options.allowsInternationalized || needsUTF8)
        options.body = transaction.isBinary ? .binaryMIME : transaction.isEightBit ? .eightBitMIME : .sevenBit
        if !offered.contains(.eightBitMIME), !transaction.isBinary { options.body = nil }
        if !offered.contains(.deliveryStatusNotifications) {
            options.returnedContent = nil
            options.envelopeIdentifier = nil
        }
        if !offered.contains(.deliverBy) { options.deliverBy = nil }
        if !offered.contains(.priority) { options.priority = nil }
        let size = offered.contains(.size) ? transaction.size : nil
        return SMTPMail(reversePath: transaction.reversePath, declaredSize: size, options: options)
    }

    @Test("give each recipient the outcome that the names and the offer say", arguments: 0..<800 as Range<UInt64>)
    func outcomes(seed: UInt64) {
        let session = RandomSession(seed: seed)
        let application = RandomApplication(session.server.dialect)
        var pair = session.pair(application, seed: seed &* 31)
        pair.run()
        #expect(pair.outcomes.map { $0.map(\.text) } == session.orders.map { expected($0, in: session) })
        #expect(pair.failure == nil)
        #expect(pair.transcript.last?.hasPrefix("S: 221") == true)
        checkDeliveries(application, pair, session)
    }

    @Test(
        "give each recipient one outcome and no more when the server ends them at any point",
        arguments: 0..<500 as Range<UInt64>)
    func endings(seed: UInt64) {
        let session = RandomSession(seed: seed)
        let application = RandomApplication(session.server.dialect, endsAfter: session.extra)
        var pair = session.pair(application, seed: seed &* 31)
        pair.run()
        #expect(pair.outcomes.count <= session.orders.count)
        for (order, outcomes) in zip(session.orders, pair.outcomes) {
            #expect(outcomes.count == order.transaction.recipients.count)
        }
        checkDeliveries(application, pair, session)
    }

    /// Compares what the server's application took with what the client was told and what was sent.
    private func checkDeliveries(
        _ application: RandomApplication, _ pair: SMTPMachinePair, _ session: RandomSession
    ) {
        #expect(pair.messages.count == application.deliveries.count)
        for (delivery, message) in zip(application.deliveries, pair.messages) {
            let order = session.orders.first { $0.transaction.reversePath == delivery.mail.reversePath }
            let sent = order?.message ?? []
            #expect(message == (delivery.transfer == .data ? sent.ended : sent))
            for recipient in delivery.recipients {
                let asked = order?.transaction.recipients.first { $0.mailbox == recipient.mailbox }
                let hasDSN = session.offered.contains(.deliveryStatusNotifications)
                #expect(recipient.options == (hasDSN ? asked?.options : RecipientOptions()))
            }
        }
        for mail in application.mails {
            let order = session.orders.first { $0.transaction.reversePath == mail.reversePath }
            #expect(mail == order.map { arriving($0.transaction, in: session) })
        }
        for (order, outcomes) in zip(session.orders, pair.outcomes) {
            let path = order.transaction.reversePath
            let takers = application.deliveries.filter { $0.mail.reversePath == path }.flatMap(\.recipients)
            let told = zip(order.transaction.recipients, outcomes).filter { $0.1.text == "accepted 250" }
            // In the order in which they were named, and each of them once.
            let names = told.map(\.0.mailbox.description).sorted()
            #expect(takers.map(\.mailbox.description).sorted() == names)
        }
    }

    @Test("are long enough to see all that they are to show")
    func coverage() {
        var seen: [String: Int] = [:]
        for seed in 0..<300 as Range<UInt64> {
            let session = RandomSession(seed: seed)
            let application = RandomApplication(session.server.dialect)
            var pair = session.pair(application, seed: seed &* 31)
            pair.run()
            for delivery in application.deliveries {
                let body = delivery.mail.options.body == .binaryMIME ? "binary " : ""
                seen["\(body)\(delivery.transfer.rawValue) \(session.server.dialect)", default: 0] += 1
            }
            let senders = Set(application.deliveries.map(\.mail.reversePath))
            if senders.count < application.deliveries.count {
                seen[session.offered.contains(.limits) ? "goes by LIMITS" : "goes by 452", default: 0] += 1
            }
            let words = ["SMTPUTF8", "ENVID=", "BY=", "HOLDFOR=", "HOLDUNTIL=", "MT-PRIORITY=", "REQUIRETLS", "ORCPT="]
            for word in words + ["RSET", "STARTTLS"] {
                let isSaid = pair.transcript.contains { $0.hasPrefix("C: ") && $0.contains(word) }
                if isSaid { seen[word, default: 0] += 1 }
            }
        }
        let wanted = [
            "DATA smtp", "DATA lmtp", "BDAT smtp", "BDAT lmtp", "binary BDAT smtp", "binary BDAT lmtp",
            "goes by LIMITS", "goes by 452", "SMTPUTF8", "ENVID=", "BY=", "HOLDFOR=", "HOLDUNTIL=", "MT-PRIORITY=",
            "REQUIRETLS", "ORCPT=", "RSET", "STARTTLS",
        ]
        for name in wanted { #expect(seen[name, default: 0] > 2, "\(name)") }
    }
}

extension SMTPRecipientOutcome {
    /// The outcome in a few words.
    fileprivate var text: String {
        switch self {
        case .accepted(let reply): "accepted \(reply.code)"
        case .refused(let reply, let stage): "refused \(reply.code) at \(stage.rawValue)"
        case .lost(let failure): "lost at \(failure.stage.rawValue)"
        }
    }
}

extension [UInt8] {
    /// The message as it arrives by DATA: with a CRLF at its end, unless it is empty.
    fileprivate var ended: [UInt8] { isEmpty || suffix(2).elementsEqual([13, 10]) ? self : self + [13, 10] }
}
