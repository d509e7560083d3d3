extension DeliveryScheduler {
    /// A delivery: recipients of one message at one site.
    ///
    /// It is small, as there is one in memory for each recipient that waits: a single recipient needs no list, and
    /// deliveries to one site share the octets of its name.
    public struct Item: Hashable, Sendable {
        /// The message.
        public var message: MessageID
        /// When it may begin, as it was added to the scheduler; the beginning of 1970 before that.
        public internal(set) var due = WallTime(milliseconds: 0)
        /// Counts what is added to a scheduler, from 1; 0 before that.
        var sequence: UInt64 = 0
        /// The site: what shares limits.
        public var site: String
        private var places: Places
        /// How often in succession the delivery was put off as it could not be read or recorded; it stops at 255.
        var postponements: UInt8 = 0

        /// Indices of recipients, in 32 bits: an envelope has far fewer of them.
        private enum Places: Hashable, Sendable {
            case one(Int32)
            case many([Int32])

            init(_ recipients: [Int]) {
                let indices = recipients.map { Int32(clamping: $0) }
                self = if indices.count == 1, let index = indices.first { .one(index) } else { .many(indices) }
            }
        }

        /// Makes a delivery.
        ///
        /// - Parameters:
        ///   - message: the message.
        ///   - recipients: the recipients' indices.
        ///   - site: the site.
        public init(message: MessageID, recipients: [Int], site: String) {
            self.message = message
            self.site = site
            places = Places(recipients)
        }

        /// The recipients' indices in the envelope.
        public var recipients: [Int] {
            get {
                switch places {
                case .one(let index): [Int(index)]
                case .many(let indices): indices.map { Int($0) }
                }
            }
            set { places = Places(newValue) }
        }

        /// The delivery once more, put off once more often.
        var postponed: Item {
            var item = self
            item.postponements = UInt8(clamping: Int(postponements) + 1)
            return item
        }
    }
}
