import DeliveryAgent
import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@Suite("A report that mail is late")
struct BounceReporterTests {
    private static let start = WallTime(milliseconds: 1_795_409_360_000)

    /// A report on recipients who are named by what their senders want to be told.
    private func report(
        _ wishes: [NotifyConditions?], from sender: String = "ada@sender.test", outcome: DeliveryOutcome? = nil,
        lastReply: String? = nil
    ) throws -> MessageSubmission? {
        let recipients = try wishes.indices.map { try Mailbox("user\($0)@receiver.test") }
        let original = OriginalRecipient(addressType: "rfc822", address: "team@receiver.test")
        var options = MailOptions()
        options.envelopeIdentifier = "QQ314159"
        let message = QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath(sender), recipients: recipients, options: options,
            recipientOptions: wishes.map { RecipientOptions(notify: $0, originalRecipient: original) },
            acceptedAt: Self.start, expiresAt: Self.start + .seconds(432_000), size: AgentBench.content.count,
            isEightBit: false, origin: "test")
        let delays = recipients.enumerated().map { index, mailbox in
            RecipientDelay(
                mailbox: mailbox, index: index, lastReply: lastReply, outcome: outcome, since: Self.start,
                until: message.expiresAt)
        }
        let reporter = BounceReporter(hostName: try DomainName("mail.sender.test")) { "unique" }
        return reporter.delayReport(
            delays, of: message, content: AgentBench.content, at: Self.start + .seconds(14_400))
    }

    private func text(_ report: MessageSubmission?) async throws -> String {
        guard case .octets(let octets) = try #require(report).content else {
            Issue.record("not in memory")
            return ""
        }
        return String(decoding: octets, as: UTF8.self)
    }

    @Test("is written for those whose sender wants to know of delays, or has said nothing")
    func notify() async throws {
        let wishes: [NotifyConditions?] = [nil, .never, .failure, [.success, .failure], .delay, [.failure, .delay]]
        let report = try #require(try report(wishes))
        #expect(report.reversePath == .null)
        #expect(report.recipients == [try Mailbox("ada@sender.test")])
        let text = try await text(report)
        for (index, isTold) in [true, false, false, false, true, true].enumerated() {
            #expect(text.contains("Final-Recipient: rfc822; user\(index)@receiver.test\r\n") == isTold, "\(index)")
        }
        #expect(try self.report([.never, .failure]) == nil)
        #expect(try self.report([nil], from: "") == nil)
    }

    @Test("tells what was said last, and until when it is tried")
    func contents() async throws {
        let reply = SMTPReply(451, .init(4, 7, 1), "greylisted")
        let outcome = DeliveryOutcome(
            .deferred, reply: reply, isRemoteReply: true, host: "mx.receiver.test [192.0.2.1]")
        let written = try await text(try report([nil], outcome: outcome))
        for line in [
            "Original-Envelope-Id: QQ314159", "Original-Recipient: rfc822; team@receiver.test", "Action: delayed",
            "Status: 4.7.1", "Remote-MTA: dns; mx.receiver.test", "Diagnostic-Code: smtp; 451 4.7.1 greylisted",
            "Last-Attempt-Date: Mon, 23 Nov 2026 08:49:20 +0000", "Will-Retry-Until: Sat, 28 Nov 2026 04:49:20 +0000",
        ] {
            #expect(written.contains("\(line)\r\n"), "\(line)")
        }
    }

    @Test("claims for nobody what is only remembered")
    func remembered() async throws {
        let written = try await text(try report([nil], lastReply: "452 4.2.2 full"))
        #expect(written.contains("Status: 4.2.2\r\n"))
        #expect(!written.contains("Diagnostic-Code"))
        #expect(!written.contains("Last-Attempt-Date"))
        #expect(written.contains("In detail: full"))
        #expect(try await text(try report([nil])).contains("Status: 4.0.0\r\n"))
        #expect(try await text(try report([nil], lastReply: "no reply at all")).contains("Status: 4.0.0\r\n"))
    }
}

@Suite("A report on what has ended")
struct BounceReporterWishesTests {
    private static let start = WallTime(milliseconds: 1_795_409_360_000)

