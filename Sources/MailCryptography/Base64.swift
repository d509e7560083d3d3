/// Base64 with the standard alphabet (RFC 4648, section 4).
public enum Base64 {
    /// Encodes octets, with padding and without line breaks.
    ///
    /// - Parameter octets: what to encode.
    /// - Returns: ASCII text of four characters for each three octets.
    public static func encode(_ octets: some Collection<UInt8>) -> String {
        let text = octets.withContiguousStorageIfAvailable { unsafe encoded($0.span) }
        return text ?? encoded(Array(octets).span)
    }

    /// Decodes text; blanks and line ends anywhere in it are skipped.
    ///
    /// Padding may be missing, as RFC 6376, section 2.10, allows; where it stands it must be the last. Bits that are left
    /// over are ignored.
    ///
    /// - Parameter text: the octets of the text.
    /// - Returns: the octets, or nil when a character is outside of the alphabet or the length cannot be right.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let octets = text.withContiguousStorageIfAvailable { unsafe decode($0.span) }
        return octets ?? decode(Array(text).span)
    }
}

// The work is done on spans, as generic code of another module would take several times as long.
extension Base64 {
    private static func encoded(_ octets: Span<UInt8>) -> String {
        let length = (octets.count + 2) / 3 * 4
        return unsafe String(unsafeUninitializedCapacity: length) { text in
            var (index, place) = (0, 0)
            while index < octets.count {
                let count = min(3, octets.count - index)
                var group = UInt32(octets[index]) << 16
                if count > 1 { group |= UInt32(octets[index + 1]) << 8 }
                if count > 2 { group |= UInt32(octets[index + 2]) }
                for character in 0..<4 {
                    let sextet = Int(group >> UInt32(18 - 6 * character) & 0x3F)
                    unsafe text[place] = character <= count ? alphabet[sextet] : padding
                    place += 1
                }
                index += count
            }
            return place
        }
    }

    /// Decodes text as ``decode(_:)`` does.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        var isWellFormed = false
        let octets = unsafe [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { output, count in
            unsafe values.withUnsafeBufferPointer { values in
                unsafe text.withUnsafeBufferPointer { text in
                    guard let output = output.baseAddress, let values = values.baseAddress else { return }
                    let written = unsafe decode(text, values, into: output)
                    isWellFormed = written != nil
                    count = written ?? 0
                }
            }
        }
        return isWellFormed ? octets : nil
    }

    /// Writes the octets of a text, at most three for each four characters and three more; nil for a malformed text.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, _ values: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        guard var next = text.baseAddress else { return 0 }
        let end = unsafe next + text.count
        var decoder = Decoder()
        var count = 0
        while unsafe next < end {
            // Four characters at a time, as long as there is nothing but the alphabet.
            while unsafe end - next >= 4 && decoder.isBetweenGroups {
                let first = unsafe values[Int(next[0])]
                let second = unsafe values[Int(next[1])]
                let third = unsafe values[Int(next[2])]
                let fourth = unsafe values[Int(next[3])]
                guard first | second | third | fourth < blank else { break }
                let group = UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
                unsafe output[count] = UInt8(truncatingIfNeeded: group >> 16)
                unsafe output[count &+ 1] = UInt8(truncatingIfNeeded: group >> 8)
                unsafe output[count &+ 2] = UInt8(truncatingIfNeeded: group)
                count &+= 3
                unsafe next += 4
            }
            guard unsafe next < end else { break }
            guard let octet = unsafe decoder.take(values[Int(next.pointee)]) else { return nil }
            if let octet {
                unsafe output[count] = octet
                count &+= 1
            }
            unsafe next += 1
        }
        return decoder.isComplete ? count : nil
    }

    /// Decodes character by character, where blanks or the end come.
    private struct Decoder {
        /// How many characters of the alphabet were taken one by one.
        var characters = 0
        var paddings = 0
        private var bits: UInt32 = 0

        /// Takes what a character stands for; gives an octet where one is complete, and nil for a wrong character.
        mutating func take(_ value: UInt8) -> UInt8?? {
            switch value {
            case Base64.blank: return .some(nil)
            case Base64.pad:
                paddings += 1
                return .some(nil)
            default:
                guard value < Base64.blank, paddings == 0 else { return nil }
                bits = bits << 6 | UInt32(value)
                characters += 1
                switch characters & 3 {
                case 2: return UInt8(truncatingIfNeeded: bits >> 4)
                case 3: return UInt8(truncatingIfNeeded: bits >> 2)
                case 0: return UInt8(truncatingIfNeeded: bits)
                default: return .some(nil)
                }
            }
        }

        /// Whether no group has begun, and none has ended the text.
        var isBetweenGroups: Bool { characters & 3 == 0 && paddings == 0 }

        /// Whether the text may end here.
        var isComplete: Bool {
            switch characters & 3 {
            case 0: paddings == 0
            case 2: paddings == 0 || paddings == 2
            case 3: paddings <= 1
            default: false
            }
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// What an octet of text stands for: a number below 64, or one of the three that follow.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: none, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        for character in " \t\r\n".utf8 { values[Int(character)] = blank }
        values[Int(padding)] = pad
        return values
    }()
    fileprivate static let blank: UInt8 = 64
    fileprivate static let pad: UInt8 = 65
    private static let none: UInt8 = 66
}
