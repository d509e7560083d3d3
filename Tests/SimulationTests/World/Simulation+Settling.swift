import DeliveryQueue
import MailAddressing

/// The end of a run: the world becomes sound, and everything has to come to its end.
extension Simulation {
    /// How often it is looked whether all is settled, in milliseconds.
    private static let interval: Int64 = 600_000
    /// How long everything may take, in milliseconds: longer than any message is kept.
    private static let mostTime = 20 * Scenario.dayLength
    /// How long a queue may have something in memory when all is settled, in milliseconds: void deliveries stay until
    /// their time comes.
    private static let quietTime = 26 * Int64(3_600_000)

    /// Ends all trouble.
    func beginSettling() {
        journal.note([2]) { "traffic and trouble are over" }
        isSettling = true
        network.heal()
        disk.set(nil)
        look()
    }

    private func look() {
        guard !isOver else { return }
        if time.now > scenario.length + Self.mostTime {
            journal.note(.starvation, "\(disk.openRecipients) recipients are not settled in the end")
            isOver = true
            return
        }
        boot()
        guard let process, let queue = process.queue, process.resumedAt != nil, !process.isDraining else {
            return time.after(Self.interval) { self.look() }
        }
        if disk.openRecipients > 0 { settledAt = nil } else if settledAt == nil { settledAt = time.now }
        if let settledAt, time.now - settledAt > Self.quietTime { return finish(process, queue) }
        Task.detached {
            await self.letGo(process, queue)
            self.time.after(Self.interval) { self.look() }
        }
    }

    /// Lets everything go on that somebody has stopped.
    private func letGo(_ process: SimulatedProcess, _ queue: MailQueue) async {
        guard disk.openRecipients > 0 else { return }
        var held = MessageQuery(limit: .max)
        held.state = .held
        do throws(QueueStoreError) {
            for suspension in await queue.suspensions() {
                orders.forget(suspension.target)
                try await queue.resume(suspension.target)
            }
            let ids = await disk.base.messages(held).map(\.message.id)
            if !ids.isEmpty {
                orders.hurry(ids)
                try await queue.release(ids)
            }
        } catch {
            judge(error, "letting all go on", process)
        }
    }

    private func finish(_ process: SimulatedProcess, _ queue: MailQueue) {
        process.isDraining = true
        Task.detached { [self] in
            if plant.strikes(.leftover) { await leave(in: queue) }
            await checkMemory(queue)
            await queue.drain()
            endPorts(of: process)
            ended = queue
            process.queue = nil
            await checkEnd()
            isOver = true
        }
    }

    /// Leaves something in memory.
    private func leave(in queue: MailQueue) async {
        guard let sender = try? Mailbox("person@home0.test") else { return }
        let submission = MessageSubmission(reversePath: .null, recipients: [sender], content: [], origin: "leftover")
        _ = try? await queue.submit(submission)
    }

    /// Checks what the disk holds against everything that was noted.
    private func checkEnd() async {
        guard let holdings = await journal.review(disk.base, deliveries: network.deliveries) else { return }
        for (id, held) in holdings.messages.sorted(by: { $0.key < $1.key }) {
            for (index, recipient) in held.stored.recipients.enumerated() {
                if !recipient.state.isSettled {
                    journal.note(.starvation, "message \(id), recipient \(index) is \(recipient.state) in the end")
                }
                switch recipient.state {
                case .delivered: journal.totals.add("delivered")
                case .bounced: journal.totals.add("bounced")
                case .expired: journal.totals.add("expired")
                case .cancelled: journal.totals.add("cancelled")
                default: break
                }
            }
            checkTimes(held)
        }
        for (origin, id) in journal.accepted.sorted(by: { $0.key < $1.key }) {
            guard let message = holdings.messages[id]?.stored.message else {
                journal.note(.loss, "'\(origin)' was accepted as \(id), which is missing")
                continue
            }
            let submission = journal.submissions[origin]
            if message.origin != origin || message.recipients != submission?.recipients {
                journal.note(.loss, "'\(origin)' was accepted as \(id), which is another message")
            }
        }
    }

    /// Checks that nobody is tried further whose time is over.
    private func checkTimes(_ held: StoreHoldings.Message) {
        let message = held.stored.message
        for (position, entry) in held.entries.enumerated()
        where entry.event.kind == .deferred && entry.event.time >= message.expiresAt {
            let next = held.entries[(position + 1)...].first { $0.recipient == entry.recipient }
            if next?.event.kind != .held {
                journal.note(.order, "message \(message.id), recipient \(entry.recipient) is tried beyond its time")
            }
        }
    }
}
