/// Makes plain text of HTML, for servers that write no other.
enum HTMLText {
    /// The text without tags; a tag that parts lines becomes a line's end.
    ///
    /// Scripts and styles are left out, and the references that servers write are undone. No structure is checked.
    static func plain(_ html: String) -> String {
        let source = Array(html.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var index = 0
        var hidden: [UInt8]?
        // The first sign at or behind a place, so that none is looked for twice.
        var close = -1
        while index < source.count {
            let octet = source[index]
            if octet == UInt8(ascii: "<"), let end = tagEnd(source, index, &close) {
                let name = tagName(source[(index + 1)..<end])
                if let sought = hidden {
                    if name == [47] + sought { hidden = nil }
                } else if name == Array("script".utf8) || name == Array("style".utf8) {
                    hidden = name
                } else if lineTags.contains(String(decoding: name, as: UTF8.self)) {
                    result.append(10)
                }
                index = end + 1
            } else if hidden != nil {
                index += 1
            } else if octet == UInt8(ascii: "&"), let (text, end) = reference(source, index) {
                result += Array(text.utf8)
                index = end
            } else {
                result.append(octet == 10 || octet == 13 ? 32 : octet)
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where a tag ends that begins here; what is no tag, such as an address in angle brackets, is text.
    private static func tagEnd(_ source: [UInt8], _ start: Int, _ close: inout Int) -> Int? {
        guard start + 1 < source.count else { return nil }
        let next = source[start + 1]
        guard next == 47 || next == 33 || (65...90).contains(next & 0xDF) else { return nil }
        if close < start { close = source[start...].firstIndex(of: UInt8(ascii: ">")) ?? source.count }
        guard close < source.count, close - start < maximumTagLength else { return nil }
        return tagName(source[(start + 1)..<close]).contains(UInt8(ascii: "@")) ? nil : close
    }

    private static func tagName(_ tag: ArraySlice<UInt8>) -> [UInt8] {
        let name = tag.prefix(AddressMention.maximumLength).prefix { !TextLine.isBlank($0) }.map {
            (65...90).contains($0) ? $0 | 0x20 : $0
        }
        return name.count > 1 && name.last == 47 ? Array(name.dropLast()) : name
    }

    private static func reference(_ source: [UInt8], _ start: Int) -> (String, Int)? {
        let window = source[(start + 1)...].prefix(10)
        guard let end = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: source[(start + 1)..<end], as: UTF8.self)
        if let text = names[name] { return (text, end + 1) }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let scalar = value.flatMap(Unicode.Scalar.init) else { return nil }
        return (String(Character(scalar)), end + 1)
    }

    private static let names = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": " "]
    private static let lineTags: Set<String> = [
        "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "/li", "h1", "/h1", "h2", "/h2", "h3", "/h3", "table",
        "/table", "hr", "pre", "/pre", "title", "/title", "td", "blockquote", "ul", "/ul", "/head",
    ]
    private static let maximumTagLength = 4_096
}
