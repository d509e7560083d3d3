import InternetMessage

/// Reads the plain kind of XML in which structures of messages are written: elements, one attribute, text, four entities.
enum XMLElementReader {
    struct Element {
        var name: String
        /// The value of the only attribute, `name`, or nothing.
        var nameAttribute = ""
        var children: [Element] = []
        /// The text, without the line end that stands behind the opening tag.
        var octets: [UInt8] = []
    }

    /// The first element, with all in it.
    static func element(in octets: [UInt8]) -> Element? {
        var rest = octets.filter { $0 != UInt8(ascii: "\r") }[...]
        var open: [Element] = []
        while let start = rest.firstIndex(of: UInt8(ascii: "<")),
            let end = rest[start...].firstIndex(of: UInt8(ascii: ">"))
        {
            if !open.isEmpty { open[open.count - 1].octets += unescaped(rest[..<start]) }
            let tag = String(decoding: rest[(start + 1)..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            var element: Element?
            if tag.hasPrefix("/") {
                element = open.popLast()
            } else {
                let words = tag.split(whereSeparator: { " \"=/".contains($0) }).map(String.init)
                let fresh = Element(name: words.first ?? "", nameAttribute: words.last ?? "")
                if tag.hasSuffix("/") { element = fresh } else { open.append(fresh) }
                if rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
            }
            guard let element else { continue }
            guard !open.isEmpty else { return element }
            open[open.count - 1].children.append(element)
        }
        return nil
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var text = Array(text)
        for (entity, octet) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
            text.replace(Array(entity.utf8), with: Array(octet.utf8))
        }
        return text
    }
}
