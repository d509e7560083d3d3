public import BounceClassification
import DeliveryQueue
import NIOConcurrencyHelpers

/// A suppression list in the small durable state of a queue's store, with all of it in memory.
///
/// It is read once, when it is opened. From then on look-ups and pages never wait and never fail, and may be asked on an
/// event loop; only changes go to the disk, and are seen once they are there. Changes of one key take effect one after
/// the other, those of several keys go to the disk together.
///
/// A change that was begun is brought to its end even where its task is cancelled. One that leaves a state as it is
/// writes nothing.
///
/// Each state lies in the space `suppression`, in its durable form, under the SHA-256 digest of its key in hexadecimal
/// digits, as keys of the list are longer than those of the state may be. Nobody else may write to that space while the
/// list is open, and it is open once only.
public final class StateSuppressionStore: SuppressionStore {
    /// How many values could not be read when the list was opened: damaged ones, and those of a later version.
    ///
    /// They are no part of the list, and stay where they are until something new is learnt of their recipients.
    public let unreadable: Int
    let disk: any StateStore
    let contents: NIOLockedValueBox<Contents>
    let turns = KeyTurns<SuppressionKey>()

    /// What is in memory.
    struct Contents: Sendable {
        var table: SuppressionTable
        /// How many new keys are on their way to the disk, each of which has its room.
        var reserved = 0

        /// Keeps room for a state that is the first of its key.
        ///
        /// - Parameter state: the state.
        /// - Returns: whether there was some.
        mutating func reserve(for state: SuppressionState) -> Bool {
            guard table.hasRoom(for: state, beside: reserved) else { return false }
            reserved += 1
            return true
        }
    }

    /// Whose keys these are in the state of the store.
    static let space = StateSpace("suppression")
    /// How many states are read, looked at or written at once.
    static let batch = 256

    init(_ disk: any StateStore, table: SuppressionTable, unreadable: Int) {
        self.disk = disk
        contents = NIOLockedValueBox(Contents(table: table))
        self.unreadable = unreadable
    }

    /// How many keys there are, those of which only strikes are known included.
    public var count: Int { contents.withLockedValue { $0.table.count } }

    /// Finds what holds a mail back, without waiting; see the contract of `SuppressionStore`.
    ///
    /// - Parameters:
    ///   - query: to whom, and from whom.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the entry of the first of the query's keys that holds now; nil where none does.
    public func suppression(for query: SuppressionQuery, at now: Int64) -> Suppression? {
        contents.withLockedValue { $0.table.suppression(for: query, at: now) }
    }

    /// Reads what is known under a key, without waiting; see the contract of `SuppressionStore`.
    ///
    /// - Parameter key: the key.
    /// - Returns: the state; an empty one where nothing is known.
    public func state(of key: SuppressionKey) -> SuppressionState {
        contents.withLockedValue { $0.table.state(of: key) }
    }

    /// Reads a page of the entries, without waiting; see the contract of `SuppressionStore`.
    ///
    /// - Parameters:
    ///   - after: the last key of the page before; nil for the first page.
    ///   - limit: the most entries to give; less than one is taken as one.
    /// - Returns: the entries; fewer than `limit` only at the end.
    public func suppressions(after: SuppressionKey?, limit: Int) -> [Suppression] {
        var (page, place): ([Suppression], SuppressionKey?) = ([], after)
        while page.count < max(1, limit) {
            // A long page lets look-ups in between.
            let states = contents.withLockedValue { $0.table.states(after: place, limit: Self.batch) }
            page += states.lazy.compactMap(\.suppression).prefix(max(1, limit) - page.count)
            guard let last = states.last, states.count == Self.batch else { break }
            place = last.key
        }
        return page
    }
}
