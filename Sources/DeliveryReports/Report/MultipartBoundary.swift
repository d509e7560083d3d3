/// Finds the boundary between the parts of a report (RFC 2046, section 5.1.1).
enum MultipartBoundary {
    /// A boundary that occurs in none of the parts.
    ///
    /// It is made of the unique text, so that the same report has the same boundary; only when that occurs in a part,
    /// as when somebody knew it beforehand, a number follows.
    ///
    /// - Parameters:
    ///   - unique: letters, digits, hyphens and underscores.
    ///   - parts: the octets of each part.
    static func text(from unique: String, absentFrom parts: [[UInt8]]) -> String {
        let base = "=_\(unique.prefix(maximumUniqueLength))"
        var boundary = base
        var number = 0
        while parts.contains(where: { occurs(Array(boundary.utf8), in: $0) }) {
            number += 1
            boundary = "\(base).\(number)"
        }
        return boundary
    }

    private static func occurs(_ text: [UInt8], in octets: [UInt8]) -> Bool {
        guard let first = text.first else { return true }
        var rest = octets[...]
        while let index = rest.firstIndex(of: first) {
            rest = rest[index...]
            if rest.starts(with: text) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    /// So much that the boundary with any number stays below the 70 octets that are allowed.
    private static let maximumUniqueLength = 40
}
