import DKIM
import InternetMessage

/// The canonical forms of RFC 6376, section 3.4, said as simply as they can be: what the signer, the verifier and
/// `BodyCanonicalizer` are held against.
enum ReferenceCanonicalForm {
    /// The form of a body (sections 3.4.3 and 3.4.4).
    ///
    /// A line without its CRLF is completed first, so that blanks at its end go as well.
    static func body(_ body: ArraySlice<UInt8>, _ form: Canonicalization) -> [UInt8] {
        var lines = lines(of: body)
        if form == .relaxed { lines = lines.map { collapsed($0) } }
        while lines.last?.isEmpty == true { lines.removeLast() }
        // "If there is no body, a CRLF is added" is said of the simple form alone.
        if lines.isEmpty, form == .simple { return lineEnd }
        return lines.flatMap { $0 + lineEnd }
    }

    /// The form of a header field with its CRLF (sections 3.4.1 and 3.4.2).
    static func field(_ field: HeaderField, _ form: Canonicalization) -> [UInt8] {
        switch form {
        case .simple:
            return field.octets.suffix(2).elementsEqual(lineEnd) ? Array(field.octets) : field.octets + lineEnd
        case .relaxed:
            let value = collapsed(lines(of: field.value).flatMap { $0 })
            let name = field.nameOctets.map { (65...90).contains($0) ? $0 + 32 : $0 }
            return name + [UInt8(ascii: ":")] + value.drop { $0 == UInt8(ascii: " ") } + lineEnd
        }
    }

    /// The lines that CRLF ends, and what stands behind the last one, which may be nothing.
    private static func lines(of octets: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var index = octets.startIndex
        while index < octets.endIndex {
            if octets[index...].starts(with: lineEnd) {
                lines.append([])
                index += 2
            } else {
                lines[lines.count - 1].append(octets[index])
                index += 1
            }
        }
        return lines
    }

    /// A line whose runs of blanks are one space each, and which does not end in one.
    private static func collapsed(_ line: [UInt8]) -> [UInt8] {
        var collapsed: [UInt8] = []
        for octet in line {
            let isBlank = octet == 32 || octet == 9
            if !isBlank { collapsed.append(octet) }
            if isBlank, collapsed.last != 32 { collapsed.append(32) }
        }
        if collapsed.last == 32 { collapsed.removeLast() }
        return collapsed
    }

    private static let lineEnd: [UInt8] = [13, 10]
}
