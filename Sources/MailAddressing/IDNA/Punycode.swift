/// Punycode (RFC 3492): a text of Unicode as ASCII letters, digits and hyphens, and back.
///
/// Any input gives a result or nil, and nothing overflows. Decoding takes a time that grows with the square of the
/// length at worst, encoding with the length times the number of different scalars; callers bound both.
package enum Punycode {
    /// Decodes, without a prefix.
    ///
    /// - Parameter encoded: ASCII; letters for digits may be of either case (RFC 3492, section 5).
    /// - Returns: the scalars, or nil when it is no Punycode, says what is no scalar, or overflows (section 6.4).
    package static func decode(_ encoded: some Collection<UInt8>) -> [UInt32]? {
        guard encoded.allSatisfy({ $0 < 0x80 }) else { return nil }
        let octets = Array(encoded)
        var output: [UInt32] = []
        var index = 0
        if let last = octets.lastIndex(of: delimiter), last > 0 {
            output = octets[..<last].map { UInt32($0) }
            index = last + 1
        }
        var scalar = initialScalar
        var bias = initialBias
        var position: UInt32 = 0
        while index < octets.count {
            guard let distance = distance(in: octets, from: &index, bias: bias) else { return nil }
            let (sum, overflow) = position.addingReportingOverflow(distance)
            guard !overflow else { return nil }
            let count = UInt32(output.count) + 1
            // Only before the first scalar is the position 0.
            bias = adapted(distance, count: count, isFirst: position == 0)
            let (next, overflows) = scalar.addingReportingOverflow(sum / count)
            guard !overflows, next <= 0x10_FFFF, !(0xD800...0xDFFF).contains(next) else { return nil }
            scalar = next
            position = sum % count
            output.insert(scalar, at: Int(position))
            position += 1
        }
        return output
    }

    /// Encodes, without a prefix.
    ///
    /// - Parameter scalars: the scalars of Unicode.
    /// - Returns: ASCII, or nil when one is beyond Unicode or it would overflow (section 6.4).
    package static func encode(_ scalars: some Collection<UInt32>) -> [UInt8]? {
        let scalars = Array(scalars)
        guard scalars.allSatisfy({ $0 <= 0x10_FFFF }) else { return nil }
        var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
        let basicCount = output.count
        if basicCount > 0 { output.append(delimiter) }
        var handled = UInt32(basicCount)
        var scalar = initialScalar
        var bias = initialBias
        var distance: UInt32 = 0
        for next in Set(scalars.lazy.filter { $0 >= 0x80 }).sorted() {
            let (step, overflow) = (next - scalar).multipliedReportingOverflow(by: handled + 1)
            let (sum, overflows) = distance.addingReportingOverflow(step)
            // The scalars that are smaller are counted below, so there must be room for all of them.
            guard !overflow, !overflows, UInt32.max - sum > UInt32(scalars.count) else { return nil }
            (scalar, distance) = (next, sum)
            for other in scalars {
                if other < scalar { distance += 1 }
                guard other == scalar else { continue }
                append(distance, to: &output, bias: bias)
                bias = adapted(distance, count: handled + 1, isFirst: handled == UInt32(basicCount))
                distance = 0
                handled += 1
            }
            distance += 1
            scalar += 1
        }
        return output
    }

    /// Reads a number of variable length (section 3.3); nil when it ends too soon, has no digit or overflows.
    private static func distance(in octets: [UInt8], from index: inout Int, bias: UInt32) -> UInt32? {
        var distance: UInt32 = 0
        var weight: UInt32 = 1
        var place = base
        while index < octets.count {
            guard let digit = digit(octets[index]) else { return nil }
            index += 1
            let (product, overflow) = digit.multipliedReportingOverflow(by: weight)
            let (sum, overflows) = distance.addingReportingOverflow(product)
            guard !overflow, !overflows else { return nil }
            distance = sum
            let threshold = threshold(place, bias: bias)
            if digit < threshold { return distance }
            let (heavier, tooHeavy) = weight.multipliedReportingOverflow(by: base - threshold)
            guard !tooHeavy else { return nil }
            weight = heavier
            place += base
        }
        return nil
    }

    /// Writes a number of variable length.
    private static func append(_ distance: UInt32, to output: inout [UInt8], bias: UInt32) {
        var rest = distance
        var place = base
        while true {
            let threshold = threshold(place, bias: bias)
            if rest < threshold { break }
            output.append(octet(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            place += base
        }
        output.append(octet(rest))
    }

    private static func threshold(_ place: UInt32, bias: UInt32) -> UInt32 {
        place <= bias ? minimumThreshold : min(place - bias, maximumThreshold)
    }

    /// The bias after a number (section 3.4).
    private static func adapted(_ distance: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
        var rest = isFirst ? distance / damp : distance / 2
        rest += rest / count
        var bias: UInt32 = 0
        while rest > (base - minimumThreshold) * maximumThreshold / 2 {
            rest /= base - minimumThreshold
            bias += base
        }
        return bias + (base - minimumThreshold + 1) * rest / (rest + skew)
    }

    private static func digit(_ octet: UInt8) -> UInt32? {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(octet - UInt8(ascii: "a"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(octet - UInt8(ascii: "A"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(octet - UInt8(ascii: "0")) + 26
        default: nil
        }
    }

    /// The octet of a digit, which is less than 36.
    private static func octet(_ digit: UInt32) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: digit)
        return digit < 26 ? UInt8(ascii: "a") + digit : UInt8(ascii: "0") + (digit - 26)
    }

    // The parameters of Punycode (section 5).
    private static let base: UInt32 = 36
    private static let minimumThreshold: UInt32 = 1
    private static let maximumThreshold: UInt32 = 26
    private static let skew: UInt32 = 38
    private static let damp: UInt32 = 700
    private static let initialBias: UInt32 = 72
    private static let initialScalar: UInt32 = 0x80
    private static let delimiter = UInt8(ascii: "-")
}
