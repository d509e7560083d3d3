/// Decodes base64 piece by piece (RFC 2045, section 6.8).
///
/// Padding ends a group early, and a new group may begin behind it. One digit alone, at the end or before padding, is no
/// octet: it is dropped and counts as malformed.
struct Base64TransferDecoder: Sendable {
    /// How many octets were neither digits, padding in its place, blanks nor line ends.
    private(set) var malformedCount = 0

    private var group: UInt32 = 0
    private var digitCount = 0
    /// How much padding may still follow that which ended a group.
    private var expectedPadding = 0

    /// Decodes the next piece.
    mutating func decode(_ piece: Span<UInt8>, into output: inout [UInt8]) {
        for index in piece.indices {
            let octet = piece[index]
            if let digit = octet.base64Digit {
                expectedPadding = 0
                group = group << 6 | UInt32(digit)
                digitCount += 1
                if digitCount == 4 { endGroup(into: &output) }
            } else if octet == UInt8(ascii: "=") {
                takePadding(into: &output)
            } else if !octet.isBlank, octet != UInt8(ascii: "\r"), octet != UInt8(ascii: "\n") {
                malformedCount += 1
            }
        }
    }

    /// Decodes what is left of the last group.
    mutating func finish(into output: inout [UInt8]) {
        if digitCount == 1 { malformedCount += 1 }
        endGroup(into: &output)
    }

    private mutating func takePadding(into output: inout [UInt8]) {
        switch digitCount {
        case 2, 3:
            expectedPadding = 3 - digitCount
            endGroup(into: &output)
        case 1:
            malformedCount += 2
            endGroup(into: &output)
        default:
            if expectedPadding > 0 { expectedPadding -= 1 } else { malformedCount += 1 }
        }
    }

    /// Writes the octets of the group, one less than it has digits, and begins a new one.
    private mutating func endGroup(into output: inout [UInt8]) {
        switch digitCount {
        case 2: output.append(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            output.append(UInt8(truncatingIfNeeded: group >> 10))
            output.append(UInt8(truncatingIfNeeded: group >> 2))
        case 4:
            output.append(UInt8(truncatingIfNeeded: group >> 16))
            output.append(UInt8(truncatingIfNeeded: group >> 8))
            output.append(UInt8(truncatingIfNeeded: group))
        default: break
        }
        group = 0
        digitCount = 0
    }
}
