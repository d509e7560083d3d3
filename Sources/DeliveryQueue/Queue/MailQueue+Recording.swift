import Logging

/// How outcomes come to the disk, whatever state it is in: nobody else knows them.
extension MailQueue {
    /// What came of recording; complete.
    enum Recording {
        /// It is recorded.
        case recorded
        /// There was no room, again and again.
        case full
        /// It can never be recorded, or the time for trying is over.
        case givenUp(QueueStoreError.Kind)
    }

    /// How often a full store is asked before that is said, where the caller can do with less.
    private static let trialsWhenFull = 3
    /// The first wait between trials, and the longest.
    private static let (firstPause, longestPause) = (Duration.milliseconds(100), Duration.seconds(30))

    /// Records what happened, and goes on trying as long as that makes sense: until deliveries are ended for good, also
    /// when the attempt itself was cancelled.
    ///
    /// - Parameters:
    ///   - changes: what happened.
    ///   - id: the message.
    ///   - endsWhenFull: whether it ends as `full` when the store has been so several times in succession.
    func record(_ changes: [QueueChange], of id: MessageID, endsWhenFull: Bool) async -> Recording {
        var wait = Self.firstPause
        var timesFull = 0
        while true {
            let kind: QueueStoreError.Kind
            do throws(QueueStoreError) {
                try await store.commit(changes)
                return .recorded
            } catch {
                let about: Logger.Metadata = ["id": "\(id)", "reason": "\(error)"]
                if error.kind == .conflict {
                    logger.debug("An outcome came too late", metadata: about)
                } else {
                    logger.error("An outcome could not be recorded", metadata: about)
                }
                kind = error.kind
            }
            switch kind {
            case .conflict, .misuse, .quarantined, .stopped: return .givenUp(kind)
            case .full: timesFull += 1
            default: timesFull = 0
            }
            if endsWhenFull, timesFull >= Self.trialsWhenFull { return .full }
            guard triesToRecord, await pause(wait) else { return .givenUp(kind) }
            wait = min(wait * 2, Self.longestPause)
        }
    }

    /// Goes on without the outcomes of an attempt, whose recipients are busy, and free when it ends.
    ///
    /// - Parameters:
    ///   - item: the delivery.
    ///   - message: the envelope.
    ///   - kind: why they cannot be recorded.
    func giveUp(_ item: DeliveryScheduler.Item, of message: QueuedMessage, _ kind: QueueStoreError.Kind) async {
        switch kind {
        case .conflict: await lookAgain(item, expiresAt: message.expiresAt)
        case .stopped, .quarantined: setFree(item.recipients, of: item.message)
        default:
            // The next `resume` finds out where they stand.
            setFree(item.recipients, of: item.message)
            abandoned[item.message, default: []].formUnion(item.recipients)
        }
    }

    /// Ends the trying to record: what is not recorded by now is left to the next `resume`.
    func endRecording() {
        triesToRecord = false
        for pause in pauses.values { pause.cancel() }
    }

    /// Waits, whether or not the caller's task was cancelled.
    ///
    /// - Returns: whether the time is over, rather than the trying.
    private func pause(_ wait: Duration) async -> Bool {
        let (clock, end, number) = (clock, clock.now() + wait, pauseCount)
        pauseCount += 1
        let pause = Task { (try? await clock.sleep(until: end)) != nil }
        pauses[number] = pause
        defer { pauses[number] = nil }
        return await pause.value
    }
}
