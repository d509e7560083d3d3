import InternetMessage

/// Finds the tags of a list (RFC 6376, section 3.2) in one pass, without taking their octets.
enum TagReader {
    /// Where the tags of a list stand; nil when it is none.
    static func places(in octets: [UInt8]) -> [TagList.Place]? {
        let list = octets.span
        guard hasValueOctetsOnly(list) else { return nil }
        var places: [TagList.Place] = []
        places.reserveCapacity(16)
        var index = skipBlanks(list, from: 0)
        repeat {
            guard let place = place(in: list, from: index) else { return nil }
            places.append(place)
            index = skipBlanks(list, from: place.value.upperBound + 1)
        } while index < list.count
        return places
    }

    private static func place(in list: Span<UInt8>, from start: Int) -> TagList.Place? {
        var index = start
        while index < list.count, list[index].isTagName(first: index == start) { index += 1 }
        guard index > start else { return nil }
        let name = start..<index
        index = skipBlanks(list, from: index)
        guard index < list.count, list[index] == UInt8(ascii: "=") else { return nil }
        index += 1
        let valueStart = index
        index = list.firstIndex(of: UInt8(ascii: ";"), in: index..<list.count)
        var (first, end) = (valueStart, index)
        while first < end, list[first].isBlankOrLineEnd { first += 1 }
        while end > first, list[end - 1].isBlankOrLineEnd { end -= 1 }
        return TagList.Place(
            code: code(of: list.extracting(name)), name: name, value: valueStart..<index, trimmedValue: first..<end)
    }

    /// The name as a number; zero for one of over eight characters.
    static func code(of name: Span<UInt8>) -> UInt64 {
        guard name.count <= 8 else { return 0 }
        var code: UInt64 = 0
        for index in 0..<name.count { code = code << 8 | UInt64(name[index]) }
        return code
    }

    /// Whether every octet may stand in a value; written without branches, so that it becomes vector instructions.
    private static func hasValueOctetsOnly(_ list: Span<UInt8>) -> Bool {
        unsafe list.withUnsafeBufferPointer { octets in
            var wrong: UInt8 = 0
            for index in octets.indices {
                let octet = unsafe octets[index]
                let isControl: UInt8 = octet < 32 ? 1 : 0
                let isLineEndOrTab: UInt8 = octet == 9 ? 1 : octet == 10 ? 1 : octet == 13 ? 1 : 0
                let isDelete: UInt8 = octet == 127 ? 1 : 0
                wrong |= (isControl ^ isLineEndOrTab) | isDelete
            }
            return wrong == 0
        }
    }

    private static func skipBlanks(_ list: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < list.count, list[index].isBlankOrLineEnd { index += 1 }
        return index
    }
}

extension UInt8 {
    /// Whether the octet is a space, a tab, or part of a line end.
    var isBlankOrLineEnd: Bool {
        switch self {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }

    /// The octet with an upper case letter of ASCII made lower case.
    var lowercasedLetter: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }

    fileprivate func isTagName(first: Bool) -> Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): !first
        default: false
        }
    }
}

extension Sequence<UInt8> {
    /// The octets without blanks and line ends.
    var withoutBlanks: [UInt8] { filter { !$0.isBlankOrLineEnd } }

    /// The elements of a list separated by colons, without blanks and in lower case; empty elements are left out.
    var colonList: [[UInt8]] {
        withoutBlanks.map(\.lowercasedLetter).split(separator: UInt8(ascii: ":")).map { Array($0) }
    }
}

extension Collection<UInt8> {
    /// The octets as text; those that are not UTF-8 become replacement characters.
    var text: String { String(decoding: self, as: UTF8.self) }
}
