/// Keeps the optimizer from dropping a result.
@inline(never)
public func keep<Value>(_ value: borrowing Value) {}

extension String {
    /// The text with spaces on its right, or on its left.
    public func padded(to width: Int, left: Bool = false) -> String {
        let spaces = String(repeating: " ", count: Swift.max(0, width - count))
        return left ? spaces + self : self + spaces
    }
}

extension Double {
    /// The number with so many digits behind the point.
    public func text(_ digits: Int) -> String {
        var factor = 1.0
        for _ in 0..<digits { factor *= 10 }
        let whole = (self * factor).rounded()
        let number = Int(whole / factor)
        guard digits > 0 else { return "\(Int(whole))" }
        let rest = String(Int(whole) - number * Int(factor))
        return "\(number)." + String(repeating: "0", count: Swift.max(0, digits - rest.count)) + rest
    }
}
