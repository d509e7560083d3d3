import DeliveryQueue
import InternetMessage
import Logging
import MailAddressing
import MailCryptography
import MailForwarding
import SMTPProtocol

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
        /// The domains whose signatures passed.
        var signers: [DomainName]
    }

    /// Says what goes out for the recipients that were accepted.
    ///
    /// One answer goes to the client for all of them: the message is refused where it is refused for each of them, or
    /// where one of them was to be alone; else it is accepted, and dropped for those that do not want it.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - recipients: at least one.
    ///   - hasOthers: whether it was accepted for recipients elsewhere, too.
    ///   - now: the time, in seconds since 1970.
    func plan(
        for message: Message, to recipients: [ForwardRecipient], hasOthers: Bool, at now: Int64
    ) async -> ForwardingPlan {
        let author = await authors.facts(of: message.header, signers: message.signers)
        var copies: [ForwardedCopy] = []
        var counters: [DirectoryCounter] = []
        var refusal: SMTPReply?
        var isTaken = hasOthers
        for recipient in recipients {
            switch await outcome(of: message, for: recipient, author: author, at: now) {
            case .sent(let copy):
                copies.append(copy)
                isTaken = true
            case .dropped(let counted):
                counters += counted
                isTaken = true
            case .refused(let reply, let counted):
                refusal = refusal ?? reply
                counters += counted
            }
        }
        if let refusal, !isTaken {
            for counter in counters { directory.count(counter) }
            return .refuse(refusal)
        }
        return .accept(copies, counters: counters)
    }

    /// What becomes of a message for one recipient.
    private enum Outcome {
        case sent(ForwardedCopy)
        case dropped([DirectoryCounter])
        case refused(SMTPReply, [DirectoryCounter])
    }

    private func outcome(
        of message: Message, for recipient: ForwardRecipient, author: AuthorFacts, at now: Int64
    ) async -> Outcome {
        switch recipient.kind {
        case .discarded(let alias): return .dropped([.alias(alias.address, .discarded)])
        case .returned(let original):
            return .sent(
                ForwardedCopy(
                    reversePath: .null, recipients: [original], reason: "a report on its way back to the sender"))
        case .reverse(let reverse):
            guard message.client.reversePath == .null else {
                return answer(message, by: reverse, author: author, at: now)
            }
            return .sent(
                ForwardedCopy(
                    reversePath: .null, recipients: [reverse.correspondent],
                    reason: "a report on its way back to the correspondent of \(reverse.alias)"))
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
                return .refused(
                    SMTPReply(450, .init(4, 2, 1), "This address leads to nobody at the moment"), rules)
            case .forward(let targets):
                var copy = await forward(message, for: recipient, match, to: targets, author: author, at: now)
                copy.counters = rules + counted(match, .forwarded)
                copy.owner = match.owner
                return .sent(copy)
            }
        }
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
        // Reports speak of the alias, and not of the address behind it (RFC 3461, section 5.2.7.1).
        var options = targets.count == 1 ? recipient.recipient.options : RecipientOptions()
        options.originalRecipient = options.originalRecipient ?? OriginalRecipient(recipient.recipient.mailbox)
        copy.recipientOptions = targets.map { _ in options }
        if let sender = message.client.reversePath.mailbox {
            copy.reversePath = await ours(for: sender, of: match, at: now)
            copy.proof = proof(of: sender, in: message)
        }
        guard presentation == .rewritten, let correspondent = author.author ?? message.client.reversePath.mailbox,
            let reply = await reverseAlias(for: correspondent, of: match, at: now)
        else { return copy }
        copy.fields = []
        copy.header = ForwardedHeader.rewritten(message.header, alias: match.address, replyAddress: reply)
        return copy
    }

    /// A sender of ours for a forward, by which reports find the way back.
    private func ours(for sender: Mailbox, of match: RecipientMatch, at now: Int64) async -> ReversePath {
        switch rewriter.rewritten(sender, at: now) {
        case .rewritten(let mailbox): return .mailbox(mailbox)
        case .unneeded: return .mailbox(sender)
        case .impossible:
            // Too long to be written into one of ours: an address that stands for it does.
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
        guard let domain = sender.host.domain, AuthorExaminer.isAligned(domain, with: message.signers) else {
            return .missing
        }
        return .signature
    }

    /// The copy of an answer from behind an alias: nothing in it shows who answers.
    private func answer(
        _ message: Message, by reverse: ReverseAlias, author: AuthorFacts, at now: Int64
    ) -> Outcome {
        guard let sender = message.client.reversePath.mailbox, let domain = reverse.alias.host.domain,
            proof(of: sender, in: message) != .missing
        else {
            return .refused(
                SMTPReply(550, .init(5, 7, 1), "It cannot be seen that this is from you: sign it, or log in"), [])
        }
        switch ForwardingLoop.verdict(header: message.header, alias: reverse.address) {
        case .none: break
        case .alreadyDelivered, .tooManyHops:
            return .refused(SMTPReply(554, .init(5, 4, 6), "The message was here before: it runs in a loop"), [])
        }
        guard let alias = try? directory.alias(reverse.alias, as: .administrator), alias.isActive(at: now) else {
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
        copy.proof = proof(of: sender, in: message)
        return .sent(copy)
    }
}
