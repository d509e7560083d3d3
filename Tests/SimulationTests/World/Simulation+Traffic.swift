import DeliveryQueue
import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol

/// Those who hand in mail.
extension Simulation {
    private static let senders = (0..<8).compactMap { try? ReversePath("person\($0)@home\($0 % 3).test") }
    /// How often a client comes again that was refused for now.
    private static let mostTrials = 30

    /// Messages of one sender to one domain within a minute or so.
    private struct Campaign {
        var left: Int
        var begins: Int64
        var domain: String
    }

    /// Plans when mail is handed in.
    func planTraffic() {
        var random = scenario.random("traffic")
        var (last, campaign): (Int64, Campaign?) = (0, nil)
        for number in 0..<scenario.messages {
            // What is drawn does not depend on what is left out.
            let fresh = Int64.random(in: 0..<scenario.length, using: &random)
            let (kind, near) = (Int.random(in: 0..<100, using: &random), Int64.random(in: 0...4_000, using: &random))
            let size = Int.random(in: 10...40, using: &random)
            let domain = domain(using: &random)
            var moment = kind < 40 ? last + near : fresh
            if scenario.troubles.contains(.bursts) {
                if let left = campaign?.left, left == 0 { campaign = nil }
                if campaign == nil, kind > 96 { campaign = Campaign(left: size, begins: fresh, domain: domain) }
                if let begins = campaign?.begins { moment = begins + near * 10 }
            } else {
                moment = fresh
            }
            campaign?.left -= 1
            last = moment
            let submission = submission(number, to: campaign?.domain, using: &random)
            time.at(moment) {
                self.journal.totals.add("messages")
                self.journal.totals.add("recipients", submission.recipients.count)
                self.handIn(submission, trial: 1)
            }
        }
    }

    /// A domain: few of them have most of the mail.
    private func domain(using random: inout SeededGenerator) -> String {
        let domains = scenario.domains
        let place = Double.random(in: 0..<1, using: &random)
        return domains[Int(place * place * Double(domains.count))]
    }

    private func submission(
        _ number: Int, to only: String?, using random: inout SeededGenerator
    ) -> Journal.Submission {
        let isList = Int.random(in: 0..<12, using: &random) == 0
        let count = isList ? Int.random(in: 8...40, using: &random) : Int.random(in: 1...3, using: &random)
        let host = domain(using: &random)
        let recipients = (0..<count).compactMap { index in
            let other = domain(using: &random)
            let place = only ?? (isList ? host : other)
            return try? Mailbox("user\(Int.random(in: 0..<200, using: &random)).\(index)@\(place)")
        }
        let octets =
            Array("Subject: \(number)\r\n\r\n".utf8) + (0..<Int.random(in: 10...900, using: &random)).map { _ in 97 }
        let isNull = Int.random(in: 0..<20, using: &random) == 0
        let sender = Self.senders[Int.random(in: 0..<Self.senders.count, using: &random)]
        let key = Int.random(in: 0..<3, using: &random) == 0 ? InjectionKey("key of \(number)") : nil
        return Journal.Submission(
            origin: "mail \(number)", reversePath: isNull ? .null : sender, recipients: recipients,
            options: options(using: &random), octets: octets, key: key)
    }

    private func options(using random: inout SeededGenerator) -> MailOptions {
        var options = MailOptions()
        let (kind, number) = (Int.random(in: 0..<20, using: &random), Int.random(in: 1...40_000, using: &random))
        guard scenario.troubles.contains(.options) else { return options }
        switch kind {
        case 0: options.futureRelease = .after(seconds: number)
        case 1: options.futureRelease = .at(unixSeconds: Scenario.start.seconds + Int64(number))
        case 2: options.deliverBy = DeliverBy(seconds: number, mode: .return)
        case 3: options.deliverBy = DeliverBy(seconds: number - 2_000, mode: .notify)
        case 4, 5: options.priority = MessagePriority(number % 10)
        case 6, 7: options.priority = MessagePriority(-(number % 10))
        default: break
        }
        return options
    }

    private func handIn(_ submission: Journal.Submission, trial: Int) {
        guard !isSettling else { return journal.totals.add("refused") }
        let wait = Int64(network.random.next() % 300_000) + 10_000
        func again() {
            guard trial < Self.mostTrials else { return journal.totals.add("refused") }
            time.after(wait) { self.handIn(submission, trial: trial + 1) }
        }
        guard let process, let queue = process.queue else { return again() }
        Task.detached {
            let isUnknown = await self.handIn(submission, process, queue)
            guard let isUnknown else { return }
            // What nobody knows the fate of is handed in again under its key, and never without one.
            if isUnknown, submission.key == nil { return }
            self.time.after(wait) { self.handIn(submission, trial: trial + 1) }
        }
    }

    /// Hands a message in.
    ///
    /// - Returns: nil when it was accepted or is given up; otherwise whether nobody knows what became of it.
    private func handIn(
        _ submission: Journal.Submission, _ process: SimulatedProcess, _ queue: MailQueue
    ) async -> Bool? {
        journal.begin(submission)
        do throws(QueueStoreError) {
            try queue.demandRoom(for: submission.octets.count)
            var message = MessageSubmission(
                reversePath: submission.reversePath, recipients: submission.recipients, content: submission.octets,
                origin: submission.origin, injectionKey: submission.key,
                traceFields: { id, _ in Array("Received: as \(id)\r\n".utf8) })
            message.options = plant.options(submission.options)
            journal.accept(submission, as: try await queue.submit(message))
            return nil
        } catch {
            if error.kind == .stopped { return true }
            judge(error, "handing in '\(submission.origin)'", process)
            return error.isTemporary ? false : nil
        }
    }
}
