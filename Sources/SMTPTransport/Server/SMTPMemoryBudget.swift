internal import NIOConcurrencyHelpers

/// A number of octets that many sessions share: who keeps something takes of it, and gives it back.
///
/// Guarantees: never more is taken than there is; safe from any thread.
public final class SMTPMemoryBudget: Sendable {
    /// How many octets there are.
    public let limit: Int
    private let taken = NIOLockedValueBox(0)

    /// Makes a budget of which nothing is taken.
    ///
    /// - Parameter limit: how many octets there are; not negative.
    public init(limit: Int) { self.limit = max(0, limit) }

    /// Takes octets.
    ///
    /// - Parameter octets: how many; not negative.
    /// - Returns: false when there are not so many left: nothing was taken then.
    public func take(_ octets: Int) -> Bool {
        taken.withLockedValue { taken in
            guard octets <= limit - taken else { return false }
            taken += octets
            return true
        }
    }

    /// Gives back what was taken.
    ///
    /// - Parameter octets: how many.
    public func giveBack(_ octets: Int) { taken.withLockedValue { $0 = max(0, $0 - octets) } }

    /// How many octets are left.
    public var left: Int { limit - taken.withLockedValue { $0 } }
}
