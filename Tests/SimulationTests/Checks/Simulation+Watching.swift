import DeliveryQueue

/// Checks that nobody waits without a reason while a run goes on, and that nothing is left when it is over.
extension Simulation {
    /// How often it is looked, in milliseconds.
    private static let interval: Int64 = 1_800_000
    /// How long somebody may wait whom nothing holds up, in milliseconds.
    private static let patience: Int64 = 1_200_000
    /// After how long it is looked again, in milliseconds.
    private static let pause: Int64 = 60_000
    /// For how long what failed on the disk is an excuse, in milliseconds: it is tried again at the longest interval.
    private static let excuse: Int64 = 6 * 3_600_000

    /// Plans when it is looked.
    func planWatching() {
        time.after(Self.interval) {
            guard !self.isOver else { return }
            self.watch()
            self.planWatching()
        }
    }

    private func watch() {
        guard let process, let queue = process.queue, let since = process.resumedAt, !process.isDraining else { return }
        let isBusy = limits.underWayOverall >= scenario.overall / 2
        guard time.now - since > Self.patience, time.now - time.lastJump > Self.excuse,
            time.now - disk.lastFault > Self.excuse, disk.fault == nil, !isBusy, disk.openRecipients > 0
        else { return }
        Task.detached { await self.watch(process, queue) }
    }

    /// Looks for those who wait, and once more a while later, as a limit may have been lifted just now.
    private func watch(_ process: SimulatedProcess, _ queue: MailQueue) async {
        let first = await waiting(process, queue)
        guard !first.isEmpty, await time.wait(Self.pause, for: process.number), time.now - time.lastJump > Self.pause,
            disk.fault == nil, !process.isDraining
        else { return }
        let second = await waiting(process, queue)
        for (place, words) in second.sorted(by: { $0.key < $1.key }) where first[place] != nil {
            journal.note(.starvation, "message \(place.message), recipient \(place.recipient) \(words)")
        }
        guard journal.trace.isPrinted, !second.isEmpty else { return }
        for site in await queue.overview() { print("    ", site) }
    }

    /// Whether the queue has had no time to give up what is over.
    private func isKept(_ expiry: WallTime) -> Bool {
        expiry > time.wall || expiry < WallTime(milliseconds: time.wall.milliseconds - Self.patience)
    }

    /// The recipients that wait for too long though nothing holds them up.
    private func waiting(_ process: SimulatedProcess, _ queue: MailQueue) async -> [RecipientPlace: String] {
        let latest = WallTime(milliseconds: time.wall.milliseconds - Self.patience)
        let late = await disk.base.openRecipients(after: nil, limit: .max).filter {
            $0.state == .queued && $0.nextAttempt < latest
        }
        var found: [RecipientPlace: String] = [:]
        for id in Set(late.map(\.place.message)).sorted() {
            guard !process.isOver, let explained = try? await queue.explain(id) else { return [:] }
            for recipient in explained
            where recipient.state == .queued && recipient.due < latest && isKept(recipient.expiresAt) {
                // What holds it up is said; what is being tried has no next step yet.
                guard recipient.limits.isEmpty, let next = recipient.nextAt, next <= time.wall else { continue }
                let minutes = (time.wall - recipient.due).components.seconds / 60
                let words = "of \(recipient.site) waits for \(minutes) minutes: \(recipient.next)"
                found[RecipientPlace(message: id, recipient: recipient.index)] = words
            }
        }
        return found
    }

    /// Checks that a queue has nothing in memory, as all is settled.
    func checkMemory(_ queue: MailQueue) async {
        for site in await queue.overview() where site.ready > 0 || site.waiting > 0 || site.underWay > 0 {
            journal.note(
                .memory, "\(site.site): \(site.ready) ready, \(site.waiting) waiting, \(site.underWay) under way")
        }
        for problem in MemoryCheck.problems(with: queue) { journal.note(.memory, problem) }
    }
}
