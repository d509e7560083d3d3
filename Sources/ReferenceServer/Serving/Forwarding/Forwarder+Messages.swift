import DeliveryQueue
import InternetMessage
import Logging
import MailAddressing
import MailCryptography
import MailForwarding
import SMTPProtocol

/// A signature that passed: whose, and over which fields.
struct PassedSignature: Hashable, Sendable {
    /// The domain that signed.
    var domain: DomainName
    /// The names of the fields that it covers, in lower case.
    var fields: Set<String>
}

/// What becomes of a message once it is there.
extension Forwarder {
    /// What is known of a message.
    struct Message: Sendable {
        /// Its header.
        var header: MessageHeader
        /// Its size in octets.
        var size: Int
        /// Whether something is attached; nil where nobody looked.
        var hasAttachments: Bool?
        /// Who sent it.
        var client: Client
        /// What speaks for the client itself.
        var clientProof: SenderProof
        /// The signatures that passed.
        var signatures: [PassedSignature]
    }

    /// Says what goes out for the recipients that were accepted.
    ///
    /// One answer goes to the client for all of them: the message is refused where it is refused for each of them, or for
    /// one of them for now, so that nothing is lost of it; else it is accepted, and dropped for those that do not want it,
    /// which is logged.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - recipients: at least one.
    ///   - hasOthers: whether it was accepted for recipients elsewhere, too.
    ///   - now: the time, in seconds since 1970.
    func plan(
        for message: Message, to recipients: [ForwardRecipient], hasOthers: Bool, at now: Int64
    ) async -> ForwardingPlan {
        let author = await authors.facts(of: message.header, signers: message.signatures.map(\.domain))
        var copies: [ForwardedCopy] = []
        var counters: [DirectoryCounter] = []
        var refusal: SMTPReply?
        var isTaken = hasOthers
        for recipient in recipients {
            switch await outcome(of: message, for: recipient, author: author, at: now) {
            case .sent(let sent):
                copies += sent
                isTaken = true
            case .dropped(let counted):
                counters += counted
                isTaken = true
            case .refused(let reply, let counted):
                // What passes is the client's to try again, for all of them.
                if refusal.map({ $0.code >= 500 && reply.code < 500 }) ?? true { refusal = reply }
                counters += counted
            }
        }
        if let refusal, isTaken, refusal.code >= 500 {
            logger.notice(
                "A message was accepted for some of its recipients and refused for others",
                metadata: ["from": "<\(message.client.reversePath)>", "reply": "\(refusal)"])
        }
        if let refusal, !isTaken || refusal.code < 500 {
            for counter in counters { directory.count(counter) }
            return .refuse(refusal)
        }
        return .accept(copies, counters: counters)
    }

    /// What becomes of a message for one recipient.
    private enum Outcome {
        case sent([ForwardedCopy])
        case dropped([DirectoryCounter])
        case refused(SMTPReply, [DirectoryCounter])
    }

