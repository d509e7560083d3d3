/// A table with a bound: when it is full, a new key takes the place of one that is the least to be missed.
///
/// Guarantees: never more than `capacity` records; each step takes the same time, however full the table is. The one
/// to go is the best of `sample` neighbours, looked at in turn, so that a flood of new keys replaces itself and not
/// the records that weigh most. A position holds until the next `makePosition`.
struct BoundedTable<Key: Hashable & Sendable, Record: Sendable>: Sendable {
    /// The most records; at least 1.
    let capacity: Int
    /// The records at their positions.
    var records: [Record] = []
    private var keys: [Key] = []
    private var positions: [Key: Int] = [:]
    private var hand = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Where the record of a key is.
    func position(of key: Key) -> Int? { positions[key] }

    /// Where the record of a key is, which is made if there is none.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - fresh: the record to begin with.
    ///   - isLesser: whether the first record is to be missed less than the second.
    mutating func makePosition(
        of key: Key, fresh: Record, isLesser: (_ first: Record, _ second: Record) -> Bool
    ) -> Int {
        if let position = positions[key] { return position }
        if records.count < capacity {
            keys.append(key)
            records.append(fresh)
            positions[key] = records.count - 1
            return records.count - 1
        }
        let position = least(isLesser)
        positions[keys[position]] = nil
        positions[key] = position
        keys[position] = key
        records[position] = fresh
        return position
    }

    private mutating func least(_ isLesser: (_ first: Record, _ second: Record) -> Bool) -> Int {
        var best = hand
        for _ in 0..<min(Self.sample, records.count) {
            if isLesser(records[hand], records[best]) { best = hand }
            hand = hand + 1 < records.count ? hand + 1 : 0
        }
        return best
    }

    /// How many neighbours are compared; 8: a record of the lighter seven eighths goes in nearly every case.
    private static var sample: Int { 8 }
}
