import SMTPTransport
import Testing

/// Feeds the parser of PROXY headers.
enum ProxyFeed {
    /// The outcome for the octets, having seen that it does not depend on how they arrive.
    ///
    /// Octet by octet there is "needs more" until the outcome stands, and it stands from then on.
    static func check(_ octets: [UInt8]) -> ProxyHeader.Outcome {
        let whole = ProxyHeader.parse(octets.span)
        var settled: ProxyHeader.Outcome?
        for count in 0...octets.count {
            let outcome = ProxyHeader.parse(octets.span.extracting(0..<count))
            if let settled {
                #expect(outcome == settled, "the outcome changed after \(count) octets")
            } else if outcome != .needsMore {
                settled = outcome
                if case .header(_, let length) = outcome { #expect(length == count) }
            } else {
                #expect(count < ProxyHeader.maximumLength)
            }
        }
        #expect(whole == settled ?? .needsMore)
        return whole
    }

    static func isMalformed(_ outcome: ProxyHeader.Outcome) -> Bool {
        if case .malformed = outcome { true } else { false }
    }

    /// A header of version 2.
    static func binary(
        command: UInt8 = 0x21, family: UInt8, _ content: [UInt8], declaring length: Int? = nil
    ) -> [UInt8] {
        let length = length ?? content.count
        return [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, command, family]
            + [UInt8(length >> 8), UInt8(length & 0xFF)] + content
    }

    /// A TLV.
    static func vector(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [type, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
    }

    /// 192.0.2.1, port 4,660, to 198.51.100.2, port 25.
    static let content4: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 2, 0x12, 0x34, 0, 25]
}
