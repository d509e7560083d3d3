/// What people stop and let go on: sites, domains, senders, sources.
///
/// A suspension holds up what has not begun; nothing is settled by it, but what waits expires and its sender hears of
/// the delay as ever.
extension MailQueue {
    /// Stops deliveries to, of or from something; those under way go on.
    ///
    /// A site may be named by a recipient's domain: then the mail of that domain waits, whichever site it goes to, and
    /// no other. One that is there for the same target is replaced.
    ///
    /// - Parameters:
    ///   - target: what; names are taken in lower case.
    ///   - duration: for how long; nil until somebody resumes it.
    ///   - reason: why, for people.
    /// - Returns: the suspension, when it is on disk.
    /// - Throws: `QueueStoreError` when it cannot be written; then nothing is suspended that was not before.
    @discardableResult
    public func suspend(
        _ target: SuspensionTarget, for duration: Duration? = nil, because reason: String
    ) async throws(QueueStoreError) -> Suspension {
        let (target, now) = (target.lowercased, clock.now())
        let earlier = scheduler.suspensions(at: now).first { $0.target == target }
        let suspension = Suspension(target, because: reason, since: now, until: duration.map { now + $0 })
        scheduler.suspend(suspension)
        do throws(QueueStoreError) {
            try await writeState()
        } catch {
            if let earlier { scheduler.suspend(earlier) } else { _ = scheduler.resume(target, at: now) }
            pump()
            throw error
        }
        return suspension
    }

    /// Lets deliveries go on that were suspended.
    ///
    /// - Parameter target: what was suspended, as it was named then; the case does not matter.
    /// - Returns: whether it was suspended, when its end is on disk.
    /// - Throws: `QueueStoreError` when that cannot be written; then it is suspended still.
    @discardableResult
    public func resume(_ target: SuspensionTarget) async throws(QueueStoreError) -> Bool {
        let (target, now) = (target.lowercased, clock.now())
        let earlier = scheduler.suspensions(at: now).first { $0.target == target }
        guard scheduler.resume(target, at: now) else { return false }
        do throws(QueueStoreError) {
            try await writeState()
        } catch {
            if let earlier { scheduler.suspend(earlier) }
            throw error
        }
        pump()
        return true
    }

    /// What is suspended now, the oldest first.
    public func suspensions() -> [Suspension] { scheduler.suspensions(at: clock.now()) }
}

extension SuspensionTarget {
    /// The target as it is compared: names of sites and addresses are in lower case.
    fileprivate var lowercased: SuspensionTarget {
        switch self {
        case .site(let site): .site(site.lowercased())
        case .sender(let sender): .sender(sender.lowercased())
        case .source: self
        case .path(let source, let site): .path(source: source, site: site.lowercased())
        }
    }
}
