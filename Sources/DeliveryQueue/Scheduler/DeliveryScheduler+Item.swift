extension DeliveryScheduler {
    /// A delivery: recipients of one message at one site.
    ///
    /// It is what goes in and comes out; what waits is kept in fewer octets, with names that are there once.
    public struct Item: Hashable, Sendable {
        /// The message.
        public var message: MessageID
        /// When it may begin, as it was added to the scheduler; the beginning of 1970 before that.
        public internal(set) var due = WallTime(milliseconds: 0)
        /// Counts what is added to a scheduler, from 1; 0 before that.
        var sequence: UInt64 = 0
        /// The site: what shares limits.
        public var site: String
        /// The domain that the recipients are in, which can be suspended by itself; often the site's own name.
        public var domain: String
        /// Who sends it, among whom a site's turns go round: a reverse path in lower case; empty for none.
        public var sender: String
        /// How urgent it is.
        public var priority: DeliveryPriority
        /// The recipients' indices in the envelope.
        public var recipients: [Int]
        /// How often in succession the delivery was put off as it could not be read or recorded; it stops at 255.
        public internal(set) var postponements: UInt8 = 0

        /// Makes a delivery.
        ///
        /// - Parameters:
        ///   - message: the message.
        ///   - recipients: the recipients' indices, each from 0 to 2³¹ - 1.
        ///   - site: the site.
        ///   - domain: the domain that the recipients are in; nil where it is named as the site.
        ///   - sender: who sends it; one who varies his reverse path is better named by what stays the same.
        ///   - priority: how urgent it is.
        public init(
            message: MessageID, recipients: [Int], site: String, domain: String? = nil, sender: String = "",
            priority: DeliveryPriority = .normal
        ) {
            self.message = message
            self.recipients = recipients
            self.site = site
            self.domain = domain ?? site
            self.sender = sender
            self.priority = priority
        }

        /// The delivery once more, put off once more often.
        var postponed: Item {
            var item = self
            item.postponements = UInt8(clamping: Int(postponements) + 1)
            return item
        }
    }
}
