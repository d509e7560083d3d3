import DeliveryAgent
import DeliveryQueue
import Logging

extension StateTLSReportStore {
    /// Opens what a daemon counts of TLS.
    ///
    /// - Parameters:
    ///   - store: where it is kept; one that keeps no state forgets it with the process.
    ///   - logger: where it is logged what cannot be read of it.
    /// - Throws: `CommandFailure` when the store cannot be read.
    static func openForDaemon(
        in store: any QueueStore, logger: Logger
    ) async throws(CommandFailure) -> StateTLSReportStore {
        do throws(QueueStoreError) {
            let reports = try await StateTLSReportStore.open(
                store as? any StateStore ?? MemoryQueueStore())
            if reports.unreadable > 0 {
                logger.warning(
                    "Some of what was counted of TLS today cannot be read and does not count",
                    metadata: ["domains": "\(reports.unreadable)"])
            }
            return reports
        } catch {
            throw .operational("what was counted of TLS cannot be read: \(error.reason)")
        }
    }
}
