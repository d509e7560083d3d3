extension PathShaper {
    /// What `ShapingLimits` says in half the room: a shaper is kept for every site that mail is on its way to.
    struct CompactLimits: Hashable, Sendable {
        var connections: Int32
        var initialConnections: Int32
        var messagesPerConnection: Int32
        var recipientsPerTransaction: Int32
        /// How many messages in the span; zero without a rate.
        var count: Int32
        /// In milliseconds.
        var span: Int64

        init(_ limits: ShapingLimits) {
            connections = max(1, Int32(clamping: limits.connections))
            initialConnections = min(max(1, Int32(clamping: limits.initialConnections)), connections)
            messagesPerConnection = Int32(clamping: limits.messagesPerConnection)
            recipientsPerTransaction = Int32(clamping: limits.recipientsPerTransaction)
            count = limits.rate.map { max(1, Int32(clamping: $0.count)) } ?? 0
            span = limits.rate.map { min(max(1, $0.span.milliseconds), Self.longestSpan) } ?? 0
        }

        var limits: ShapingLimits {
            ShapingLimits(
                connections: Int(connections), initialConnections: Int(initialConnections),
                messagesPerConnection: Int(messagesPerConnection),
                recipientsPerTransaction: Int(recipientsPerTransaction),
                rate: count > 0 ? MessageRate(Int(count), per: .milliseconds(span)) : nil)
        }

        /// How many messages may go at once after a silence: a tenth, so that the rest of the rate is spread evenly.
        var burst: Int64 { max(1, Int64(count) / 10) }

        /// How many microseconds of debt a message makes; zero without a rate.
        ///
        /// After *n* messages of a window the debt is at least *n* × interval less the time since the first, and never
        /// more than burst × interval. So within less than the span there are at most burst + span / interval, which
        /// is less than count + 1.
        var interval: Int64 {
            guard count > 0 else { return 0 }
            let parts = Int64(count) - burst + 1
            return (span * 1_000 + parts - 1) / parts
        }

        /// The longest span that is told from longer ones: a century.
        private static let longestSpan: Int64 = 100 * 366 * 86_400_000
    }
}
