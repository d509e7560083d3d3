extension SQLiteQueueStore {
    /// How much a commit survives; complete.
    public enum Durability: String, Hashable, Sendable, CaseIterable {
        /// A power cut: each commit is synced.
        case full
        /// The end of the process; a power cut may take the last commits, and never damages the database.
        case relaxed
        /// The end of the process; a power cut may damage the database.
        case none

        /// The value of SQLite's `synchronous` that gives this.
        var synchronous: Int {
            switch self {
            case .full: 2
            case .relaxed: 1
            case .none: 0
            }
        }
    }
}
