import GRDB
import MailForwarding

extension DirectoryStoreError {
    /// Names an error of SQLite or GRDB in the store's words.
    init(translating error: any Error) {
        if let error = error as? DirectoryStoreError {
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
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.damaged, "The directory is damaged: \(reason)")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            self.init(.inaccessible, "The directory cannot be opened for writing: \(reason)")
        case .SQLITE_BUSY: self.init(.inUse, "Another process has the directory: \(reason)")
        case .SQLITE_MISUSE: self.init(.stopped, "The directory was closed")
        default: self.init(.failed, "The directory failed: \(reason)")
        }
    }
}
