/// Takes the fields of a record one by one.
struct MTASTSRecordReader {
    /// A name and a value, as they stand.
    struct Field {
        let name: ArraySlice<UInt8>
        let value: ArraySlice<UInt8>
    }

    /// The longest name of a field in octets (RFC 8461, section 3.1).
    private static let maximumNameLength = 32

    private let octets: [UInt8]
    private var index: Int

    /// Makes a reader that begins behind the version.
    init(_ octets: [UInt8], at index: Int) {
        self.octets = octets
        self.index = index
    }

    /// The next field, or nil at the end.
    mutating func nextField() throws(MTASTSRecordError) -> Field? {
        guard index < octets.count else { return nil }
        skipBlanks()
        guard index < octets.count, octets[index] == UInt8(ascii: ";") else {
            throw MTASTSRecordError(.malformedField, at: index)
        }
        index += 1
        skipBlanks()
        guard index < octets.count else { return nil }
        let start = index
        let name = octets[index...].prefix(while: \.isFieldNameOctet)
        guard let first = name.first, first.isLetterOrDigit, name.count <= Self.maximumNameLength,
            name.endIndex < octets.count, octets[name.endIndex] == UInt8(ascii: "=")
        else { throw MTASTSRecordError(.malformedField, at: start) }
        let value = octets[(name.endIndex + 1)...].prefix(while: Self.isValueOctet)
        guard !value.isEmpty else { throw MTASTSRecordError(.malformedField, at: start) }
        index = value.endIndex
        return Field(name: name, value: value)
    }

    private mutating func skipBlanks() {
        while index < octets.count, octets[index] == UInt8(ascii: " ") || octets[index] == UInt8(ascii: "\t") {
            index += 1
        }
    }

    private static func isValueOctet(_ octet: UInt8) -> Bool {
        (0x21...0x7E).contains(octet) && octet != UInt8(ascii: ";") && octet != UInt8(ascii: "=")
    }
}
