extension MIMEParameters {
    /// Writes a parameter behind what a field has: `; name=value`.
    ///
    /// The value stands there as it is, or quoted, or, when it is not ASCII or too long for a line, percent-encoded as
    /// UTF-8, in as many sections as lines need (RFC 2231). Reading gives it back, except that control characters
    /// become spaces and a value of more than ``maximumSectionCount`` sections is cut. Nothing in it can end the
    /// parameter.
    ///
    /// - Parameters:
    ///   - name: a token without asterisks, of at most ``maximumWrittenNameLength`` octets; what no token has is left
    ///     out, and without any other nothing is written.
    ///   - value: any text.
    ///   - folder: the field.
    package static func append(name: String, value: String, to folder: inout HeaderLineFolder) {
        let name = name.utf8.filter(\.isAttributeText)
        guard !name.isEmpty else { return }
        let value = value.withoutControls
        folder.appendDirectly(CollectionOfOne(UInt8(ascii: ";")))
        if let token = plain(name: name, value: Array(value.utf8)) ?? extended(name: name, value: value) {
            return folder.append(token)
        }
        appendSections(name: name, value: value, to: &folder)
    }

    /// `name=value` or `name="value"`, if it can be written so.
    private static func plain(name: [UInt8], value: [UInt8]) -> [UInt8]? {
        guard value.allSatisfy({ (32...126).contains($0) }), !TextPieces.looksEncoded(value[...]) else { return nil }
        var token = name + [UInt8(ascii: "=")]
        // Some readers take what only an extended value may have for one.
        if !value.isEmpty, value.allSatisfy(\.isAttributeText) {
            token += value
        } else {
            token.append(UInt8(ascii: "\""))
            for octet in value {
                if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { token.append(UInt8(ascii: "\\")) }
                token.append(octet)
            }
            token.append(UInt8(ascii: "\""))
        }
        return token.count <= maximumTokenLength ? token : nil
    }

    /// `name*=utf-8''value`, if it is short enough.
    private static func extended(name: [UInt8], value: String) -> [UInt8]? {
        // Each octet needs a character at least.
        guard value.utf8.count <= maximumTokenLength else { return nil }
        let token = name + Array("*=utf-8''".utf8) + value.unicodeScalars.flatMap { escaped($0) }
        return token.count <= maximumTokenLength ? token : nil
    }

    private static func appendSections(name: [UInt8], value: String, to folder: inout HeaderLineFolder) {
        var index = 0
        var token = name + Array("*0*=utf-8''".utf8)
        var isEmpty = true
        for scalar in value.unicodeScalars {
            let piece = escaped(scalar)
            if !isEmpty, token.count + piece.count > maximumTokenLength {
                index += 1
                guard index < maximumSectionCount else { break }
                folder.append(token + [UInt8(ascii: ";")])
                token = name + Array("*\(index)*=".utf8)
            }
            token += piece
            isEmpty = false
        }
        folder.append(token)
    }

    /// A character as its octets in UTF-8, percent-encoded where they must be (`attribute-char` of RFC 2231, section
    /// 7).
    private static func escaped(_ scalar: Unicode.Scalar) -> [UInt8] {
        var text: [UInt8] = []
        for octet in String(scalar).utf8 {
            if octet.isAttributeText {
                text.append(octet)
            } else {
                text += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return text
    }

    /// The longest name in octets with which every section has room for a character, so that no line grows too long and
    /// a value never becomes many times its length.
    static let maximumWrittenNameLength = 50
    /// The longest piece that is not cut: with a tab before and a semicolon behind it, it fits into a line.
    private static let maximumTokenLength = HeaderLineFolder.preferredLength - 2
    private static let digits = Array("0123456789ABCDEF".utf8)
}

extension UInt8 {
    /// Whether the octet may stand for itself in the name of a parameter and in a percent-encoded value.
    fileprivate var isAttributeText: Bool {
        isTokenText && self != UInt8(ascii: "*") && self != UInt8(ascii: "'") && self != UInt8(ascii: "%")
    }
}
