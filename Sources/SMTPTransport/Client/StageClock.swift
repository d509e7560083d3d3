import NIOCore
import SMTPProtocol

/// Adds up how long each stage took, as it is told which one is under way; it reads no clock itself.
///
/// Guarantees: the times of the stages add up to the time from its beginning to the last that it was told.
struct StageClock: Sendable {
    /// What was added up so far; a stage that was reached has a time, if only zero.
    private(set) var timings = SMTPStageTimings()
    private var stage: SMTPStage
    private var since: NIODeadline

    /// Begins with a stage.
    init(_ stage: SMTPStage, at now: NIODeadline) {
        self.stage = stage
        since = now
        timings[stage] = .zero
    }

    /// Has the time up to now count for the stage before, and that from now on for this one, which may be the same.
    ///
    /// - Parameters:
    ///   - stage: what is under way from now on.
    ///   - now: the time; one earlier than the last is taken as the last.
    mutating func enter(_ stage: SMTPStage, at now: NIODeadline) {
        if now > since {
            timings[self.stage] = (timings[self.stage] ?? .zero) + Duration(now - since)
            since = now
        }
        guard stage != self.stage else { return }
        self.stage = stage
        if timings[stage] == nil { timings[stage] = .zero }
    }
}
