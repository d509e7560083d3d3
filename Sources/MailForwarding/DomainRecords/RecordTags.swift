/// The tags of a record, `name=value` with `;` between them, as DKIM, DMARC, MTA-STS and TLS-RPT write them
/// (RFC 6376, section 3.2).
///
/// Blanks and line ends around names and values are no part of them, one `;` may stand at the end, and the case of
/// names matters. A list in which a tag stands twice or has no `=`, or that has control characters, is none at all.
struct RecordTags: Hashable, Sendable {
    /// The name of the first tag.
    let firstName: String
    /// The values by their names.
    let values: [String: String]

    /// The longest text in octets that is read: a record is carried in an answer of the DNS, and rarely has 1,000.
    static let maximumLength = 4_096

    /// Parses a text.
    ///
    /// - Parameter text: the whole record; nil is returned where it is malformed or has over ``maximumLength`` octets.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        var parts = Array(text.utf8).split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { $0.trimmingBlanks() }
        if parts.last?.isEmpty == true { parts.removeLast() }
        var names: [String] = []
        var values: [String: String] = [:]
        for part in parts {
            guard let sign = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = part[..<sign].trimmingBlanks()
            let value = part[(sign + 1)...].trimmingBlanks()
            guard !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }), value.allSatisfy(\.isTextOfValue)
            else { return nil }
            let key = String(decoding: name, as: UTF8.self)
            guard values.updateValue(String(decoding: value, as: UTF8.self), forKey: key) == nil else { return nil }
            names.append(key)
        }
        guard let first = names.first else { return nil }
        firstName = first
        self.values = values
    }

    /// The value of a tag, or nil where it does not stand in the list.
    subscript(name: String) -> String? { values[name] }

    /// The value of a tag without any blanks and line ends, as Base64 and lists are read; nil where it is not there.
    func compacted(_ name: String) -> String? {
        values[name].map { String(decoding: $0.utf8.filter { !$0.isFoldingBlank }, as: UTF8.self) }
    }

    /// The entries of a list with a separator between them, in lower case and without blanks; nil where there is none.
    func list(_ name: String, separator: Character) -> [String]? {
        compacted(name).map { $0.lowercased().split(separator: separator).map(String.init) }
    }
}

extension ArraySlice<UInt8> {
    /// The octets without blanks and line ends at both ends.
    fileprivate func trimmingBlanks() -> ArraySlice<UInt8> {
        var rest = drop { $0.isFoldingBlank }
        while let last = rest.last, last.isFoldingBlank { rest.removeLast() }
        return rest
    }
}

extension UInt8 {
    /// Whether the octet is a blank, a tab, or part of a line end.
    var isFoldingBlank: Bool {
        switch self {
        case 0x09, 0x0A, 0x0D, 0x20: true
        default: false
        }
    }

    /// Whether the octet may stand in a value: no control character but those between the lines of a folded value.
    fileprivate var isTextOfValue: Bool { self >= 0x20 && self != 0x7F || isFoldingBlank }
}
