/// The three priorities of a site: whose turn it is, and where their senders' queues are.
///
/// A lane's next turn comes the later the smaller its share is. One that was empty has saved nothing up.
struct Lanes: Sendable {
    private var urgent = Chain.nowhere
    private var normal = Chain.nowhere
    private var bulk = Chain.nowhere
    /// How much later than the first the next turn of each lane is.
    private var urgentWait: UInt8 = 0
    private var normalWait: UInt8 = 0
    private var bulkWait: UInt8 = 0

    /// Whether nothing is there.
    var isEmpty: Bool { urgent < 0 && normal < 0 && bulk < 0 }

    /// The place of the last of a lane's senders' queues; negative where it is empty.
    subscript(priority: DeliveryPriority) -> Int32 {
        get {
            switch priority {
            case .urgent: urgent
            case .normal: normal
            case .bulk: bulk
            }
        }
        set {
            switch priority {
            case .urgent: urgent = newValue
            case .normal: normal = newValue
            case .bulk: bulk = newValue
            }
        }
    }

    /// The lane whose turn it is; nil where all are empty.
    var next: DeliveryPriority? {
        var (found, least): (DeliveryPriority?, UInt8) = (nil, .max)
        if urgent >= 0 { (found, least) = (.urgent, urgentWait) }
        if normal >= 0, normalWait < least { (found, least) = (.normal, normalWait) }
        if bulk >= 0, bulkWait < least { (found, least) = (.bulk, bulkWait) }
        return found
    }

    /// Counts a turn of the lane that `next` has named.
    mutating func took(_ priority: DeliveryPriority) {
        let passed: UInt8
        switch priority {
        case .urgent: (passed, urgentWait) = (urgentWait, urgentWait + 1)
        case .normal: (passed, normalWait) = (normalWait, normalWait + 2)
        case .bulk: (passed, bulkWait) = (bulkWait, bulkWait + 8)
        }
        urgentWait -= min(urgentWait, passed)
        normalWait -= min(normalWait, passed)
        bulkWait -= min(bulkWait, passed)
    }
}
