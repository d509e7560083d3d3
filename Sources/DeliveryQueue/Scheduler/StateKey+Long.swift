/// Keys that are too long for a store: a digest stands for them, and the value begins with the key itself.
extension StateKey {
    /// The longest key as it is.
    private static let longest = 255
    private static let prefix = "long/"

    /// The key and value as they are written.
    ///
    /// - Parameter value: the value, or nil to remove it.
    func stored(_ value: [UInt8]?) -> (key: String, value: [UInt8]?) {
        let octets = Array(text.utf8)
        guard octets.count > Self.longest else { return (text, value) }
        guard let length = UInt16(exactly: octets.count), let value else { return (Self.digest(octets), nil) }
        return (Self.digest(octets), [UInt8(length >> 8), UInt8(length & 0xFF)] + octets + value)
    }

    /// Reads a key and value as they were written; nil where they are not understood.
    static func read(_ key: String, _ value: [UInt8]) -> (key: StateKey, value: [UInt8])? {
        guard key.hasPrefix(prefix) else { return StateKey(key).map { ($0, value) } }
        guard value.count >= 2 else { return nil }
        let length = Int(value[0]) << 8 | Int(value[1])
        guard value.count >= 2 + length, let text = String(validating: value[2..<(2 + length)], as: UTF8.self),
            let found = StateKey(text)
        else { return nil }
        return (found, Array(value.dropFirst(2 + length)))
    }

    /// Two FNV-1a digests of 64 bits, from different beginnings.
    private static func digest(_ octets: [UInt8]) -> String {
        var (first, second): (UInt64, UInt64) = (0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15)
        for octet in octets {
            first = (first ^ UInt64(octet)) &* 0x100_0000_01B3
            second = (second ^ UInt64(octet)) &* 0x100_0000_01B3
        }
        return prefix + String(first, radix: 36) + "-" + String(second, radix: 36)
    }
}
