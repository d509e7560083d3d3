/// Web addresses in the text of a reply.
enum WebAddress {
    /// The longest that is taken, in octets: a reply's line has 512.
    static let maximumLength = 512

    /// The first one that begins with `http://` or `https://`, without the punctuation behind it.
    static func first(in lines: [String]) -> String? {
        for line in lines {
            var line = line
            let found = line.withUTF8 { octets in unsafe first(in: octets) }
            if let found { return found }
        }
        return nil
    }

    private static func first(in octets: UnsafeBufferPointer<UInt8>) -> String? {
        let end = min(octets.count, NormalizedText.maximumLength)
        var index = 4
        while index + 3 < end {
            guard unsafe octets[index] == UInt8(ascii: ":"), unsafe octets[index + 1] == UInt8(ascii: "/"),
                unsafe octets[index + 2] == UInt8(ascii: "/")
            else {
                index += 1
                continue
            }
            let start = unsafe octets[index - 1] | 0x20 == UInt8(ascii: "s") ? index - 5 : index - 4
            if start >= 0, unsafe octets[start..<start + 4].elementsEqual("http".utf8, by: { $0 | 0x20 == $1 }) {
                return unsafe address(octets, start, end)
            }
            index += 3
        }
        return nil
    }

    private static func address(_ octets: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int) -> String {
        var end = start
        while end < limit, end - start < maximumLength {
            let octet = unsafe octets[end]
            if octet <= 32 || octet >= 127 || stops.contains(octet) { break }
            end += 1
        }
        while end > start, unsafe trailing.contains(octets[end - 1]) { end -= 1 }
        return unsafe String(decoding: octets[start..<end], as: UTF8.self)
    }

    private static let stops = Array("<>\"'|\\^`{}".utf8)
    private static let trailing = Array(".,;:!?)]".utf8)
}

extension NormalizedText {
    /// The name of a block list that no sign tells: the host's name behind `using`, `listed at` and the like.
    var blockListName: String? {
        for index in octets.indices where octets[index] == Self.space || octets[index] == Self.clauseEnd {
            for words in Self.beforeLists where octets[(index + 1)...].starts(with: words) {
                let name = octets[(index + 1 + words.count)...].prefix { $0 > Self.space }
                if name.contains(UInt8(ascii: ".")), name.count > 3 { return String(decoding: name, as: UTF8.self) }
            }
        }
        return nil
    }

    private static let beforeLists = [
        "using ", "listed at ", "listed in ", "listed on ", "listed by ", "list at ", "found in ", "in rbl ",
        "blacklisted by ", "blocked by ", "refused by ", "provider ",
    ].map { Array($0.utf8) }
}
