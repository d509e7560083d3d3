/// A list of deliveries in an arena, first in, first out; each one has the place of the next.
struct Chain: Sendable {
    /// The place of the first; negative where there is none.
    var first: Int32 = Chain.nowhere
    /// The place of the last; negative where there is none.
    var last: Int32 = Chain.nowhere

    var isEmpty: Bool { first < 0 }

    /// No place.
    static let nowhere: Int32 = -1
}
