import DeliveryQueue
import SMTPProtocol

/// What is wrong with a record.
struct RecordDamage: Error, Hashable, Sendable {
    /// What, for people.
    let reason: String

    /// Makes a description.
    ///
    /// - Parameter reason: what is wrong.
    init(_ reason: String) { self.reason = reason }

    /// There is less than there should be.
    static let cut = RecordDamage("its record is cut off")
}

/// Reads the parts of a record, as `RecordWriter` writes them; no octet beyond the end is ever read.
struct RecordReader {
    private let octets: [UInt8]
    private var position = 0

    /// Makes a reader at the first octet.
    ///
    /// - Parameter octets: the record.
    init(_ octets: [UInt8]) { self.octets = octets }

    /// Whether everything was read.
    var isAtEnd: Bool { position == octets.count }

    private var left: Int { octets.count - position }

    /// Reads an octet.
    ///
    /// - Throws: `RecordDamage` at the end.
    mutating func octet() throws(RecordDamage) -> UInt8 {
        guard position < octets.count else { throw .cut }
        position += 1
        return octets[position - 1]
    }

    /// Reads a number.
    ///
    /// - Throws: `RecordDamage` at the end, and for a number of more than 64 bits.
    mutating func number() throws(RecordDamage) -> Int { Int(truncatingIfNeeded: try bits()) }

    /// Reads the number of parts that follow, each of at least one octet.
    ///
    /// - Throws: `RecordDamage` at the end, and for more parts than there are octets left.
    mutating func count() throws(RecordDamage) -> Int {
        let number = try number()
        guard (0...left).contains(number) else { throw .cut }
        return number
    }

    /// Reads a moment.
    ///
    /// - Parameter start: the moment that it was written from.
    /// - Throws: `RecordDamage` at the end.
    mutating func time(from start: WallTime) throws(RecordDamage) -> WallTime {
        let bits = try bits()
        let difference = Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
        return WallTime(milliseconds: start.milliseconds &+ difference)
    }

    /// Reads a text.
    ///
    /// - Throws: `RecordDamage` at the end, and for octets that are not UTF-8.
    mutating func text() throws(RecordDamage) -> String {
        let length = try count()
        guard let text = String(validating: octets[position..<position + length], as: UTF8.self) else {
            throw RecordDamage("a text in its record is not UTF-8")
        }
        position += length
        return text
    }

    /// Reads a reply.
    ///
    /// - Throws: `RecordDamage` at the end, and for a code that no reply has.
    mutating func reply() throws(RecordDamage) -> SMTPReply {
        let number = try number()
        guard let code = UInt16(exactly: number >> 1), (200..<600).contains(code) else {
            throw RecordDamage("a reply in its record has no code")
        }
        var status: EnhancedStatusCode?
        if number & 1 != 0 {
            let classDigit = try octet()
            guard let subject = UInt16(exactly: try self.number()), let detail = UInt16(exactly: try self.number())
            else { throw RecordDamage("a reply in its record has no status") }
            status = EnhancedStatusCode(classDigit, subject, detail)
        }
        let count = try count()
        var lines: [String] = []
        for _ in 0..<count { lines.append(try text()) }
        return SMTPReply(code, status, lines: lines)
    }

    private mutating func bits() throws(RecordDamage) -> UInt64 {
        var bits: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let octet = try octet()
            guard shift < 63 || octet < 2 else { break }
            bits |= UInt64(octet & 0x7F) << shift
            if octet < 0x80 { return bits }
        }
        throw RecordDamage("a number in its record is too large")
    }
}
