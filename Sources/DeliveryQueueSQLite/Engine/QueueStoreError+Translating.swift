import DeliveryQueue
import GRDB

extension QueueStoreError {
    /// Names an error of SQLite or GRDB in the store's words.
    init(translating error: any Error) {
        if let error = error as? QueueStoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.failed, "\(error)")
            return
        }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.full, "The disk is full: \(reason)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.damaged, "The database is damaged: \(reason)")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            self.init(.inaccessible, "The database cannot be opened for writing: \(reason)")
        case .SQLITE_BUSY: self.init(.inUse, "The database is in use: \(reason)")
        case .SQLITE_CONSTRAINT: self.init(.misuse, "The change does not fit the store: \(reason)")
        case .SQLITE_TOOBIG: self.init(.misuse, "The message is too large for the database")
        default: self.init(.failed, "The database failed: \(reason)")
        }
    }
}
