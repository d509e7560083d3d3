/// How urgent a delivery is, among those that are ready for the same site; complete.
///
/// The three share a site's turns as 8 : 4 : 1, so that none waits for ever behind another.
public enum DeliveryPriority: UInt8, Hashable, Sendable, CaseIterable, Comparable {
    /// Somebody waits for it: 8 turns of 13.
    case urgent
    /// The usual: 4 turns of 13.
    case normal
    /// One of many alike, or marked so by its sender: 1 turn of 13.
    case bulk

    /// A message to more recipients than this is taken for bulk where its sender says nothing.
    private static let mostPersonalRecipients = 20

    /// The priority of a message.
    ///
    /// - Parameters:
    ///   - mtPriority: what the sender asks for (RFC 6710, -9 to 9), or nil where it asks for nothing.
    ///   - recipients: how many recipients the message has.
    public init(mtPriority: Int?, recipients: Int) {
        let asked = mtPriority ?? 0
        if asked > 0 {
            self = .urgent
        } else if asked < 0 || recipients > Self.mostPersonalRecipients {
            self = .bulk
        } else {
            self = .normal
        }
    }

    /// Orders priorities, the most urgent first.
    public static func < (left: DeliveryPriority, right: DeliveryPriority) -> Bool { left.rawValue < right.rawValue }
}
