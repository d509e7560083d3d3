/// The names of signed fields in lower case, in one piece of memory.
struct SignedNames: Sendable {
    /// The octets of all names without anything between them.
    private(set) var octets: [UInt8] = []
    private var ends: [Int] = []

    init() {}

    /// Reads the value of `h=`: names separated by colons; blanks anywhere and empty elements are left out.
    init(parsing value: ArraySlice<UInt8>) {
        var ends: [Int] = []
        ends.reserveCapacity(32)
        octets = unsafe [UInt8](unsafeUninitializedCapacity: value.count) { output, count in
            unsafe value.withUnsafeBufferPointer { value in
                for index in value.indices {
                    let octet = unsafe value[index]
                    if octet == UInt8(ascii: ":") {
                        if count > (ends.last ?? 0) { ends.append(count) }
                    } else if octet > UInt8(ascii: " ") || !octet.isBlankOrLineEnd {
                        unsafe output[count] = octet.lowercasedLetter
                        count &+= 1
                    }
                }
            }
        }
        self.ends = ends
        endName()
    }

    /// How many names there are.
    var count: Int { ends.count }

    /// Where a name stands in the octets.
    func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// A name.
    subscript(index: Int) -> ArraySlice<UInt8> { octets[range(of: index)] }

    /// Puts a name, in lower case, behind those that are there.
    mutating func append(_ name: [UInt8]) {
        octets += name
        endName()
    }

    /// Whether a name is among them.
    func contains(_ name: [UInt8]) -> Bool {
        (0..<count).contains { range(of: $0).count == name.count && self[$0] == name[...] }
    }

    /// The names as text.
    var texts: [String] { (0..<count).map { String(decoding: self[$0], as: UTF8.self) } }

    private mutating func endName() {
        if octets.count > (ends.last ?? 0) { ends.append(octets.count) }
    }
}