    private static func message(
        _ wishes: [NotifyConditions?], returning content: ReturnedContent? = nil,
        from sender: String = "ada@sender.test"
    ) throws -> QueuedMessage {
        var options = MailOptions()
        options.envelopeIdentifier = "QQ314159"
        options.returnedContent = content
        let original = OriginalRecipient(addressType: "rfc822", address: "team@receiver.test")
        return QueuedMessage(
            id: MessageID(number: 1), reversePath: try ReversePath(sender),
            recipients: try wishes.indices.map { try Mailbox("user\($0)@receiver.test") }, options: options,
            recipientOptions: wishes.map { RecipientOptions(notify: $0, originalRecipient: original) },
            acceptedAt: start, expiresAt: start + .seconds(432_000), size: AgentBench.content.count,
            isEightBit: false, origin: "test")
    }

    private static func failure(_ message: QueuedMessage, content: [UInt8] = AgentBench.content) throws -> String? {
        let outcome = DeliveryOutcome(
            .failed, reply: SMTPReply(550, .init(5, 1, 1), "no such user"), isRemoteReply: true,
            host: "mx.receiver.test")
        let failures = message.recipients.enumerated().map { index, mailbox in
            RecipientFailure(mailbox: mailbox, outcome: outcome, isExpired: false, lastAttempt: start, index: index)
        }
        let reporter = BounceReporter(hostName: try DomainName("mail.sender.test")) { "unique" }
        return text(reporter.report(failures, of: message, content: content, at: start))
    }

    private static func success(_ message: QueuedMessage) throws -> String? {
        let outcome = DeliveryOutcome(
            .delivered, reply: SMTPReply(250, .init(2, 0, 0), "queued"), isRemoteReply: true, host: "mx.receiver.test")
        let successes = message.recipients.enumerated().map { index, mailbox in
            RecipientSuccess(mailbox: mailbox, index: index, outcome: outcome)
        }
        let reporter = BounceReporter(hostName: try DomainName("mail.sender.test")) { "unique" }
        return text(reporter.successReport(successes, of: message, content: AgentBench.content, at: start))
    }

    private static func text(_ report: MessageSubmission?) -> String? {
        guard let report, case .octets(let octets) = report.content else { return nil }
        return String(decoding: octets, as: UTF8.self)
    }

    @Test("tells of a failure those who want to know, or have said nothing")
    func failures() throws {
        let text = try #require(try Self.failure(try Self.message([nil, .never, .success, .failure, .delay])))
        for (index, isTold) in [true, false, false, true, false].enumerated() {
            #expect(text.contains("Final-Recipient: rfc822; user\(index)@receiver.test\r\n") == isTold, "\(index)")
        }
        for line in ["Original-Envelope-Id: QQ314159", "Original-Recipient: rfc822; team@receiver.test"] {
            #expect(text.contains("\(line)\r\n"), "\(line)")
        }
        #expect(try Self.failure(try Self.message([.never, .success])) == nil)
        #expect(try Self.failure(try Self.message([.failure], from: "")) == nil)
    }

    @Test("tells of a success those who have asked for it only")
    func successes() throws {
        let text = try #require(
            try Self.success(
                try Self.message([nil, .never, .success, .failure, [.success, .failure]], returning: .full)))
        for (index, isTold) in [false, false, true, false, true].enumerated() {
            #expect(text.contains("Final-Recipient: rfc822; user\(index)@receiver.test\r\n") == isTold, "\(index)")
        }
        for line in ["Action: relayed", "Status: 2.0.0", "Diagnostic-Code: smtp; 250 2.0.0 queued"] {
            #expect(text.contains("\(line)\r\n"), "\(line)")
        }
        #expect(text.contains("Content-Type: text/rfc822-headers"), "nobody needs the message again")
        #expect(try Self.success(try Self.message([nil, .failure])) == nil)
        #expect(try Self.success(try Self.message([.success], from: "")) == nil)
    }

    @Test(
        "returns the whole message where that is asked for, and it is not too large",
        arguments: [
            (ReturnedContent?.none, 100, false), (.headers, 100, false), (.full, 100, true),
            (.full, BounceReporter.standardReturnedMessageSize, false),
        ])
    func returned(content: ReturnedContent?, bodySize: Int, isWhole: Bool) throws {
        let lines = String(repeating: "body of it\r\n", count: bodySize / 12 + 1)
        let octets = Array("Subject: x\r\n\r\n\(lines)".utf8)
        let text = try #require(try Self.failure(try Self.message([nil], returning: content), content: octets))
        #expect(text.contains("Content-Type: message/rfc822\r\n") == isWhole)
        #expect(text.contains("body of it") == isWhole)
    }
}
