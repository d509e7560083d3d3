import GRDB
import MailAddressing
import MailForwarding

import struct Foundation.Data

/// The columns of a row, read so that one which makes no sense is told and never believed.
struct DirectoryColumns {
    let row: Row
    /// The table, for people.
    let table: String

    func text(_ name: String) throws(DirectoryStoreError) -> String {
        guard let text = try optionalText(name) else { throw damaged(name) }
        return text
    }

    func optionalText(_ name: String) throws(DirectoryStoreError) -> String? {
        switch try value(name).storage {
        case .string(let text): return text
        case .null: return nil
        default: throw damaged(name)
        }
    }

    func integer(_ name: String) throws(DirectoryStoreError) -> Int64 {
        guard let number = try optionalInteger(name) else { throw damaged(name) }
        return number
    }

    func optionalInteger(_ name: String) throws(DirectoryStoreError) -> Int64? {
        switch try value(name).storage {
        case .int64(let number): return number
        case .null: return nil
        default: throw damaged(name)
        }
    }

    func flag(_ name: String) throws(DirectoryStoreError) -> Bool { try integer(name) != 0 }

    func octets(_ name: String) throws(DirectoryStoreError) -> [UInt8] {
        guard case .blob(let data) = try value(name).storage else { throw damaged(name) }
        return Array(data)
    }

    func mailbox(_ name: String) throws(DirectoryStoreError) -> Mailbox {
        guard let mailbox = try optionalMailbox(name) else { throw damaged(name) }
        return mailbox
    }

    func optionalMailbox(_ name: String) throws(DirectoryStoreError) -> Mailbox? {
        guard let text = try optionalText(name) else { return nil }
        guard let mailbox = try? Mailbox(text) else { throw damaged(name) }
        return mailbox
    }

    /// Addresses with a line for each.
    func mailboxes(_ name: String) throws(DirectoryStoreError) -> [Mailbox] {
        var found: [Mailbox] = []
        for line in try text(name).split(separator: "\n") {
            guard let mailbox = try? Mailbox(line) else { throw damaged(name) }
            found.append(mailbox)
        }
        return found
    }

    func domain(_ name: String) throws(DirectoryStoreError) -> DomainName {
        guard let domain = try? DomainName(try text(name)) else { throw damaged(name) }
        return domain
    }

    /// One of the words of a type.
    func word<Word: RawRepresentable>(
        _ name: String, as type: Word.Type
    ) throws(DirectoryStoreError) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text(name)) else { throw damaged(name) }
        return word
    }

    /// What a column that makes no sense is.
    func damaged(_ name: String) -> DirectoryStoreError {
        DirectoryStoreError(.damaged, "The directory is damaged: a row of \(table) makes no sense at \(name)")
    }

    private func value(_ name: String) throws(DirectoryStoreError) -> DatabaseValue {
        guard row.hasColumn(name) else { throw damaged(name) }
        return row[name]
    }
}

extension [Mailbox] {
    /// The addresses with a line for each; none has a line end in it.
    var lines: String { map(\.description).joined(separator: "\n") }
}

extension [UInt8] {
    /// The octets as GRDB takes them.
    var data: Data { Data(self) }
}
