import DKIM

/// Canonical forms of header fields said as plainly as RFC 6376 says them, to hold the quick ones against.
enum PlainHeader {
    /// The canonical form of a field that has its final CRLF, or lacks it at the end of a message.
    ///
    /// RFC 6376, sections 3.4.1 and 3.4.2: nothing changes; or the name in lower case, the folding undone, runs of blanks
    /// made one space, and none at both ends of the value.
    static func form(_ field: [UInt8], _ form: Canonicalization) -> [UInt8] {
        let whole = field.suffix(2) == [0x0D, 0x0A] ? field : field + [0x0D, 0x0A]
        guard form == .relaxed, let colon = whole.firstIndex(of: 0x3A) else { return whole }
        let name = whole[..<colon].filter { $0 != 0x20 && $0 != 0x09 }.map { (65...90).contains($0) ? $0 + 32 : $0 }
        var unfolded: [UInt8] = []
        var index = colon + 1
        while index < whole.count - 2 {
            if whole[index] == 0x0D, whole[index + 1] == 0x0A {
                index += 2
            } else {
                unfolded.append(whole[index] == 0x09 ? 0x20 : whole[index])
                index += 1
            }
        }
        let words = unfolded.split(separator: 0x20)
        return name + [0x3A] + Array(words.joined(separator: [0x20])) + [0x0D, 0x0A]
    }

    /// A signature's field with nothing in the place of the value of `b=`, and that value without blanks; nil where there
    /// is none.
    static func withoutSignature(_ field: [UInt8]) -> (field: [UInt8], signature: [UInt8])? {
        guard let colon = field.firstIndex(of: 0x3A) else { return nil }
        let end = field.suffix(2) == [0x0D, 0x0A] ? field.count - 2 : field.count
        guard colon < end else { return nil }
        var written = Array(field[...colon])
        var signature: [UInt8]?
        let tags = field[(colon + 1)..<end].split(separator: 0x3B, omittingEmptySubsequences: false)
        for (position, tag) in tags.enumerated() {
            if position > 0 { written.append(0x3B) }
            let equals = tag.firstIndex(of: 0x3D) ?? tag.endIndex
            let name = tag[..<equals].filter { ![0x20, 0x09, 0x0D, 0x0A].contains($0) }
            if name == [0x62], equals < tag.endIndex {
                written += tag[...equals]
                signature = tag[(equals + 1)...].filter { ![0x20, 0x09, 0x0D, 0x0A].contains($0) }
            } else {
                written += tag
            }
        }
        return signature.map { (written + field[end...], $0) }
    }
}
