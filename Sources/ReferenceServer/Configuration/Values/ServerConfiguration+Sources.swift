import DeliveryQueue

extension ServerConfiguration {
    /// What the entries of `delivery.sources` may say.
    enum SourceRange {
        /// The longest name in octets: it is part of the keys that durable state has.
        static let longestName = 64
        /// The shares of deliveries.
        static let weight = 1...1_000
        /// The messages of the first day.
        static let firstDay = 1...1_000_000
        /// By how much more each step is: 1 stays at the first day's number; more than 10 is no warm-up.
        static let growth = 1.0...10.0
        /// The days of a step.
        static let daysPerStep = 1...365
        /// The days after which a warm-up is over.
        static let length = 1...3_650
        /// The share of a day's messages that one site may take.
        static let perSite = 0.0...1.0
    }
}
