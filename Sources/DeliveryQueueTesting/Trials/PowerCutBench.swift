public import DeliveryQueue

/// A store on a disk that can be made to fail, for trials: what stands on the bench is one data directory.
///
/// The disk keeps apart what is durable (synced) and what is not. When the power is cut, of what is not durable
/// anything may be there, missing, torn or out of order. `QueueStoreTrial` works a store on such a bench and checks
/// what it kept.
///
/// An operation is a write, a change of size, a sync, or a change of a name. Faults count operations from the call that
/// sets them; setting one again replaces it, and `cut` takes all of them away.
public protocol PowerCutBench: AnyObject, Sendable {
    /// Whether an armed cut has struck: every operation has failed since then, as if the machine were off.
    var isCut: Bool { get }

    /// Opens the store on what the disk holds; it makes the data directory when there is none.
    ///
    /// One that also conforms to `StateStore` has its state tried as well.
    ///
    /// - Returns: the store. It is given to `abandon` before another one is opened.
    /// - Throws: whatever stops the store from opening: on a bench without faults that is a failure of the trial.
    func open() async throws -> any QueueStore

    /// Gives a store up as the end of a process would: nothing that it still holds in memory may reach the disk.
    ///
    /// It is called when no call of the store is under way. When it returns, no thread of the store touches the disk.
    ///
    /// - Parameter store: one that `open` made.
    func abandon(_ store: any QueueStore) async

    /// Lets the power fail.
    ///
    /// - Parameter operations: the number of the operation, counted from now and from 1, that does not happen any more;
    ///   a write may be torn there. From then on every operation fails.
    func armCut(afterOperations operations: Int)

    /// Lets one sync fail, after which what it should have made durable is still read but never becomes durable.
    ///
    /// - Parameter syncs: the number of the sync, counted from now and from 1.
    func failSync(after syncs: Int)

    /// Fills the disk.
    ///
    /// - Parameter octets: how many octets the files may still grow by from now on, at least 0; then writes fail as on
    ///   a full disk. Nil gives room again.
    func setFull(_ octets: Int?)

    /// Puts in place of the disk what the power cut left of it: all that was durable, and of the rest what chance
    /// wants.
    ///
    /// It is called after `abandon`, with an armed cut that has struck or without one. All faults are gone then.
    ///
    /// - Parameter seed: decides what is left; the same one leaves the same after the same operations.
    func cut(seed: UInt64) async throws

    /// Waits a little while a store repairs itself.
    ///
    /// A trial calls it between its attempts, some thousand times at most. The default waits for a millisecond, as a
    /// store may repair itself on a thread of its own; a bench whose store waits for a clock of its own moves it here.
    func pause() async

    /// Removes everything from the disk; nothing is called afterwards.
    func remove() async
}

extension PowerCutBench {
    /// Waits for a millisecond: a store that repairs itself on a thread needs time on a machine that does much else.
    public func pause() async { try? await Task.sleep(for: .milliseconds(1)) }
}
