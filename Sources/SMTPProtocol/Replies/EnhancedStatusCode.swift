/// An enhanced mail system status code, such as `5.1.1` (RFC 3463; the registry of RFC 5248).
public struct EnhancedStatusCode: Hashable, Sendable {
    /// The class: 2 for success, 4 for a persistent transient failure, 5 for a permanent one.
    public let classDigit: UInt8
    /// The subject: 0 to 999, for example 1 for addressing and 7 for security or policy.
    public let subject: UInt16
    /// The detail within the subject: 0 to 999.
    public let detail: UInt16

    /// Makes a code from its three numbers.
    ///
    /// - Parameters:
    ///   - classDigit: 2, 4 or 5; anything else is taken as 5.
    ///   - subject: 0 to 999; larger numbers are cut to 999.
    ///   - detail: 0 to 999; larger numbers are cut to 999.
    public init(_ classDigit: UInt8, _ subject: UInt16, _ detail: UInt16) {
        self.classDigit = classDigit == 2 || classDigit == 4 ? classDigit : 5
        self.subject = min(subject, 999)
        self.detail = min(detail, 999)
    }

    /// Parses text of the form `5.1.1`; nil is returned for anything else.
    ///
    /// - Parameter text: three decimal numbers joined by dots, the first of them 2, 4 or 5.
    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var numbers: [UInt16] = []
        for part in parts {
            // No leading zeros, and one digit for the class (RFC 3463, section 2).
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var number: UInt16 = 0
            for octet in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) else { return nil }
                number = number * 10 + UInt16(octet - UInt8(ascii: "0"))
            }
            numbers.append(number)
        }
        guard [2, 4, 5].contains(numbers[0]) else { return nil }
        self.init(UInt8(numbers[0]), numbers[1], numbers[2])
    }
}

extension EnhancedStatusCode: CustomStringConvertible {
    /// The code as it is sent, for example `5.1.1`.
    public var description: String { "\(classDigit).\(subject).\(detail)" }
}
