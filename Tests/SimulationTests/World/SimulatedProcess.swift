import DeliveryQueue

/// A process of a simulated machine: a queue, and what it has of the world.
final class SimulatedProcess: @unchecked Sendable {
    // Unchecked: everything runs on one thread.

    /// Its number, from 1.
    let number: Int
    /// When it began.
    let began: VirtualTime.Moment
    /// Its store.
    let store: VirtualStore
    /// What it delivers by.
    let deliverer: NetworkDeliverer
    /// Its queue, when that is open.
    var queue: MailQueue?
    /// When it had read what an earlier one left, or nil before that.
    var resumedAt: VirtualTime.Moment?
    /// Whether it is being stopped in good order.
    var isDraining = false
    /// Whether it has ended.
    var isOver: Bool { store.isOver }

    /// Makes a process that begins.
    init(_ number: Int, at moment: VirtualTime.Moment, store: VirtualStore, deliverer: NetworkDeliverer) {
        self.number = number
        began = moment
        self.store = store
        self.deliverer = deliverer
    }
}
