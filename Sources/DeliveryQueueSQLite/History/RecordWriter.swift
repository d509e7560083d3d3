import DeliveryQueue
import SMTPProtocol

/// Writes the parts of a record, as `RecordReader` reads them.
struct RecordWriter {
    /// What was written.
    private(set) var octets: [UInt8] = []

    /// Makes a writer with room for the record of one recipient.
    init() { octets.reserveCapacity(256) }

    /// Writes an octet.
    mutating func put(octet: UInt8) { octets.append(octet) }

    /// Writes a number in groups of seven bits, the lowest first; a negative one takes ten.
    ///
    /// - Parameter number: the number.
    mutating func put(_ number: Int) { put(bits: UInt64(bitPattern: Int64(number))) }

    /// Writes a moment as the milliseconds from another one, with the sign in the lowest bit.
    ///
    /// - Parameters:
    ///   - moment: the moment; any two can be told apart, as the difference wraps around.
    ///   - start: the other one.
    mutating func put(_ moment: WallTime, from start: WallTime) {
        let difference = moment.milliseconds &- start.milliseconds
        put(bits: UInt64(bitPattern: (difference << 1) ^ (difference >> 63)))
    }

    /// Writes a text: its length in octets and its UTF-8.
    ///
    /// - Parameter text: the text.
    mutating func put(_ text: String) {
        put(text.utf8.count)
        octets.append(contentsOf: text.utf8)
    }

    /// Writes a reply: its code, whether it has an enhanced status code, that code, and its lines.
    ///
    /// - Parameter reply: the reply.
    mutating func put(_ reply: SMTPReply) {
        put(Int(reply.code) << 1 | (reply.enhancedStatusCode == nil ? 0 : 1))
        if let status = reply.enhancedStatusCode {
            put(octet: status.classDigit)
            put(Int(status.subject))
            put(Int(status.detail))
        }
        let lines = reply.lines
        put(lines.count)
        for line in lines { put(line) }
    }

    private mutating func put(bits: UInt64) {
        var rest = bits
        while rest > 0x7F {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(truncatingIfNeeded: rest))
    }
}
