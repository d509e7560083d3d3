/// Deliveries that wait for their time, in slots of time that grow with the distance.
///
/// Level 0 has 64 slots of a millisecond each, level 1 has 64 slots of 64 ms, and so on: eleven levels reach over all
/// moments there are. A delivery lies at the level of the highest six bits in which its time differs from the moment
/// that the wheel has reached, and moves down as that comes nearer: at most ten times, and three times for a wait of
/// four hours. So a step costs the same however many wait.
struct TimeWheel: Sendable {
    private var slots: [Chain]
    /// The earliest time in each slot, so that nobody is woken in vain.
    private var earliest: [Int64]
    /// Which slots of each level have something.
    private var occupied: [UInt64]
    /// Which levels have something.
    private var levels: UInt16 = 0
    /// All that is due at that moment or before was given out.
    private(set) var reached = Int64.min

    private static let bits = 6
    private static let levelCount = 11

    /// Makes an empty wheel.
    init() {
        slots = Array(repeating: Chain(), count: Self.levelCount << Self.bits)
        earliest = Array(repeating: .max, count: Self.levelCount << Self.bits)
        occupied = Array(repeating: 0, count: Self.levelCount)
    }

    /// When the first becomes due, or nil when none waits.
    var next: Int64? {
        guard levels != 0 else { return nil }
        let level = levels.trailingZeroBitCount
        return earliest[level << Self.bits | occupied[level].trailingZeroBitCount]
    }

    /// Takes a delivery that becomes due after `reached`.
    mutating func insert(_ place: Int32, in arena: inout DeliveryArena) {
        let due = arena[place].due
        let level = Self.level(due, from: reached)
        let number = Int(Self.key(due) >> UInt64(level * Self.bits) & 63)
        let slot = level << Self.bits | number
        arena.append(place, to: &slots[slot])
        earliest[slot] = min(earliest[slot], due)
        occupied[level] |= 1 << UInt64(number)
        levels |= 1 << UInt16(level)
    }

    /// Goes on to a moment.
    ///
    /// - Parameters:
    ///   - moment: no earlier than `reached`.
    ///   - arena: where the deliveries are.
    ///   - chain: takes what is due, what is due first before the rest.
    mutating func advance(to moment: Int64, in arena: inout DeliveryArena, into chain: inout Chain) {
        let target = Self.key(moment)
        while levels != 0 {
            let level = levels.trailingZeroBitCount
            let number = occupied[level].trailingZeroBitCount
            let shift = UInt64(level * Self.bits)
            let above = Self.key(reached) >> (shift + UInt64(Self.bits))
            let start = (above << UInt64(Self.bits) | UInt64(number)) << shift
            guard start <= target else { break }
            reached = Self.moment(start)
            var slot = empty(level, number)
            if level == 0 {
                arena.append(contentsOf: &slot, to: &chain)
                continue
            }
            while let place = arena.popFirst(from: &slot) {
                if arena[place].due == reached {
                    arena.append(place, to: &chain)
                } else {
                    insert(place, in: &arena)
                }
            }
        }
        reached = max(reached, moment)
    }

    /// Goes back to a moment, as the clock was set back.
    ///
    /// It costs a look at what lies within the time that both moments are in.
    ///
    /// - Parameters:
    ///   - moment: earlier than `reached`.
    ///   - arena: where the deliveries are.
    mutating func rewind(to moment: Int64, in arena: inout DeliveryArena) {
        let highest = Self.level(moment, from: reached)
        var moved = Chain()
        for level in 0...highest {
            while occupied[level] != 0 {
                var slot = empty(level, occupied[level].trailingZeroBitCount)
                arena.append(contentsOf: &slot, to: &moved)
            }
        }
        reached = moment
        while let place = arena.popFirst(from: &moved) { insert(place, in: &arena) }
    }

    /// Takes out what is marked as void.
    mutating func split(in arena: inout DeliveryArena) -> Chain {
        var void = Chain()
        for level in 0..<Self.levelCount {
            var left = occupied[level]
            while left != 0 {
                var slot = empty(level, left.trailingZeroBitCount)
                left &= left - 1
                arena.splitVoid(from: &slot, to: &void)
                while let place = arena.popFirst(from: &slot) { insert(place, in: &arena) }
            }
        }
        return void
    }

    /// Empties a slot.
    private mutating func empty(_ level: Int, _ number: Int) -> Chain {
        let slot = level << Self.bits | number
        let chain = slots[slot]
        slots[slot] = Chain()
        earliest[slot] = .max
        occupied[level] &= ~(1 << UInt64(number))
        if occupied[level] == 0 { levels &= ~(1 << UInt16(level)) }
        return chain
    }

    /// The level of a moment, as seen from another one.
    private static func level(_ moment: Int64, from reached: Int64) -> Int {
        let difference = UInt64(bitPattern: moment ^ reached)
        return difference == 0 ? 0 : (63 - difference.leadingZeroBitCount) / bits
    }

    /// A moment as a number without a sign, in the same order.
    private static func key(_ moment: Int64) -> UInt64 { UInt64(bitPattern: moment) ^ (1 << 63) }

    private static func moment(_ key: UInt64) -> Int64 { Int64(bitPattern: key ^ (1 << 63)) }
}
