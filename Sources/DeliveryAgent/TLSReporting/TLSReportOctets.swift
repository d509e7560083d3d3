/// Writes numbers and texts of the durable form.
struct TLSReportWriter {
    /// What was written.
    private(set) var octets: [UInt8] = []

    /// Appends the last octets of a number in the order of the network.
    mutating func add(_ number: UInt64, octets count: Int) {
        for place in (0..<count).reversed() { octets.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(place)))) }
    }

    /// Appends a text of at most 65,535 octets behind its length in two octets.
    mutating func add(_ text: String) {
        add(UInt64(text.utf8.count), octets: 2)
        octets += text.utf8
    }
}

/// Reads numbers and texts of the durable form, strictly.
struct TLSReportReader {
    private var rest: ArraySlice<UInt8>

    init(_ octets: [UInt8]) { rest = octets[...] }

    /// A number in the order of the network; nil where the octets end, and for one that is larger than any count.
    ///
    /// - Parameter count: how many octets it has: 1 to 8.
    mutating func number(_ count: Int) -> Int? {
        guard rest.count >= count else { return nil }
        let number = rest.prefix(count).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(count)
        return Int(exactly: number)
    }

    /// A text behind its length; nil where the octets end, and for one that is longer or not printable ASCII.
    ///
    /// - Parameter limit: the most octets.
    mutating func text(_ limit: Int) -> String? {
        guard let count = number(2), count <= limit, rest.count >= count else { return nil }
        let octets = rest.prefix(count)
        guard octets.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return String(decoding: octets, as: UTF8.self)
    }
}
