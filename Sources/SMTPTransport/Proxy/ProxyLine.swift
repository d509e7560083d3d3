internal import MailAddressing

/// Reads the parts of a PROXY line one after the other, and halts at the first octet that cannot belong to one.
struct ProxyLine {
    private let octets: [UInt8]
    private let limit: Int
    /// How many octets have been read.
    private(set) var position = 0

    init(_ input: Span<UInt8>, limit: Int) {
        var octets: [UInt8] = []
        octets.reserveCapacity(min(input.count, limit))
        for index in 0..<min(input.count, limit) { octets.append(input[index]) }
        self.octets = octets
        self.limit = limit
    }

    /// What it means that the octets have been read and the line is not over.
    private var end: ProxyHeader.Halt {
        octets.count < limit ? .needsMore : .malformed("the PROXY line does not end within \(limit) octets")
    }

    /// Reads an octet.
    mutating func next() throws(ProxyHeader.Halt) -> UInt8 {
        guard position < octets.count else { throw end }
        defer { position += 1 }
        return octets[position]
    }

    /// Reads just this text.
    mutating func expect(_ text: StaticString) throws(ProxyHeader.Halt) {
        for expected in text.description.utf8 {
            guard try next() == expected else { throw .malformed("no PROXY line, or one that is not well-formed") }
        }
    }

    /// Reads the rest of a line whose content does not matter: nothing, or a space and anything, and CRLF.
    mutating func skipRest() throws(ProxyHeader.Halt) {
        var octet = try next()
        guard octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\r") else {
            throw .malformed("the PROXY line names no known protocol")
        }
        while octet != UInt8(ascii: "\r") {
            octet = try next()
            guard octet != UInt8(ascii: "\n") else { throw .malformed("the PROXY line ends in LF alone") }
        }
        try expect("\n")
    }

    /// Reads an address of the family and the octet after it.
    mutating func address(_ family: IPAddress.Family, until end: UInt8) throws(ProxyHeader.Halt) -> IPAddress {
        try field(until: end, named: "address") { (text: String) -> IPAddress? in
            guard let address = IPAddress(text), address.family == family else { return nil }
            return address
        } mayBegin: { (text: String) -> Bool in
            Self.completions.contains { IPAddress(text + $0)?.family == family }
        }
    }

    /// Reads a port and the octet after it.
    mutating func port(until end: UInt8) throws(ProxyHeader.Halt) -> Int {
        try field(until: end, named: "port", Self.number) { $0.isEmpty || Self.number($0) != nil }
    }

    private mutating func field<Value>(
        until end: UInt8, named name: String, _ value: (String) -> Value?, mayBegin: (String) -> Bool
    ) throws(ProxyHeader.Halt) -> Value {
        let start = position
        while position < octets.count, octets[position] != end { position += 1 }
        let text = String(decoding: octets[start..<position], as: UTF8.self)
        guard position < octets.count else {
            guard mayBegin(text) else { throw .malformed("the PROXY line has an \(name) that is not well-formed") }
            throw self.end
        }
        guard let value = value(text) else {
            throw .malformed("the PROXY line has an \(name) that is not well-formed")
        }
        position += 1
        return value
    }

    /// A decimal number from 0 to 65,535 without leading zeros.
    private static func number(_ text: String) -> Int? {
        let digits = Array(text.utf8)
        guard (1...5).contains(digits.count), digits.count == 1 || digits[0] != UInt8(ascii: "0") else { return nil }
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number <= 65_535 ? number : nil
    }

    /// Whatever begins an address becomes one by one of these.
    private static let completions = [
        "", "0", ".0", "0.0", ".0.0", "0.0.0", ".0.0.0", "0.0.0.0", ":", "::",
    ]
}
