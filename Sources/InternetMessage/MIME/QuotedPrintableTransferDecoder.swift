/// Decodes quoted-printable piece by piece, tolerantly (RFC 2045, section 6.7).
///
/// The states, each with where it may go:
/// - `text` → `carriageReturn`, `equals`
/// - `carriageReturn` (a CR that may be half of a line end) → `text`, `equals`
/// - `equals` → `digit`, `softBreak`, `text`
/// - `digit` (the first of an escape) → `text`, and what comes is looked at again if it is no second one
/// - `softBreak` (blanks or a CR behind `=`) → `text`, and what comes is looked at again if it is no line end
struct QuotedPrintableTransferDecoder: Sendable {
    private enum State: Sendable {
        case text
        case carriageReturn
        case equals
        case digit(UInt8)
        case softBreak
    }

    /// How many octets begin an escape that is none, or should have been one.
    private(set) var malformedCount = 0

    private var state = State.text
    /// Blanks that are dropped if the line ends behind them; behind `=`, what is dropped if it is a soft break.
    private var held: [UInt8] = []

    /// Decodes the next piece.
    mutating func decode(_ piece: Span<UInt8>, into output: inout [UInt8]) {
        for index in piece.indices { take(piece[index], into: &output) }
    }

    /// Decodes what is left; the end of the body ends its last line.
    mutating func finish(into output: inout [UInt8]) {
        switch state {
        case .text: break
        case .carriageReturn:
            release(into: &output)
            malformedCount += 1
            output.append(UInt8(ascii: "\r"))
        case .equals, .softBreak: break
        case .digit(let first):
            malformedCount += 1
            output.append(UInt8(ascii: "="))
            output.append(first)
        }
        held.removeAll()
        state = .text
    }

    private mutating func take(_ octet: UInt8, into output: inout [UInt8]) {
        switch state {
        case .text: takeText(octet, into: &output)
        case .carriageReturn:
            state = .text
            if octet == UInt8(ascii: "\n") {
                held.removeAll(keepingCapacity: true)
                output.append(UInt8(ascii: "\r"))
                output.append(UInt8(ascii: "\n"))
            } else {
                release(into: &output)
                malformedCount += 1
                output.append(UInt8(ascii: "\r"))
                takeText(octet, into: &output)
            }
        case .equals:
            if octet.hexadecimalDigit != nil {
                state = .digit(octet)
            } else if octet == UInt8(ascii: "\n") {
                state = .text
            } else if octet.isBlank || octet == UInt8(ascii: "\r") {
                held.append(octet)
                state = .softBreak
            } else {
                endBrokenEscape(before: octet, into: &output)
            }
        case .digit(let first):
            if let high = first.hexadecimalDigit, let low = octet.hexadecimalDigit {
                state = .text
                output.append(high << 4 | low)
            } else {
                held.append(first)
                endBrokenEscape(before: octet, into: &output)
            }
        case .softBreak: takeBehindBreak(octet, into: &output)
        }
    }

    private mutating func takeText(_ octet: UInt8, into output: inout [UInt8]) {
        switch octet {
        case UInt8(ascii: "\n"):
            held.removeAll(keepingCapacity: true)
            output.append(octet)
        case UInt8(ascii: "\r"): state = .carriageReturn
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            if held.count == Self.maximumHeldCount { release(into: &output) }
            held.append(octet)
        case UInt8(ascii: "="):
            release(into: &output)
            state = .equals
        default:
            release(into: &output)
            if !(33...126).contains(octet) { malformedCount += 1 }
            output.append(octet)
        }
    }

    /// Takes what comes behind `=` and blanks, of which a CR can only be the last.
    private mutating func takeBehindBreak(_ octet: UInt8, into output: inout [UInt8]) {
        if octet == UInt8(ascii: "\n") {
            held.removeAll(keepingCapacity: true)
            state = .text
        } else if held.last != UInt8(ascii: "\r"), octet.isBlank || octet == UInt8(ascii: "\r"),
            held.count < Self.maximumHeldCount
        {
            held.append(octet)
        } else {
            endBrokenEscape(before: octet, into: &output)
        }
    }

    /// Writes `=` and what was held behind it as they stand.
    private mutating func endBrokenEscape(before octet: UInt8, into output: inout [UInt8]) {
        malformedCount += 1
        state = .text
        output.append(UInt8(ascii: "="))
        let text = held
        held.removeAll(keepingCapacity: true)
        // None of it is `=`, so that this goes no deeper.
        for octet in text { take(octet, into: &output) }
        take(octet, into: &output)
    }

    private mutating func release(into output: inout [UInt8]) {
        guard !held.isEmpty else { return }
        output.append(contentsOf: held)
        held.removeAll(keepingCapacity: true)
    }

    /// The longest run of blanks that is held back, a whole line of a message (RFC 5322, section 2.1.1); more are kept.
    private static let maximumHeldCount = 998
}
