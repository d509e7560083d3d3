import Logging

/// One JSON object on one line that is whole however it is cut.
///
/// Room for what ends it is kept at any time, so that a line within its bound is an object that can be read. What is
/// not ASCII stands as it is, but for characters that do something (`LogText.isActive`), which are escapes.
struct JSONLogLine {
    private var octets: [UInt8] = [UInt8(ascii: "{")]
    /// What ends the values that are open within the object.
    private var ends: [UInt8] = []
    private var isTruncated = false
    private let limit: Int

    /// Begins a line.
    ///
    /// - Parameter limit: the most octets.
    init(limit: Int = LogLimits.line) {
        self.limit = limit
        octets.reserveCapacity(512)
    }

    /// Adds a text.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - text: the text, which is cut where it is too long.
    mutating func member(_ name: String, _ text: String) {
        if begin(name) { append(text) }
    }

    /// Adds an object with values.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - values: the values; those for which there is no room are left out.
    mutating func object(_ name: String, _ values: [(name: String, value: Logger.MetadataValue)]) {
        guard begin(name) else { return }
        append(values, depth: 1)
    }

    /// Ends the object.
    ///
    /// - Returns: the line, without its end.
    mutating func end() -> String {
        if isTruncated { octets += Self.truncated }
        octets.append(UInt8(ascii: "}"))
        return String(decoding: octets, as: UTF8.self)
    }

    /// How many octets may be added, with all that is open ended then.
    private var room: Int { limit - octets.count - ends.count - Self.truncated.count - 1 }

    /// Writes the name of a value; false where there is no room for a value, however short.
    private mutating func begin(_ name: String) -> Bool {
        guard separate() else { return false }
        append(name, limit: LogLimits.name)
        octets.append(UInt8(ascii: ":"))
        return true
    }

    /// Writes a comma where one is due; false where there is no room for what follows.
    private mutating func separate() -> Bool {
        guard room >= Self.least else {
            isTruncated = true
            return false
        }
        if octets.last != UInt8(ascii: "{"), octets.last != UInt8(ascii: "[") { octets.append(UInt8(ascii: ",")) }
        return true
    }

    private mutating func append(_ value: Logger.MetadataValue, depth: Int) {
        switch value {
        case .string(let text): append(text)
        case .stringConvertible(let thing): append("\(thing)")
        case .dictionary(let values) where depth < LogLimits.depth:
            append(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, depth: depth + 1)
        case .array(let values) where depth < LogLimits.depth:
            open("[", "]")
            for value in values {
                guard separate() else { break }
                append(value, depth: depth + 1)
            }
            close()
        case .dictionary, .array: append("\(value)")
        }
    }

    private mutating func append(_ values: [(name: String, value: Logger.MetadataValue)], depth: Int) {
        open("{", "}")
        for (name, value) in values {
            guard begin(name) else { break }
            append(value, depth: depth)
        }
        close()
    }

    private mutating func open(_ start: Unicode.Scalar, _ end: Unicode.Scalar) {
        octets.append(UInt8(ascii: start))
        ends.append(UInt8(ascii: end))
    }

    private mutating func close() {
        if let end = ends.popLast() { octets.append(end) }
    }

    /// Writes a text in quotes, and cuts it where it is too long.
    private mutating func append(_ text: String, limit: Int = LogLimits.value) {
        octets.append(UInt8(ascii: "\""))
        let mark = UTF8.width(LogLimits.mark)
        let last = octets.count + min(limit, room - 1) - mark
        for scalar in text.unicodeScalars {
            let before = octets.count
            escape(scalar)
            guard octets.count > last else { continue }
            octets.removeSubrange(before...)
            octets += UTF8.encode(LogLimits.mark) ?? UTF8.encodedReplacementCharacter
            isTruncated = true
            break
        }
        octets.append(UInt8(ascii: "\""))
    }

    /// Writes a character as RFC 8259, section 7, has it in a string.
    private mutating func escape(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"", "\\": octets += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
        case "\n": octets += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case "\r": octets += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case "\t": octets += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        default:
            guard LogText.isActive(scalar) else {
                if scalar.isASCII { return octets.append(UInt8(truncatingIfNeeded: scalar.value)) }
                octets += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                return
            }
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                octets += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
                for shift in [12, 8, 4, 0] { octets.append(Self.digits[Int(unit >> shift) & 15]) }
            }
        }
    }

    /// The room that a name and the shortest value take, with an escape in it: without it a value is left out.
    private static let least = LogLimits.name + 32
    private static let truncated = Array(",\"truncated\":true".utf8)
    private static let digits = Array("0123456789abcdef".utf8)
}