    private func outcome(
        of message: Message, for recipient: ForwardRecipient, author: AuthorFacts, at now: Int64
    ) async -> Outcome {
        switch recipient.kind {
        case .discarded(let alias): return .dropped([.alias(alias.address, .discarded)])
        case .returned(let original):
            // What a mail program answers by itself shows who is behind the alias.
            guard !Self.isAutomaticAnswer(message.header) else { return dropped(recipient) }
            return .sent([
                ForwardedCopy(
                    reversePath: .null, recipients: resolved(original, at: now),
                    reason: "a report on its way back to the sender")
            ])
        case .reverse(let reverse):
            guard message.client.reversePath == .null else {
                return await answer(message, by: reverse, author: author, at: now)
            }
            guard !Self.isAutomaticAnswer(message.header) else { return dropped(recipient) }
            return .sent([
                ForwardedCopy(
                    reversePath: .null, recipients: resolved(reverse.correspondent, at: now),
                    reason: "a report on its way back to the correspondent of \(reverse.alias)")
            ])
        case .match(let match):
            switch ForwardingLoop.verdict(header: message.header, alias: match.address) {
            case .none: break
            case .alreadyDelivered, .tooManyHops:
                return .refused(
                    SMTPReply(554, .init(5, 4, 6), "The message was here before: it runs in a loop"), [])
            }
            let facts = MessageFacts(
                header: message.header, reversePath: message.client.reversePath, size: message.size,
                hasAttachments: message.hasAttachments)
            let verdict = directory.judge(facts, for: match, at: now)
            let rules = verdict.rules.map { DirectoryCounter.rule($0) }
            switch verdict.outcome {
            case .refuse(let text):
                let words = text ?? "The recipient does not want messages of this kind"
                return .refused(SMTPReply(550, .init(5, 7, 1), words), rules + counted(match, .refused))
            case .discard: return .dropped(rules + counted(match, .discarded))
            case .deadEnd:
                return .refused(SMTPReply(550, .init(5, 2, 1), "This address leads to nobody"), rules)
            case .forward(let targets):
                // Those of one kind go out in one copy; both where room was made for two.
                let mailboxes = recipient.hasMailbox ? targets.filter { directory.isMailbox($0) } : []
                let others = targets.filter { !mailboxes.contains($0) }
                var copies: [ForwardedCopy] = []
                for part in [mailboxes, others] where !part.isEmpty {
                    var copy = await forward(message, for: recipient, match, to: part, author: author, at: now)
                    copy.owner = match.owner
                    copies.append(copy)
                }
                if !copies.isEmpty { copies[0].counters = rules + counted(match, .forwarded) }
                return .sent(copies)
            }
        }
    }

    /// An absence note that is accepted and goes nowhere.
    private func dropped(_ recipient: ForwardRecipient) -> Outcome {
        logger.notice(
            "An automatic answer was dropped, as it would show who is behind an alias",
            metadata: ["recipient": "\(recipient.recipient.mailbox)"])
        return .dropped([])
    }

    private func counted(_ match: RecipientMatch, _ outcome: AliasOutcome) -> [DirectoryCounter] {
        guard case .alias(let alias, _) = match.kind else { return [] }
        return [.alias(alias.address, outcome)]
    }

    /// The copy that goes on to an alias's targets.
    private func forward(
        _ message: Message, for recipient: ForwardRecipient, _ match: RecipientMatch, to targets: [Mailbox],
        author: AuthorFacts, at now: Int64
    ) async -> ForwardedCopy {
        var preference = PresentationPreference.automatic
        if case .alias(let alias, _) = match.kind { preference = alias.presentation }
        let (presentation, why) = SenderPresentation.choose(preference, for: author)
        var copy = ForwardedCopy(
            reversePath: .null, recipients: targets, fields: ForwardedHeader.fields(alias: match.address),
            reason: "forwarded from \(match.address); \(why)")
        // Reports speak of the alias, and not of the address behind it (RFC 3461, section 5.2.7.1); that of a success
        // would be written by the host of the target, and name it.
        var options = targets.count == 1 ? recipient.recipient.options : RecipientOptions()
        options.notify?.remove(.success)
        options.originalRecipient = OriginalRecipient(recipient.recipient.mailbox)
        copy.recipientOptions = targets.map { _ in options }
        if targets.allSatisfy({ directory.isMailbox($0) }) {
            // Nobody checks who may send for whom any more.
            copy.reversePath = message.client.reversePath
            if let sender = message.client.reversePath.mailbox { copy.proof = proof(of: sender, in: message) }
            copy.reason = "for the mailbox \(match.address)"
            return copy
        }
        if let sender = message.client.reversePath.mailbox {
            let isKnown = message.clientProof != .missing || isOurs(sender, at: now)
            copy.reversePath = await ours(for: sender, of: match, isKnown: isKnown, at: now)
            copy.proof = proof(of: sender, in: message)
        }
        guard presentation == .rewritten, let correspondent = author.author ?? message.client.reversePath.mailbox,
            let reply = await reverseAlias(for: correspondent, of: match, at: now)
        else { return copy }
        copy.fields = []
        copy.header = ForwardedHeader.rewritten(message.header, alias: match.address, replyAddress: reply)
        switch copy.proof {
        case .signature: copy.proof = .forwardedSigned
        case .local, .login, .network, .answered: break
        default: copy.proof = .forwarded
        }
        return copy
    }

