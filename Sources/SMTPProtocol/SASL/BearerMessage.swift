/// A bearer token as OAUTHBEARER (RFC 7628, section 3.1) and XOAUTH2 send it.
enum BearerMessage {
    /// The octet behind each pair.
    static let separator: UInt8 = 1

    /// The most octets of a token.
    ///
    /// 8192: tokens that carry signed claims have some thousands, and a line of AUTH holds 9216 (RFC 4954, section 4).
    static let maximumTokenLength = 8_192

    /// The pairs of a text that ends with two separators, or nil where it is none; every name but once.
    static func pairs(_ text: ArraySlice<UInt8>) -> [String: ArraySlice<UInt8>]? {
        guard text.last == separator else { return nil }
        let parts = text.dropLast().split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.last?.isEmpty == true else { return nil }
        var pairs: [String: ArraySlice<UInt8>] = [:]
        for part in parts.dropLast() {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")), equals > part.startIndex,
                part[..<equals].allSatisfy({ ($0 | 0x20) &- 97 < 26 }), part[equals...].allSatisfy(isValueOctet)
            else { return nil }
            let name = String(decoding: part[..<equals], as: UTF8.self)
            guard pairs.updateValue(part[(equals + 1)...], forKey: name) == nil else { return nil }
        }
        return pairs
    }

    /// The token of an `auth` value, or nil where it has another scheme than `Bearer` or no token.
    static func token(_ value: ArraySlice<UInt8>) -> String? {
        let scheme = "BEARER "
        guard String(asciiUppercased: value.prefix(scheme.utf8.count)) == scheme else { return nil }
        let token = value.dropFirst(scheme.utf8.count)
        return isToken(token) ? String(decoding: token, as: UTF8.self) : nil
    }

    /// Whether the octets are a `b64token` (RFC 6750, section 2.1) of a length that is taken.
    static func isToken(_ octets: some BidirectionalCollection<UInt8>) -> Bool {
        guard octets.count <= maximumTokenLength, let body = octets.lastIndex(where: { $0 != UInt8(ascii: "=") })
        else { return false }
        return octets[...body].allSatisfy { octet in
            (octet | 0x20) &- 97 < 26 || octet &- 48 < 10 || "-._~+/".utf8.contains(octet)
        }
    }

    /// The octets of a message with a token.
    ///
    /// - Parameter opening: what stands before the `auth` pair, its separator with it.
    static func message(opening: [UInt8], token: String) -> [UInt8] {
        opening + Array("auth=Bearer \(token)".utf8) + [separator, separator]
    }

    /// RFC 7628 allows ASCII; the user of XOAUTH2 may be in UTF-8.
    private static func isValueOctet(_ octet: UInt8) -> Bool {
        octet >= 32 && octet != 127 || octet == 9 || octet == 10 || octet == 13
    }
}
