extension Suspension {
    private static let version: UInt8 = 1

    /// What is kept over a restart, but for the target.
    var encoded: [UInt8] {
        var octets: [UInt8] = [Self.version, until == nil ? 0 : 1]
        for moment in [since, until ?? since] {
            for shift in stride(from: 56, through: 0, by: -8) {
                octets.append(UInt8(truncatingIfNeeded: moment.milliseconds >> Int64(shift)))
            }
        }
        // A reason is for people; what is longer than they read is not kept.
        return octets + Array(reason.utf8.prefix(Self.longestReason))
    }

    /// Takes what was kept; nil where it is not understood.
    init?(decoding octets: [UInt8], of target: SuspensionTarget) {
        // The second bit once said that the queue had made it, and says nothing now.
        guard octets.count >= 18, octets[0] == Self.version, octets[1] < 4 else { return nil }
        func moment(_ start: Int) -> WallTime {
            WallTime(milliseconds: octets[start..<(start + 8)].reduce(0) { $0 << 8 | Int64($1) })
        }
        self.init(
            target, because: String(decoding: octets[18...], as: UTF8.self), since: moment(2),
            until: octets[1] & 1 == 0 ? nil : moment(10))
    }

    private static let longestReason = 4_096
}