    /// A sender of ours for a forward, by which reports find the way back.
    ///
    /// - Parameter isKnown: whether a sender in our own domain is one that may be named.
    private func ours(
        for sender: Mailbox, of match: RecipientMatch, isKnown: Bool, at now: Int64
    ) async -> ReversePath {
        switch rewriter.rewritten(sender, at: now) {
        case .rewritten(let mailbox): return .mailbox(mailbox)
        case .unneeded where isKnown: return .mailbox(sender)
        case .unneeded, .impossible:
            // A stranger who names a sender of ours, or one too long to be written into one of ours: an address that
            // stands for it does.
            return await reverseAlias(for: sender, of: match, at: now).map { .mailbox($0) } ?? .null
        }
    }

    /// The address that stands for somebody who has written to an alias; nil where there can be none.
    private func reverseAlias(
        for correspondent: Mailbox, of match: RecipientMatch, at now: Int64
    ) async -> Mailbox? {
        guard case .alias(let alias, _) = match.kind, let token = try? SecureRandom.bytes(MailDirectory.tokenLength)
        else { return nil }
        do throws(DirectoryError) {
            return try await directory.reverseAlias(
                for: correspondent, of: alias.address, token: token, at: now
            ).address
        } catch {
            logger.warning(
                "A correspondent got no address of its own",
                metadata: ["alias": "\(alias.address)", "reason": "\(error)"])
            return nil
        }
    }

    /// Why it is believed that a message comes from its sender: a signature of the sender's domain.
    private func proof(of sender: Mailbox, in message: Message) -> SenderProof {
        guard message.clientProof == .missing else { return message.clientProof }
        guard let domain = sender.host.domain,
            AuthorExaminer.isAligned(domain, with: message.signatures.map(\.domain))
        else { return .missing }
        return .signature
    }

    /// Whether a message was written by nobody in answer to another (RFC 3834, section 5): an absence note and the like,
    /// but no report, which says the same of itself.
    private static func isAutomaticAnswer(_ header: MessageHeader) -> Bool {
        if let field = header.first(named: "Content-Type"),
            field.unfoldedValue.lowercased().hasPrefix("multipart/report")
        {
            return false
        }
        return header.values(named: "Auto-Submitted").contains { $0.lowercased().hasPrefix("auto-replied") }
    }

    /// Where a report goes that is for an address: one of the directory leads on from here, as its mail hosts are this
    /// server.
    func resolved(_ address: Mailbox, at now: Int64) -> [Mailbox] {
        guard case .accepted(let match) = directory.judge(address, postmasters: postmasters, at: now) else {
            return [address]
        }
        return match.targets
    }

