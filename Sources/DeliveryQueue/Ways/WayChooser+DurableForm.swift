/// The durable form.
extension WayChooser {
    private static let version: UInt8 = 1

    /// What is kept over a restart.
    var encoded: [UInt8] {
        var octets: [UInt8] = [
            Self.version, current.code, fixed.map(\.code) ?? 0xFF, UInt8(streak), since == nil ? 0 : 1,
        ]
        octets.append(bigEndian: UInt64(bitPattern: since ?? 0))
        for window in [direct, relay] {
            octets.append(UInt8(clamping: window.entries.count))
            for entry in window.entries {
                octets.append(bigEndian: UInt64(bitPattern: entry.time))
                octets.append(bigEndian: UInt64(UInt32(bitPattern: entry.duration)), count: 4)
                octets.append(entry.isTaken ? 1 : 0)
            }
        }
        return octets
    }

    /// Takes what was kept; nil where it is not understood.
    init?(decoding octets: [UInt8], _ rules: WayChoiceRules) {
        guard octets.count >= 15, octets[0] == Self.version, let current = DeliveryWay(code: octets[1]),
            octets[4] <= 1, octets[3] <= 16
        else { return nil }
        self.init(rules)
        self.current = current
        if octets[2] != 0xFF {
            guard let fixed = DeliveryWay(code: octets[2]) else { return nil }
            self.fixed = fixed
        }
        streak = Int(octets[3])
        if octets[4] == 1 { since = Int64(bitPattern: octets.bigEndian(at: 5)) }
        var place = 13
        for isRelay in [false, true] {
            guard place < octets.count else { return nil }
            let count = Int(octets[place])
            place += 1
            guard octets.count - place >= count * 13 else { return nil }
            for _ in 0..<count {
                let entry = WayWindow.Entry(
                    time: Int64(bitPattern: octets.bigEndian(at: place)),
                    duration: Int32(truncatingIfNeeded: octets.bigEndian(at: place + 8, count: 4)),
                    isTaken: octets[place + 12] == 1)
                if isRelay { relay.restore(entry) } else { direct.restore(entry) }
                place += 13
            }
        }
        guard place == octets.count else { return nil }
        untilExploring = Self.pace(rules, streak)
    }
}

extension DeliveryWay {
    /// The octet that stands for it.
    fileprivate var code: UInt8 { self == .usual ? 0 : 1 }

    fileprivate init?(code: UInt8) {
        switch code {
        case 0: self = .usual
        case 1: self = .overflow
        default: return nil
        }
    }
}
