/// Keeps a directory.
///
/// One directory at a time uses a store: it calls one method after the other, never two at once.
public protocol DirectoryStore: Sendable {
    /// All that is kept.
    ///
    /// - Throws: `DirectoryStoreError`; nothing that cannot be read is left out silently.
    func contents() async throws(DirectoryStoreError) -> DirectoryContents

    /// Keeps changes, all of them or none, in their order, and returns when they survive what the store promises to
    /// survive.
    ///
    /// Each is applied as ``DirectoryContents/apply(_:)`` says.
    ///
    /// - Parameter changes: the changes.
    /// - Throws: `DirectoryStoreError`; then either all or none of them were kept, which ``contents()`` shows.
    func commit(_ changes: [DirectoryChange]) async throws(DirectoryStoreError)
}
