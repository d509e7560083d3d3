public import BounceClassification
public import DeliveryQueue
import MailCryptography

extension StateSuppressionStore {
    /// Reads the list of a store.
    ///
    /// - Parameters:
    ///   - disk: the store, which must be open for as long as the list is used.
    ///   - capacity: the most keys that the list keeps: 0 or more. Where there are more already, all are kept and no
    ///     other comes.
    /// - Returns: the list.
    /// - Throws: `SuppressionStoreError` where the store cannot be read. A value that cannot be is counted in
    ///   ``unreadable`` and is no error: mail must go out, whatever became of one entry.
    public static func open(
        _ disk: any StateStore, capacity: Int = SuppressionTable.usualCapacity
    ) async throws(SuppressionStoreError) -> StateSuppressionStore {
        var table = SuppressionTable(capacity: capacity)
        var (unreadable, place): (Int, String?) = (0, nil)
        while true {
            let page: [(key: String, value: [UInt8])]
            do throws(QueueStoreError) {
                page = try await disk.values(in: space, after: place, limit: batch)
            } catch {
                throw SuppressionStoreError(error)
            }
            for (key, value) in page {
                if let state = try? SuppressionState(decoding: value), stateKey(of: state.key) == key {
                    table.restore(state)
                } else {
                    unreadable += 1
                }
            }
            guard let last = page.last, page.count >= batch else { break }
            place = last.key
        }
        return StateSuppressionStore(disk, table: table, unreadable: unreadable)
    }

    /// Under what a state is kept: 64 hexadecimal digits in lower case.
    static func stateKey(of key: SuppressionKey) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let octets = SHA256.hash(of: key.octets).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: octets, as: UTF8.self)
    }
}

extension SuppressionStoreError {
    /// What an error of the queue's store is for the list.
    init(_ error: QueueStoreError) {
        let kind: Kind =
            switch error.kind {
            case .full, .queueFull: .full
            case .damaged, .quarantined: .damaged
            case .misuse, .conflict, .alreadyAccepted: .misuse
            case .stopped: .stopped
            case .inUse, .inaccessible, .recovering, .failed: .failed
            }
        self.init(kind, error.reason)
    }
}
