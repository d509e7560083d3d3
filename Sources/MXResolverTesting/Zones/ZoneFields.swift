internal import MXResolver
internal import MailAddressing

/// Takes the fields of an entry one after the other, each as what it should be.
struct ZoneFields {
    /// The line of the entry.
    let line: Int
    private let origin: DNSName
    private var fields: ArraySlice<ZoneScanner.Field>

    /// Makes the fields of an entry; relative names lie below the origin.
    init(_ entry: ZoneScanner.Entry, origin: DNSName) {
        line = entry.line
        self.origin = origin
        fields = entry.fields[...]
    }

    /// Whether all fields have been taken.
    var isEmpty: Bool { fields.isEmpty }

    /// Whether an octet is a decimal digit.
    static func isDigit(_ octet: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) }

    /// Makes sure that all fields have been taken.
    func end() throws(ZoneError) {
        if let field = fields.first { throw ZoneError(.unexpectedField(field.text), line: line) }
    }

    /// Takes a field as it is; `what` says what is missing if there is none.
    mutating func text(_ what: String) throws(ZoneError) -> String {
        guard let field = fields.popFirst() else { throw ZoneError(.missingField(what), line: line) }
        return field.text
    }

    /// Takes a name: `@` is the origin, and a name without a final dot lies below it.
    mutating func name(_ what: String) throws(ZoneError) -> DNSName {
        let text = try self.text(what)
        if text == "@" { return origin }
        guard let name = DNSName(text) else { throw ZoneError(.malformedName(text), line: line) }
        // A dot ends the name unless it is escaped, that is, behind an odd number of backslashes.
        let backslashes = text.dropLast().reversed().prefix(while: { $0 == "\\" }).count
        if text.hasSuffix("."), backslashes.isMultiple(of: 2) { return name }
        guard let absolute = DNSName(labels: name.labels + origin.labels) else {
            throw ZoneError(.malformedName(text), line: line)
        }
        return absolute
    }

    /// Takes a number that fits its type.
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ what: String, as type: Number.Type = Number.self
    ) throws(ZoneError) -> Number {
        let text = try self.text(what)
        guard text.utf8.allSatisfy(Self.isDigit), let number = Number(text) else {
            throw ZoneError(.malformedNumber(text), line: line)
        }
        return number
    }

    /// Reads a time: seconds, or numbers with units as in `1h30m`.
    func seconds(_ text: String) throws(ZoneError) -> UInt32 {
        var total: UInt64 = 0
        var number: UInt64?
        for octet in text.lowercased().utf8 {
            if Self.isDigit(octet) {
                number = (number ?? 0) * 10 + UInt64(octet - UInt8(ascii: "0"))
            } else {
                guard let count = number, let unit = Self.units[octet] else {
                    throw ZoneError(.malformedNumber(text), line: line)
                }
                total += count * unit
                number = nil
            }
            guard total + (number ?? 0) <= UInt64(Int32.max) else {
                throw ZoneError(.malformedNumber(text), line: line)
            }
        }
        guard !text.isEmpty, let result = UInt32(exactly: total + (number ?? 0)) else {
            throw ZoneError(.malformedNumber(text), line: line)
        }
        return result
    }

    /// Takes a time.
    mutating func time(_ what: String) throws(ZoneError) -> UInt32 {
        let text = try self.text(what)
        return try seconds(text)
    }

    private static let units: [UInt8: UInt64] = [
        UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3_600, UInt8(ascii: "d"): 86_400,
        UInt8(ascii: "w"): 604_800,
    ]

    /// Takes an address of a family.
    mutating func address(_ family: IPAddress.Family) throws(ZoneError) -> IPAddress {
        let text = try self.text("the address")
        guard let address = IPAddress(text), address.family == family else {
            throw ZoneError(.malformedAddress(text), line: line)
        }
        return address
    }

    /// Takes a character string, quoted or not, and undoes its escapes.
    mutating func string(_ what: String) throws(ZoneError) -> [UInt8] {
        var octets = try text(what).utf8.makeIterator()
        var string: [UInt8] = []
        while let octet = octets.next() {
            guard octet == UInt8(ascii: "\\") else {
                string.append(octet)
                continue
            }
            guard let first = octets.next() else { throw ZoneError(.malformedString, line: line) }
            guard Self.isDigit(first) else {
                string.append(first)
                continue
            }
            let digits = [first, octets.next() ?? 0, octets.next() ?? 0]
            guard digits.allSatisfy(Self.isDigit), let value = UInt8(String(decoding: digits, as: UTF8.self)) else {
                throw ZoneError(.malformedString, line: line)
            }
            string.append(value)
        }
        guard string.count <= Int(UInt8.max) else { throw ZoneError(.malformedString, line: line) }
        return string
    }

    /// Takes all other fields as hexadecimal digits, in any grouping.
    mutating func octets() throws(ZoneError) -> [UInt8] {
        let text = fields.map(\.text).joined()
        fields = []
        let digits = Array(text.utf8)
        var octets: [UInt8] = []
        var index = 0
        while index < digits.count {
            // No sign may lead the two digits.
            guard index + 1 < digits.count, digits[index] >= UInt8(ascii: "0"),
                let octet = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16)
            else { throw ZoneError(.malformedOctets(text), line: line) }
            octets.append(octet)
            index += 2
        }
        return octets
    }

    /// Takes a field if it has this text.
    mutating func take(_ text: String) -> Bool {
        guard let field = fields.first, field.text == text, !field.isQuoted else { return false }
        fields.removeFirst()
        return true
    }
}
