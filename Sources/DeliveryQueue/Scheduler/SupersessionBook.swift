/// Which deliveries are void, as something else follows for their recipients.
struct SupersessionBook: Sendable {
    /// Up to which number the deliveries of a recipient are superseded.
    private var last: [RecipientPlace: UInt64] = [:]
    /// How many recipients were superseded since everything was gone through: no fewer than deliveries that are void.
    private(set) var count = 0

    var isEmpty: Bool { last.isEmpty }

    /// Makes all deliveries void that were added for recipients up to a number.
    mutating func supersede(_ recipients: [Int], of message: MessageID, upTo sequence: UInt64) {
        for recipient in recipients { last[RecipientPlace(message: message, recipient: recipient)] = sequence }
        count += recipients.count
    }

    /// Whether something else follows for every recipient of a delivery.
    func isVoid(_ place: Int32, in arena: DeliveryArena) -> Bool { !last.isEmpty && looksVoid(arena[place], arena) }

    private func looksVoid(_ entry: DeliveryArena.Entry, _ arena: DeliveryArena) -> Bool {
        if entry.recipients >= 0 { return isSuperseded(Int(entry.recipients), entry) }
        return arena.recipients(of: entry).allSatisfy { isSuperseded($0, entry) }
    }

    private func isSuperseded(_ recipient: Int, _ entry: DeliveryArena.Entry) -> Bool {
        guard let number = last[RecipientPlace(message: entry.message, recipient: recipient)] else { return false }
        return entry.sequence <= number
    }
}
