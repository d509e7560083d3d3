import InternetMessage

/// The fields of a header by their names, from which a signature's list of names takes them.
///
/// A name takes the last field of that name that was not yet taken, and nothing when there is none (RFC 6376, section
/// 5.4.2). The cost is that of the header and the list, however often a name stands in either.
struct FieldIndex: Sendable {
    private let fields: [HeaderField]
    private var positions: [[UInt8]: [Int]] = [:]

    init(_ fields: [HeaderField]) {
        self.fields = fields
        for (position, field) in fields.enumerated() {
            positions[field.nameOctets.map(\.lowercasedLetter), default: []].append(position)
        }
    }

    /// Where the fields of a name stand, from the top; the name is given in lower case.
    func positions(of name: [UInt8]) -> [Int] { positions[name] ?? [] }

    /// How many fields have a name, which is given in lower case.
    func count(of name: [UInt8]) -> Int { positions(of: name).count }

    /// The fields that a list of names takes.
    ///
    /// - Parameters:
    ///   - names: names in lower case.
    ///   - own: the position of the signature's own field, which is never taken.
    func fields(for names: [[UInt8]], besides own: Int? = nil) -> [HeaderField] {
        var left = positions
        if let own { left[Self.signatureName]?.removeAll { $0 == own } }
        var taken: [HeaderField] = []
        taken.reserveCapacity(names.count)
        for name in names {
            if let position = left[name]?.popLast() { taken.append(fields[position]) }
        }
        return taken
    }

    static let signatureName = Array("dkim-signature".utf8)
    static let fromName = Array("from".utf8)
}
