/// Reads numbers and texts from a durable form, strictly.
struct DurableReader {
    private let octets: ArraySlice<UInt8>
    /// The place of what is read next.
    private(set) var offset: Int

    init(_ octets: [UInt8]) {
        self.octets = octets[...]
        offset = 0
    }

    /// The octets that were not read.
    var rest: ArraySlice<UInt8> { octets.dropFirst(offset) }

    /// A number in the order of the network.
    ///
    /// - Parameter count: how many octets it has: 1 to 8.
    mutating func number(_ count: Int) throws(SuppressionFormError) -> UInt64 {
        try take(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// One octet.
    mutating func octet() throws(SuppressionFormError) -> UInt8 { UInt8(truncatingIfNeeded: try number(1)) }

    /// A moment.
    mutating func moment() throws(SuppressionFormError) -> Int64 { Int64(bitPattern: try number(8)) }

    /// A text behind its length.
    mutating func text() throws(SuppressionFormError) -> String {
        let start = offset
        let length = Int(try number(2))
        guard let text = String(validating: try take(length), as: UTF8.self) else {
            throw SuppressionFormError(.malformed, at: start)
        }
        return text
    }

    private mutating func take(_ count: Int) throws(SuppressionFormError) -> ArraySlice<UInt8> {
        let rest = rest
        guard rest.count >= count else { throw SuppressionFormError(.truncated, at: octets.count) }
        offset += count
        return rest.prefix(count)
    }
}

extension [UInt8] {
    /// Appends the last octets of a number in the order of the network.
    mutating func append(durable number: UInt64, count: Int = 8) {
        for place in (0..<count).reversed() { append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(place)))) }
    }

    /// Appends a text of at most 65,535 octets behind its length in two octets.
    mutating func append(durable text: String) {
        append(durable: UInt64(text.utf8.count), count: 2)
        self += text.utf8
    }
}

/// Why a durable form is not one.
public struct SuppressionFormError: Error, Hashable, Sendable {
    /// The kinds of mistake; complete.
    public enum Problem: Hashable, Sendable {
        /// A version that this release does not know: that of a later one, or no version at all.
        case unknownVersion(UInt8)
        /// The octets end too early.
        case truncated
        /// A number, a name or a text that has no meaning there.
        case malformed
        /// It can be read, but would be written otherwise: octets behind the end, letters that should be small.
        case notCanonical
    }

    /// What is wrong.
    public let problem: Problem
    /// Where, in octets from the beginning; 0 where the whole is meant.
    public let offset: Int

    init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension SuppressionFormError: CustomStringConvertible {
    /// What is wrong, for people.
    public var description: String {
        switch problem {
        case .unknownVersion(let version): "the durable form has the version \(version), which is not known"
        case .truncated: "the durable form ends at offset \(offset), which is too early"
        case .malformed: "the durable form has no meaning at offset \(offset)"
        case .notCanonical: "the durable form is not written as it should be"
        }
    }
}
