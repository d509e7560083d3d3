import DeliveryQueue
import InternetMessage
import Logging
import MailAddressing
import MailForwarding
import NIOConcurrencyHelpers
import SMTPProtocol
import SMTPTransport

/// What those may send who have logged in.
extension InboundSession {
    /// The account of the directory that the client has logged in to, as it is now.
    private var account: Account? {
        hasDirectoryAccount ? connection.user.flatMap { policy.senders.account(of: $0) } : nil
    }

    /// Whether the account that the client has logged in to was removed, or may not be used, meanwhile.
    private var isAccountGone: Bool { hasDirectoryAccount && account?.isEnabled != true }

    private static let goneReply = SMTPReply(550, .init(5, 7, 1), "Your account may not be used any more")

    /// Why a client that has logged in may not begin a message from this sender; nil where it may.
    ///
    /// - Parameter reversePath: the envelope's sender.
    func senderRefusal(_ reversePath: ReversePath) -> SMTPReply? {
        guard let user = connection.user else { return nil }
        guard !isAccountGone else { return Self.goneReply }
        guard policy.senders.allow(reversePath, to: user, at: policy.clock.now().seconds) else {
            policy.logger.notice("A sender was refused", metadata: ["user": "\(user)", "from": "<\(reversePath)>"])
            return SMTPReply(553, .init(5, 7, 1), "You are logged in as \(user) and may not send as this address")
        }
        return usageRefusal(recipients: 0)
    }

    /// Why an account may not send a message to so many recipients now; nil where it may, and for everybody else.
    ///
    /// - Parameter count: how many recipients the message has.
    func usageRefusal(recipients count: Int) -> SMTPReply? {
        guard !isAccountGone else { return Self.goneReply }
        guard let account, let meter = policy.forwarder?.meter else { return nil }
        let now = policy.clock.now().seconds
        let excess = meter.withLockedValue {
            $0.excess(
                messages: 1, recipients: count, by: account.name, as: .submitted, limits: account.limits, at: now)
        }
        return excess.map { refusal($0, of: account) }
    }

    /// Why a whole message of a client that has logged in is refused; nil where it is not, and then it is counted.
    ///
    /// Each author has to be one of the account's own addresses, as mail is signed by the author's domain: else whoever
    /// has an account could write as anybody with a domain here. What is counted stays counted where the message is not
    /// stored, so that nobody sends more than they may by several connections at once.
    ///
    /// - Parameter header: the message's header.
    func submissionRefusal(of header: MessageHeader) -> SMTPReply? {
        guard !isAccountGone else { return Self.goneReply }
        guard let account, let user = connection.user else { return nil }
        guard header.ending != .malformedLine else {
            return SMTPReply(550, .init(5, 6, 0), "The header of the message has a line that is no field")
        }
        guard header.fields(named: "From").contains(where: { !AddressList(parsing: $0.value).mailboxes.isEmpty }) else {
            return SMTPReply(550, .init(5, 6, 0), "The message has no author: From is missing, or names nobody")
        }
        let now = policy.clock.now().seconds
        let authors = ["From", "Sender"].flatMap { header.fields(named: $0) }
            .flatMap { AddressList(parsing: $0.value).mailboxes }
        for author in authors {
            guard let mailbox = author.mailbox, policy.senders.allow(mailbox, to: user, at: now) else {
                policy.logger.notice(
                    "An author was refused", metadata: ["user": "\(user)", "author": "\(author.address)"])
                return SMTPReply(550, .init(5, 7, 1), "You are logged in as \(user) and may not write as this author")
            }
        }
        guard let meter = policy.forwarder?.meter else { return nil }
        let count = recipients.count + forwards.count
        let excess: UsageMeter.Excess? = meter.withLockedValue { meter in
            let excess = meter.excess(
                messages: 1, recipients: count, by: account.name, as: .submitted, limits: account.limits, at: now)
            if excess == nil {
                meter.add(messages: 1, recipients: count, by: account.name, as: .submitted, at: now)
            }
            return excess
        }
        return excess.map { refusal($0, of: account) }
    }

    private func refusal(_ excess: UsageMeter.Excess, of account: Account) -> SMTPReply {
        let text =
            switch excess {
            case .messagesPerHour(let limit): "\(limit) messages in an hour"
            case .messagesPerDay(let limit): "\(limit) messages in a day"
            case .recipientsPerHour(let limit): "\(limit) recipients in an hour"
            case .recipientsPerDay(let limit): "\(limit) recipients in a day"
            }
        policy.logger.notice(
            "An account has sent as much as it may", metadata: ["account": "\(account.name)", "limit": "\(text)"])
        return SMTPReply(452, .init(4, 7, 1), "Your account may send \(text); try again later")
    }
}
