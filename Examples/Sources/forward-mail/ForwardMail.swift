import InternetMessage
import MailAddressing
import MailForwarding

/// A message to an alias: judged by its address, then by a rule, and sent on with a sender of ours.
@main
enum ForwardMail {
    static func main() async throws {
        let now: Int64 = 1_800_000_000
        let domain = try DomainName("example.org")
        let directory = try await MailDirectory.open(MemoryDirectoryStore())
        try await directory.addDomain(domain, keys: [], as: .administrator, at: now)
        try await directory.noteVerification(of: domain, isVerified: true, as: .administrator, at: now)
        try await directory.addAlias(
            Alias(try Mailbox("shop@example.org"), targets: [try Mailbox("ada@example.net")], creation: now),
            as: .administrator)
        try await directory.addRule(
            for: .domain(domain), when: try RuleCondition("subject contains lottery"),
            do: try RuleAction("block \"no, thank you\""), as: .administrator)

        // What is refused is refused at once, and never bounced.
        print("nobody@example.org:", directory.judge(try Mailbox("nobody@example.org"), at: now))
        guard case .accepted(let match) = directory.judge(try Mailbox("Shop+sale@example.org"), at: now) else { return }

        let sender = try Mailbox("eve@example.com")
        for subject in ["Your order", "You won the LOTTERY"] {
            let message = Array("From: Eve <eve@example.com>\r\nSubject: \(subject)\r\n\r\nHello\r\n".utf8)
            let facts = MessageFacts(
                header: try MessageHeader(parsing: message), reversePath: .mailbox(sender), size: message.count,
                hasAttachments: false)
            let verdict = directory.judge(facts, for: match, at: now)
            print("\(subject):", verdict.outcome)
        }

        // The forward goes out with an address of ours, and a bounce to it finds the way back.
        let rewriter = try SenderRewriter(
            domain: domain, secrets: [SenderRewritingSecret(Array("a secret of 16 octets or more".utf8))])
        guard case .rewritten(let ours) = rewriter.rewritten(sender, at: now) else { return }
        print("sent on from", ours)
        print("a bounce goes to", rewriter.reversed(ours, at: now + 86_400))
    }
}
