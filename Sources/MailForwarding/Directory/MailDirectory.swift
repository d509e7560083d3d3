import Synchronization

/// The domains, aliases, rules and accounts whose mail is forwarded: read at once, changed durably.
///
/// Guarantees: a change is made whole or not at all, and is seen by readers only when the store has kept it; two changes
/// never mix. Reading takes no turn of its own and never waits for a change: it may be done where a client waits.
///
/// Names are kept in lower case and found in any. What belongs to another account is for a user as if it were not there
/// (``DirectoryActor``).
public final class MailDirectory: Sendable {
    /// How many of each there may be.
    public let limits: DirectoryLimits

    private let store: any DirectoryStore
    private let state: Mutex<DirectoryContents>
    private let turn = WriteTurn()
    let uncounted = Mutex<[DirectoryCounter: UInt64]>([:])

    private init(store: any DirectoryStore, contents: DirectoryContents, limits: DirectoryLimits) {
        self.store = store
        self.limits = limits
        state = Mutex(contents)
    }

    /// Opens the directory that a store keeps.
    ///
    /// - Parameters:
    ///   - store: the store; nobody else may use it meanwhile.
    ///   - limits: how many of each there may be.
    /// - Throws: `DirectoryStoreError` when it cannot be read.
    public static func open(
        _ store: any DirectoryStore, limits: DirectoryLimits = .standard
    ) async throws(DirectoryStoreError) -> MailDirectory {
        MailDirectory(store: store, contents: try await store.contents(), limits: limits)
    }

    /// Looks something up; it sees every change whole or not at all.
    ///
    /// - Parameter look: is given all that the directory holds; it should take no time, as others wait for it.
    public func read<Answer: Sendable>(_ look: (DirectoryContents) -> Answer) -> Answer {
        state.withLock { look($0) }
    }

    /// Changes the directory.
    ///
    /// - Parameter plan: is given what the directory holds, and says what changes and what the caller is told of it.
    /// - Throws: what `plan` throws, or `DirectoryError` of the kind `store`.
    func change<Answer: Sendable>(
        _ plan: (DirectoryContents) throws(DirectoryError) -> (changes: [DirectoryChange], answer: Answer)
    ) async throws(DirectoryError) -> Answer {
        await turn.take()
        defer { turn.give() }
        let contents = state.withLock { $0 }
        let (changes, answer) = try plan(contents)
        guard !changes.isEmpty else { return answer }
        do throws(DirectoryStoreError) {
            try await store.commit(changes)
        } catch {
            // The store may have kept them before it failed: what it holds counts.
            if let kept = try? await store.contents() { state.withLock { $0 = kept } }
            throw DirectoryError(error)
        }
        state.withLock { contents in
            for change in changes { contents.apply(change) }
        }
        return answer
    }
}