    /// The copy of an answer from behind an alias: nothing in it shows who answers.
    private func answer(
        _ message: Message, by reverse: ReverseAlias, author: AuthorFacts, at now: Int64
    ) async -> Outcome {
        guard let sender = message.client.reversePath.mailbox, let domain = reverse.alias.host.domain,
            isProven(message, by: reverse, author: author)
        else {
            return .refused(
                SMTPReply(550, .init(5, 7, 1), "It cannot be seen that this is from you: sign it, or log in"), [])
        }
        switch ForwardingLoop.verdict(header: message.header, alias: reverse.alias) {
        case .none: break
        case .alreadyDelivered, .tooManyHops:
            return .refused(SMTPReply(554, .init(5, 4, 6), "The message was here before: it runs in a loop"), [])
        }
        guard let alias = try? directory.alias(reverse.alias, as: .administrator), alias.isActive(at: now),
            directory.isEnabled(owner: alias.owner)
        else {
            return .refused(SMTPReply(550, .init(5, 2, 1), "The alias is not in use"), [])
        }
        var own = Set(directory.targets(of: alias.address))
        own.insert(sender)
        if let owner = alias.owner { own.insert(owner) }
        if let author = author.author { own.insert(author) }
        let mask = IdentifierMask(secret: maskSecret, domain: domain)
        let rewritten = ReplyHeader.rewritten(
            message.header, alias: alias.address, displayName: alias.displayName, ownAddresses: own,
            correspondent: { [directory] address in
                guard let found = directory.reverseAlias(at: address), found.alias == alias.address else { return nil }
                return found.correspondent
            }, mask: { mask.masked($0) })
        var copy = ForwardedCopy(
            reversePath: .mailbox(alias.address), recipients: [reverse.correspondent], header: rewritten.octets,
            hidesClient: true, counters: [.alias(alias.address, .answered)],
            reason: "answered from behind \(alias.address)")
        copy.proof = .answered
        copy.owner = alias.owner
        guard case .accepted(let other) = directory.judge(reverse.correspondent, postmasters: postmasters, at: now)
        else { return .sent([copy]) }
        return await passed(copy, of: message, to: other, at: now)
    }

    /// An answer whose correspondent is an alias here, too: what comes to that one becomes of it.
    private func passed(
        _ answer: ForwardedCopy, of message: Message, to match: RecipientMatch, at now: Int64
    ) async -> Outcome {
        guard let octets = answer.header, let header = try? MessageHeader(parsing: octets) else {
            return .refused(SMTPReply(550, .init(5, 6, 0), "The header of the message cannot be passed on"), [])
        }
        var inner = message
        inner.header = header
        inner.client.reversePath = answer.reversePath
        inner.clientProof = .answered
        let recipient = ForwardRecipient(
            recipient: SMTPRecipient(mailbox: match.address), kind: .match(match))
        // It is signed here, so that its author needs no other proof.
        let author = AuthorFacts(author: answer.reversePath.mailbox, policy: .none, hasAlignedSignature: true)
        switch await outcome(of: inner, for: recipient, author: author, at: now) {
        case .sent(let copies):
            return .sent(
                copies.enumerated().map { index, passed in
                    var copy = passed
                    copy.header = copy.header ?? copy.fields.flatMap { Array($0.octets) } + octets
                    copy.fields = []
                    copy.hidesClient = true
                    if index == 0 { copy.counters += answer.counters }
                    return copy
                })
        case .dropped(let counted): return .dropped(counted)
        case .refused(let reply, let counted): return .refused(reply, counted)
        }
    }

    /// Whether a message shows that it is an answer by one of those behind an alias, and meant for this correspondent.
    ///
    /// A login, or a network that may send everything, is enough. Else the author has to be one of them, the only one,
    /// signed by the author's own domain, and the signature has to cover To or Cc with the reverse alias in it: what
    /// the author has signed for others proves nothing here.
    private func isProven(_ message: Message, by reverse: ReverseAlias, author: AuthorFacts) -> Bool {
        guard message.clientProof == .missing else { return true }
        guard let writer = author.author, let domain = writer.host.domain,
            directory.targets(of: reverse.alias).contains(where: { $0.isSameAddress(as: writer) })
        else { return false }
        let named = ["to", "cc"].filter { name in
            let fields = message.header.fields(named: name)
            guard fields.count == 1, let field = fields.first else { return false }
            let mailboxes = AddressList(parsing: field.value).mailboxes.compactMap(\.mailbox)
            return mailboxes.contains { $0.isSameAddress(as: reverse.address) }
        }
        return message.signatures.contains { signature in
            AuthorExaminer.isAligned(domain, with: [signature.domain])
                && named.contains { signature.fields.contains($0) }
        }
    }
}
