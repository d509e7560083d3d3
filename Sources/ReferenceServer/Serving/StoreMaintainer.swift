import BounceClassification
import DeliveryAgent
import DeliveryQueue
import Logging
import MailForwarding

/// Has a store do what it has to do now and then, for as long as the server runs.
struct StoreMaintainer: Sendable {
    /// After how many rounds what is over in the suppression list is removed, one to six hours: it changes no answer.
    static let roundsBetweenTrimmings = 360

    /// The store.
    let store: any QueueStore
    /// How much history is kept.
    let limits: HistoryLimits
    /// The suppression list, in which what is over is removed; nil for none.
    var suppressions: (any SuppressionStore)?
    /// What is counted of TLS, which goes to the disk each time; nil for nothing.
    var tlsReports: StateTLSReportStore?
    /// The directory, whose counts go to the disk each time; nil for none.
    var directory: MailDirectory?
    /// How long it rests.
    var rest = MaintenanceRest()
    /// Civil time.
    var clock: any QueueClock = SystemQueueClock()
    /// Where problems are logged.
    let logger: Logger

    /// Begins; the task ends when it is cancelled, and what it does at that moment is done.
    func begin() -> Task<Void, Never> {
        Task {
            var lastProblem: String?
            var lastReportProblem: String?
            var lastCountProblem: String?
            // By rounds: a clock that is set does not put it off.
            var round = 0
            while !Task.isCancelled {
                lastProblem = await maintain(after: lastProblem)
                lastReportProblem = await keepReports(after: lastReportProblem)
                lastCountProblem = await keepCounts(after: lastCountProblem)
                if round.isMultiple(of: Self.roundsBetweenTrimmings) { await trim() }
                round &+= 1
                await rest.rest(by: clock)
            }
        }
    }

    /// Removes once what is over in the suppression list.
    func trim() async {
        do throws(SuppressionStoreError) {
            let gone = try await suppressions?.trim(at: clock.now().seconds) ?? 0
            if gone > 0 { logger.debug("What was over in the suppression list is gone", metadata: ["keys": "\(gone)"]) }
        } catch {
            logger.warning("The suppression list could not be trimmed", metadata: ["reason": "\(error)"])
        }
    }

    /// Writes once what was counted of TLS.
    ///
    /// - Parameter lastProblem: what went wrong the last time, which is not logged again.
    /// - Returns: what went wrong, or nil.
    func keepReports(after lastProblem: String? = nil) async -> String? {
        do throws(QueueStoreError) {
            try await tlsReports?.flush()
            return nil
        } catch {
            if error.reason != lastProblem {
                logger.warning("What was counted of TLS could not be kept", metadata: ["reason": "\(error)"])
            }
            return error.reason
        }
    }

    /// Writes once what was counted of rules and aliases.
    ///
    /// - Parameter lastProblem: what went wrong the last time, which is not logged again.
    /// - Returns: what went wrong, or nil.
    func keepCounts(after lastProblem: String? = nil) async -> String? {
        do throws(DirectoryError) {
            try await directory?.keepCounts()
            return nil
        } catch {
            if error.reason != lastProblem {
                logger.warning("What was counted of aliases could not be kept", metadata: ["reason": "\(error)"])
            }
            return error.reason
        }
    }

    /// Does once what has to be done.
    ///
    /// - Parameter lastProblem: what went wrong the last time, which is not logged again.
    /// - Returns: what went wrong, or nil.
    func maintain(after lastProblem: String? = nil) async -> String? {
        do throws(QueueStoreError) {
            let done = try await store.maintain(limits, at: clock.now())
            if done != StoreMaintenance() {
                logger.debug(
                    "The store was maintained",
                    metadata: [
                        "moved": "\(done.moved)", "forgotten": "\(done.forgotten)", "freed": "\(done.freedOctets)",
                        "copied": "\(done.copiedOctets)",
                    ])
            }
            return nil
        } catch {
            if error.reason != lastProblem {
                logger.warning("The store could not be maintained", metadata: ["reason": "\(error)"])
            }
            return error.reason
        }
    }
}
