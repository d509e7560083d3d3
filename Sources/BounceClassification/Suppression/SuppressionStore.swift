/// Keeps the suppression list, and what was counted against recipients that are not on it yet.
///
/// The contract of every store:
///
/// - Durability: when a method that changes something returns, the change survives the end of the process, as far as
///   the store promises it. When it throws, nothing was changed, but for `trim(at:)`.
/// - Atomicity: changes of one key take effect one after the other, each on what the one before left.
/// - Order: keys are ordered by `SuppressionKey.octets`.
///
/// Who looks up and gets an error knows nothing of the recipient: answer `451 4.3.0`, so that the mail comes again.
public protocol SuppressionStore: Sendable {
    /// Finds what holds a mail back.
    ///
    /// Every recipient is asked about, so that it should cost no more than a look at each of the query's keys.
    ///
    /// - Parameters:
    ///   - query: to whom, and from whom.
    ///   - now: the time, in seconds since 1970.
    /// - Returns: the entry of the first of the query's keys that holds now, whose `reply` is what a server says; nil
    ///   where none does.
    /// - Throws: `SuppressionStoreError`.
    func suppression(for query: SuppressionQuery, at now: Int64) async throws(SuppressionStoreError) -> Suppression?

    /// Reads what is known under a key.
    ///
    /// - Parameter key: the key.
    /// - Returns: the state, entries that have run out included; an empty one where nothing is known.
    /// - Throws: `SuppressionStoreError`.
    func state(of key: SuppressionKey) async throws(SuppressionStoreError) -> SuppressionState

    /// Changes what is known under a key; no other change of it comes in between.
    ///
    /// A state that is empty afterwards is not kept.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - change: makes the new state of the old one; it is pure, as a store may ask it more than once.
    /// - Returns: the new state.
    /// - Throws: `SuppressionStoreError`; then nothing was changed. `misuse` where the new state has another key,
    ///   `full` where it is the first of its key and there is no room, of which strikes may take less than entries, and
    ///   those less than persons.
    @discardableResult
    func update(
        _ key: SuppressionKey, _ change: @Sendable (SuppressionState) -> SuppressionState
    ) async throws(SuppressionStoreError) -> SuppressionState

    /// Removes the entry and all that was counted under a key, as a person does who knows that the recipient is there.
    ///
    /// - Parameter key: the key.
    /// - Returns: whether there was an entry, whether it held or had run out.
    /// - Throws: `SuppressionStoreError`; then nothing was removed.
    @discardableResult
    func remove(_ key: SuppressionKey) async throws(SuppressionStoreError) -> Bool

    /// Reads a page of the entries, those that have run out included, in the order of their keys.
    ///
    /// An entry that is there from the first page to the last is on exactly one of them, whatever changes meanwhile.
    ///
    /// - Parameters:
    ///   - after: the last key of the page before, which may be gone; nil for the first page.
    ///   - limit: the most entries to give; less than one is taken as one.
    /// - Returns: the entries; fewer than `limit` only at the end.
    /// - Throws: `SuppressionStoreError`.
    func suppressions(after: SuppressionKey?, limit: Int) async throws(SuppressionStoreError) -> [Suppression]

    /// Removes what no longer matters at a time, as `SuppressionState.trimmed(at:)` says; to be called now and then.
    ///
    /// Nothing that it removes would have changed the answer of a look-up.
    ///
    /// - Parameter now: the time, in seconds since 1970.
    /// - Returns: how many states are gone altogether.
    /// - Throws: `SuppressionStoreError`; then any part may have been removed.
    @discardableResult
    func trim(at now: Int64) async throws(SuppressionStoreError) -> Int
}

extension SuppressionStore {
    /// Puts an entry on the list in the place of the one under its key; what was counted stays.
    ///
    /// - Parameter suppression: the entry.
    /// - Throws: `SuppressionStoreError`; then nothing was changed.
    public func put(_ suppression: Suppression) async throws(SuppressionStoreError) {
        try await update(suppression.key) { state in
            var state = state
            state.replace(with: suppression)
            return state
        }
    }
}
