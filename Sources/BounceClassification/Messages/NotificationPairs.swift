/// The names and strings of a notification in JSON, in their order; a text that is broken gives those before the fault.
///
/// Services that send for others tell of bounces so. What is asked of them are flat names, so that no tree is made.
struct NotificationPairs {
    /// A name with a string; of an array each string has the name of the array.
    private(set) var pairs: [(name: String, value: String)] = []

    private static let maximumCount = 4_000
    private static let maximumStringLength = 4_096

    /// Reads a text; line ends in strings, which mail makes of long lines, are passed over.
    init(_ text: String) {
        let octets = Array(text.utf8)
        guard var index = octets.firstIndex(of: UInt8(ascii: "{")) else { return }
        var name = ""
        var last: String?
        while index < octets.count, pairs.count < Self.maximumCount {
            switch octets[index] {
            case UInt8(ascii: "\""):
                let (string, end) = Self.string(octets, index + 1)
                if let unnamed = last { pairs.append((name, unnamed)) }
                last = string
                index = end
            case UInt8(ascii: ":"):
                if let found = last { name = found }
                last = nil
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if let value = last { pairs.append((name, value)) }
                last = nil
                index += 1
            default: index += 1
            }
        }
    }

    /// The first string of a name.
    func first(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    private static func string(_ octets: [UInt8], _ start: Int) -> (String, Int) {
        var result: [UInt8] = []
        var index = start
        while index < octets.count, octets[index] != UInt8(ascii: "\"") {
            if octets[index] == UInt8(ascii: "\\"), index + 1 < octets.count {
                index += 1
                switch octets[index] {
                case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): result.append(32)
                case UInt8(ascii: "u"):
                    let digits = String(decoding: octets[(index + 1)...].prefix(4), as: UTF8.self)
                    if let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
                        result += Array(String(Character(scalar)).utf8)
                        index += 4
                    }
                default: result.append(octets[index])
                }
            } else if octets[index] == 10 || octets[index] == 13 {
                // A line's end, and the blank that a folded line begins with.
                if index + 1 < octets.count, octets[index] == 10, octets[index + 1] == 32 { index += 1 }
            } else {
                result.append(octets[index])
            }
            index += 1
            if result.count >= maximumStringLength { break }
        }
        return (String(decoding: result, as: UTF8.self), min(index + 1, octets.count))
    }
}
