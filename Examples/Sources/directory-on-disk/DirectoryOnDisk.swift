import MailAddressing
import MailForwarding
import MailForwardingSQLite

/// Domains and aliases that are there when the directory is opened again.
@main
enum DirectoryOnDisk {
    static func main() async throws {
        let path = "/tmp/waxwing-example-directory-\(UInt64.random(in: 0...UInt64.max)).sqlite"
        let domain = try DomainName("example.org")
        let first = try SQLiteDirectoryStore(at: path)
        let directory = try await MailDirectory.open(first)
        try await directory.addDomain(domain, keys: [], as: .administrator, at: 1_800_000_000)
        try await directory.addAlias(
            Alias(
                try Mailbox("shop@example.org"), targets: [try Mailbox("ada@example.net")], creation: 1_800_000_000),
            as: .administrator)
        first.close()

        let store = try SQLiteDirectoryStore(at: path)
        let again = try await MailDirectory.open(store)
        for alias in again.aliases(as: .administrator) {
            print(alias.address, "goes on to", alias.targets.map(\.description).joined(separator: ", "))
        }
        // Whoever comes second is refused, rather than that two change one file.
        do { _ = try SQLiteDirectoryStore(at: path) } catch { print("a second owner:", error) }
        try await store.backup(to: path + ".copy")
        print("copied to", path + ".copy")
        store.close()
    }
}
