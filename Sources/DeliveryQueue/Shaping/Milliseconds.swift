/// Arithmetic with moments and times that never overflows: what lies beyond is the most or the least there is.
extension Int64 {
    func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    func saturatingDifference(_ other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other < 0 ? .max : .min) : difference
    }

    /// Milliseconds as microseconds.
    var clampedMicroseconds: Int64 {
        let (product, overflows) = multipliedReportingOverflow(by: 1_000)
        return overflows ? (self < 0 ? .min : .max) : product
    }

    /// How many milliseconds from now a debt of so many microseconds has shrunk to what is allowed, rounded up.
    ///
    /// - Parameters:
    ///   - elapsed: the milliseconds since it was so high.
    ///   - allowance: what is allowed, in microseconds.
    func wait(after elapsed: Int64, to allowance: Int64) -> Int64 {
        let excess = saturatingDifference(allowance).saturatingDifference(elapsed.clampedMicroseconds)
        return excess <= 0 ? 0 : excess / 1_000 + (excess % 1_000 == 0 ? 0 : 1)
    }
}
