import Logging
import MailAddressing
import MailForwarding
import NIOConcurrencyHelpers

/// What the daemon does with mail to the domains of its directory.
///
/// Recipients are judged at RCPT, so that what is refused is refused and never bounced; once the message is there, rules
/// and its author decide how it goes on. Nothing here sends or keeps anything.
struct Forwarder: Sendable {
    /// The domains, aliases, rules and accounts.
    let directory: MailDirectory
    /// Makes senders of ours of those of others, and the other way round.
    let rewriter: SenderRewriter
    /// Hides the identifiers of messages that answer from behind an alias.
    let maskSecret: [UInt8]
    /// Our name, whose postmaster is always reached.
    let hostName: DomainName
    /// Who gets mail for the postmaster where no alias does; empty for the accounts that are administrators.
    let postmasters: [Mailbox]
    /// What is known of authors.
    let authors: AuthorExaminer
    /// Where it is logged what becomes of mail.
    let logger: Logger
    /// What has gone out on behalf of accounts.
    var meter = NIOLockedValueBox(UsageMeter())
    /// Where senders wait for the first attempt of a forward.
    var desk = CutThroughDesk()
    /// How long they wait there; zero is not at all.
    var cutThrough = Duration.zero

    /// The most copies of a message that one transaction makes, each with an envelope of its own.
    ///
    /// What comes for more aliases at once is answered with 452 for the others, which the sender tries in the next
    /// transaction (RFC 5321, section 4.5.3.1.10).
    static let maximumCopies = 20
}
