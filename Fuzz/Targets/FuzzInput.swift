/// What the fuzzer gives, read as two parts: a script in front and choices behind the last octet 0xF9.
///
/// Choices are taken one after another; where there are none left, or no 0xF9 at all, each is 0. So every input means
/// something, a plain text is a script without choices, and a change to the script leaves the choices as they were.
struct FuzzInput {
    private var choices: ArraySlice<UInt8>
    /// The part in front.
    let script: [UInt8]

    /// The octet before the choices.
    static let mark: UInt8 = 0xF9

    init(_ octets: [UInt8]) {
        let place = octets.lastIndex(of: Self.mark)
        script = Array(octets[..<(place ?? octets.endIndex)])
        choices = place.map { octets[($0 + 1)...] } ?? []
    }

    /// Whether choices are left.
    var hasChoices: Bool { !choices.isEmpty }

    /// The next choice as it is.
    mutating func octet() -> UInt8 { choices.popFirst() ?? 0 }

    /// A choice of yes or no, by default no.
    mutating func flag() -> Bool { octet() & 1 == 1 }

    /// A number from 0 up to one less than the limit, by default 0.
    mutating func number(below limit: Int) -> Int { limit > 0 ? Int(octet()) % limit : 0 }

    /// One of two or more values, by default the first.
    mutating func choice<Value>(_ first: Value, _ others: Value...) -> Value {
        let number = number(below: others.count + 1)
        return number == 0 ? first : others[number - 1]
    }
}
