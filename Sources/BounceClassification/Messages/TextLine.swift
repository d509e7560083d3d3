/// A line of a text, as it stands and as phrases are looked for in it.
struct TextLine {
    /// The line without blanks at its ends.
    let trimmed: [UInt8]
    /// In lower case, blanks run together.
    let lowered: [UInt8]
    /// Whether it begins with a blank.
    let isIndented: Bool

    /// A longer line is cut: no reply is as long.
    private static let maximumLength = 4_096

    /// Makes a line of octets of UTF-8 without the line feed.
    init(_ octets: some Collection<UInt8>) {
        let cut = octets.prefix(Self.maximumLength)
        isIndented = cut.first.map(Self.isBlank) ?? false
        var text = Array(cut.drop(while: Self.isBlank))
        while let last = text.last, Self.isBlank(last) { text.removeLast() }
        trimmed = text
        lowered = Self.lowered(text)
    }

    var isEmpty: Bool { trimmed.isEmpty }

    /// Whether a person quoted the line.
    ///
    /// What servers quote of a session begins with three of the sign.
    var isQuoted: Bool { trimmed.first == UInt8(ascii: ">") && !trimmed.starts(with: ">>>".utf8) }

    /// Whether a line is drawn here, or begins with one.
    var isRule: Bool {
        guard let first = trimmed.first, "-=_*|#+~".utf8.contains(first), trimmed.count > 2 else { return false }
        return trimmed[1] == first && trimmed[2] == first || first == UInt8(ascii: "|") && trimmed[1] == 45
    }

    /// The line as text.
    var text: String { String(decoding: trimmed, as: UTF8.self) }

    static func isBlank(_ octet: UInt8) -> Bool { octet == 32 || (9...13).contains(octet) }

    private static func lowered(_ octets: [UInt8]) -> [UInt8] {
        let isASCII = octets.allSatisfy { $0 < 128 }
        let source = isASCII ? octets : Array(String(decoding: octets, as: UTF8.self).lowercased().utf8)
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        for octet in source {
            if isBlank(octet) {
                if result.last != 32 { result.append(32) }
            } else {
                result.append((65...90).contains(octet) ? octet | 0x20 : octet)
            }
        }
        return result
    }
}

extension [UInt8] {
    /// Whether a phrase stands in the octets.
    func contains(_ phrase: String) -> Bool { place(of: phrase) != nil }

    /// Whether one of some phrases does.
    func containsAny(of phrases: [String]) -> Bool { phrases.contains { contains($0) } }

    /// Where a phrase begins in the octets.
    func place(of phrase: String) -> Int? {
        var phrase = phrase
        return phrase.withUTF8 { sought -> Int? in
            guard let first = unsafe sought.first, count >= sought.count else { return nil }
            for start in 0...(count - sought.count) where self[start] == first {
                var length = 1
                while length < sought.count, unsafe self[start + length] == sought[length] { length += 1 }
                if length == sought.count { return start }
            }
            return nil
        }
    }
}
