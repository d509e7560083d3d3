import DeliveryQueue

/// What is shown of a suspension.
struct SuspensionView: Codable, Hashable, Sendable {
    var scope: SuspensionScope
    var reason: String
    var since: String
    /// When it ends by itself; absent where somebody must end it.
    var until: String?

    /// Makes the view of a suspension.
    init(_ suspension: Suspension) {
        scope = SuspensionScope(suspension.target)
        reason = suspension.reason
        since = suspension.since.description
        until = suspension.until?.description
    }
}

extension SuspensionView {
    /// Suspensions as a table, a line each.
    ///
    /// - Parameter suspensions: at least one.
    static func table(_ suspensions: [SuspensionView]) -> String {
        var table = Table("SUSPENDED", "SINCE", "UNTIL", "BY", "REASON")
        for suspension in suspensions {
            table.add(
                suspension.scope.arguments, suspension.since, suspension.until ?? "resumed",
                "a person", suspension.reason)
        }
        return table.text
    }
}
