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

        /// The most postmasters: a few people.
        static let maximumPostmasterCount = 20
    }
}
