import MailAddressing

extension ExpectedRecord {
    /// The value in pieces of at most ``maximumStringLength`` octets, as the DNS keeps a text.
    ///
    /// Joined without anything between them they are the value. That of an MX record is one piece.
    public var strings: [String] {
        guard type == .txt else { return [value] }
        let octets = Array(value.utf8)
        return stride(from: 0, to: octets.count, by: Self.maximumStringLength).map { start in
            let end = min(start + Self.maximumStringLength, octets.count)
            return String(decoding: octets[start..<end], as: UTF8.self)
        }
    }

    /// The line of a zone file, without a line end (RFC 1035, section 5.1).
    ///
    /// All names are absolute. A text is in quotes, with `\"` and `\\` for these two, and other octets than visible
    /// ASCII and blanks as `\DDD`. For example `example.test. 3600 IN TXT "v=spf1 mx ~all"`.
    public var zoneFileLine: String {
        let data =
            switch type {
            case .mx: value + "."
            case .txt: strings.map(Self.quoted).joined(separator: " ")
            }
        return "\(name). \(Self.timeToLive) IN \(type.rawValue) \(data)"
    }

    private static func quoted(_ string: String) -> String {
        var octets: [UInt8] = [UInt8(ascii: "\"")]
        for octet in string.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): octets += [UInt8(ascii: "\\"), octet]
            case 0x20...0x7E: octets.append(octet)
            default:
                octets.append(UInt8(ascii: "\\"))
                octets += [octet / 100, octet / 10 % 10, octet % 10].map { UInt8(ascii: "0") + $0 }
            }
        }
        octets.append(UInt8(ascii: "\""))
        return String(decoding: octets, as: UTF8.self)
    }
}

extension ExpectedRecord {
    /// The sentence that asks for the record where there is none; a value that is short enough stands at its end.
    var addition: String {
        let article = type == .mx ? "an" : "a"
        return "Add \(article) \(type.rawValue) record at \(name) with the value \(valueInSentence)"
    }

    /// The sentence that asks for the record in the place of what is there.
    var replacement: String { "Replace it by the value \(valueInSentence)" }

    /// The value, which has no full stop behind it, so that none is copied.
    private var valueInSentence: String {
        value.utf8.count <= Self.longestValueInSentence ? "that follows: \(value)" : "that is expected."
    }

    /// The longest value that still reads well at the end of a sentence.
    private static let longestValueInSentence = 250
}
