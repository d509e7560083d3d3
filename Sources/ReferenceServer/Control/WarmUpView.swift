import DeliveryQueue

/// How far a source's warm-up is, as `queue summary` shows it.
struct WarmUpView: Codable, Hashable, Sendable {
    var source: String
    /// The day, from 1; 0 before the first message.
    var day: Int
    var sentToday: Int
    /// How many messages today's bound is; absent where the warm-up is over.
    var allowedToday: Int?
    /// When it is over; absent before the first message, and where it has no end.
    var ends: String?

    /// Makes the view of a source's warm-up.
    init(source: String, _ progress: WarmUpProgress) {
        self.source = source
        day = progress.day
        sentToday = progress.sentToday
        allowedToday = progress.allowedToday
        ends = progress.ends?.description
    }
}

extension WarmUpView {
    /// Warm-ups as a table, a line for each source.
    ///
    /// - Parameter views: at least one.
    static func table(_ views: [WarmUpView]) -> String {
        var table = Table("WARM-UP OF", "DAY", "SENT TODAY", "ALLOWED TODAY", "ENDS")
        for view in views {
            table.add(
                view.source, "\(view.day)", "\(view.sentToday)", view.allowedToday.map { "\($0)" } ?? "any",
                view.ends ?? "-")
        }
        return table.text
    }
}
