import MailAddressing

extension ServerConfiguration {
    /// How mail to the domains of the directory goes on: the section `forwarding`.
    struct Forwarding: Hashable, Sendable {
        /// Who gets mail for the postmaster of domains without an alias of this name; empty for the accounts that are
        /// administrators.
        var postmasters: [Mailbox] = []
        /// The domain of rewritten senders (SRS); nil for `hostname`.
        var rewriteDomain: DomainName?
        /// The file with the secret that rewritten senders are signed with, as postsrsd has it: the first line signs, the
        /// others only check; nil for a secret that the directory makes and keeps.
        var rewriteSecretFile: String?
        /// How long a sender waits for the first attempt of a forward to one target, so that what is refused there is
        /// refused and never bounced; zero is not at all.
        ///
        /// Zero, as senders that wait hold their connections open.
        var cutThrough = Duration.zero

        /// The times that senders may wait: clients give up after ten minutes (RFC 5321, section 4.5.3.2.6), and some
        /// after five.
        static let cutThroughRange = Duration.zero...Duration.seconds(240)
        /// The most postmasters: a few people.
        static let maximumPostmasterCount = 20
    }
}
