import Foundation
import TestSupport

/// One address of the tests of `is_email`, with what they say of it.
struct SingleAddressRow: Decodable {
    var id: Int
    var address: String
    var category: String

    /// Whether the address may stand in a header.
    var isValid: Bool { category != "ISEMAIL_ERR" }

    /// The rows of a file, which is JSON or XML.
    static func rows(of path: String) throws -> [SingleAddressRow] {
        guard path.hasSuffix(".xml") else { return try JSONDecoder().decode([Self].self, from: Corpora.data(path)) }
        // What is before the root element is not read.
        let octets = try Corpora.octets(path)
        guard let start = octets.firstRange(of: Array("<tests version".utf8))?.lowerBound,
            let root = XMLElementReader.element(in: Array(octets[start...]))
        else { return [] }
        return root.children.filter { $0.name == "test" }.compactMap { test in
            guard let id = Int(test.nameAttribute) else { return nil }
            let text = { (name: String) in
                String(decoding: test.children.first { $0.name == name }?.octets ?? [], as: UTF8.self)
            }
            return Self(id: id, address: unescaped(text("address")), category: text("category"))
        }
    }

    /// The text with its numeric entities undone; pictures of control characters stand for those.
    private static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text[...]
        while let start = rest.firstRange(of: "&#x"), let end = rest[start.upperBound...].firstIndex(of: ";") {
            result += rest[..<start.lowerBound].unicodeScalars
            let value = UInt32(rest[start.upperBound..<end], radix: 16) ?? 0xFFFD
            result.append(Unicode.Scalar(value >= 0x2400 && value < 0x2420 ? value - 0x2400 : value) ?? "\u{FFFD}")
            rest = rest[rest.index(after: end)...]
        }
        return String(result + rest.unicodeScalars)
    }
}
