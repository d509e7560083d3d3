/// What happens in a run, as a number that is the same for the same run, and for people if they want to read it.
struct Trace {
    /// The number.
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    /// How much was noted.
    private(set) var count = 0
    /// Whether it is printed.
    let isPrinted: Bool

    /// Makes an empty trace.
    ///
    /// - Parameter isPrinted: whether it is printed.
    init(isPrinted: Bool = false) { self.isPrinted = isPrinted }

    /// Notes something.
    ///
    /// - Parameters:
    ///   - moment: when, in milliseconds from the beginning.
    ///   - numbers: what tells it from others.
    ///   - words: what it is, for people.
    mutating func note(_ moment: Int64, _ numbers: [Int64], _ words: @autoclosure () -> String) {
        count += 1
        mix(moment)
        for number in numbers { mix(number) }
        if isPrinted { print(Self.words(moment), words()) }
    }

    private mutating func mix(_ number: Int64) {
        hash = (hash ^ UInt64(bitPattern: number)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
    }

    /// A moment in words: the day, and the time of it.
    static func words(_ moment: Int64) -> String {
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let (day, rest) = moment.quotientAndRemainder(dividingBy: 86_400_000)
        let hours = "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2))"
        return "\(day)d \(hours):\(padded(rest / 1_000 % 60, 2)).\(padded(rest % 1_000, 3))"
    }
}
