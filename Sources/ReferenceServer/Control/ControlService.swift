import DeliveryAgent
import DeliveryQueue
import DeliveryQueueSQLite
import Logging
import MailAddressing
import MailForwarding
import MailForwardingSQLite

/// What questions are answered from: a queue, its store, and the directory that they lie in.
struct ControlService: Sendable {
    /// The queue, which delivers or is opened to be changed only.
    let queue: MailQueue
    /// Its store.
    let store: any QueueStore
    /// The data directory.
    let dataPath: String
    /// Whether the queue delivers; where none does, an attempt that is under way by the store's word was cut off.
    let isDelivering: Bool
    /// What the scheduler keeps to; nil where the configuration is not known.
    var scheduling: SchedulerConfiguration?
    /// The suppression list that the daemon goes by; nil where none runs: then the one on the files is opened when it is
    /// asked for.
    var suppressions: StateSuppressionStore?
    /// What the daemon counts of TLS; nil where none runs: then what is on the files is opened when it is asked for.
    var tlsReports: StateTLSReportStore?
    /// The directory that the daemon forwards mail by; nil where it has none.
    ///
    /// Where no daemon runs, the one on the files is opened by whoever asks for it.
    var directory: MailDirectory?
    /// The name of the host that takes mail; nil where the configuration is not known.
    var mailHost: DomainName?
    /// The domain of the senders that forwards leave with; nil for the mail host.
    var rewriteDomain: DomainName?
    /// Where it is logged what people suspend and resume; nil for nowhere.
    var logger: Logger?
    /// The file of the directory, where the daemon has it open; nil where a backup opens it itself.
    var directoryStore: SQLiteDirectoryStore?
    /// How many octets a backup leaves free on the file system that the data lie on.
    var reserve = SQLiteQueueStore.Options().minimumFreeSpace

    /// The sources whose mail beyond a day of their warm-up takes the relay.
    var overflowing: Set<String> {
        guard let scheduling, scheduling.hasOverflowRelay else { return [] }
        return Set(scheduling.sources.filter { $0.warmUp?.overflow == .takesRelay }.map(\.name))
    }

    /// A service on the files, where no daemon runs: a queue that delivers nothing.
    ///
    /// - Parameters:
    ///   - store: the store in the data directory.
    ///   - dataPath: the data directory.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    static func onFiles(_ store: any QueueStore, dataPath: String) async throws(QueueStoreError) -> ControlService {
        let queue = try await MailQueue.open(store: store, deliverer: IdleDeliverer())
        return ControlService(queue: queue, store: store, dataPath: dataPath, isDelivering: false)
    }
}

/// Delivers nothing: for a queue that is opened to be changed and never begins.
private struct IdleDeliverer: MessageDeliverer {
    /// Gives no outcome, which a queue takes for a failure for now; never called, as the queue is never resumed.
    func deliver(_ attempt: DeliveryAttempt) async -> AttemptResult { .settled([], .none) }
}
