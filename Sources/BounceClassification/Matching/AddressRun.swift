/// The octets around a place that an address may consist of.
///
/// A text is looked at from every place where an address may begin. What one look found out holds for all places before
/// its end, so that no octet is looked at more than a few times, whatever the text.
struct AddressRun {
    /// Behind the last octet that may be one of an address, other than an at sign.
    private(set) var end = 0
    /// Whether an at sign stands at the end.
    private(set) var isBeforeSign = false
    /// Behind the at sign: the first octet that is neither a full stop nor a colon.
    private(set) var domainStart = 0
    /// Behind the last octet of a domain.
    private(set) var domainEnd = 0
    /// Behind the last octet that may be one of an IP address.
    private(set) var numericEnd = 0

    /// Looks ahead from a place, unless an earlier look came past it.
    mutating func advance(to start: Int, in input: UnsafeBufferPointer<UInt8>) {
        if start >= numericEnd {
            numericEnd = unsafe Self.end(in: input, from: start) { $0 == .numeric || $0 == .stop }
        }
        guard start >= end else { return }
        end = unsafe Self.end(in: input, from: start) { $0 != .none }
        isBeforeSign = unsafe end < input.count && input[end] == UInt8(ascii: "@")
        guard isBeforeSign else { return }
        // Nobody's domain is longer than the longest address.
        let rest = unsafe UnsafeBufferPointer(
            rebasing: input[..<min(input.count, end + AddressToken.maximumLength)])
        domainStart = unsafe Self.end(in: rest, from: end + 1) { $0 == .stop }
        domainEnd = unsafe Self.end(in: rest, from: domainStart) { $0 != .none }
    }

    /// The place behind the octets, from one on, that are of some kinds.
    private static func end(
        in input: UnsafeBufferPointer<UInt8>, from start: Int, while isPart: (Kind) -> Bool
    ) -> Int {
        var end = start
        while unsafe end < input.count && isPart(kinds[Int(input[end])]) { end += 1 }
        return end
    }

    /// What an octet is to an address; complete.
    private enum Kind {
        /// A hexadecimal digit.
        case numeric
        /// A full stop or a colon.
        case stop
        /// Another octet of a mail address.
        case text
        /// None of an address.
        case none
    }

    private static let kinds: [Kind] = (0...UInt8.max).map { octet in
        switch octet {
        case 48...57, 65...70, 97...102: .numeric
        case UInt8(ascii: "."), UInt8(ascii: ":"): .stop
        case 71...90, 103...122, 128...: .text
        default: "-_+=*#'".utf8.contains(octet) ? .text : .none
        }
    }
}
