import MailAddressing

/// A mail address in a line of text.
struct AddressMention {
    let address: String
    /// Where it stands in the line, without the brackets around it.
    let range: Range<Int>

    /// More addresses in a line are not looked at.
    private static let maximumCount = 50
    /// The longest address that SMTP carries, and some more.
    static let maximumLength = 320

    /// The addresses of a line.
    static func all(in line: [UInt8]) -> [AddressMention] {
        var result: [AddressMention] = []
        var low = 0
        for place in line.indices where line[place] == UInt8(ascii: "@") {
            guard result.count < maximumCount else { break }
            guard place >= low, let mention = AddressMention(line, at: place, notBefore: low) else { continue }
            result.append(mention)
            low = mention.range.upperBound
        }
        return result
    }

    private init?(_ line: [UInt8], at place: Int, notBefore low: Int) {
        var end = place + 1
        while end < line.count, end - place < Self.maximumLength, Self.isHost(line[end]) { end += 1 }
        while end > place + 1, line[end - 1] == UInt8(ascii: ".") || line[end - 1] == UInt8(ascii: "-") { end -= 1 }
        guard line[(place + 1)..<end].contains(UInt8(ascii: ".")) else { return nil }
        var start = place
        if start > low, line[start - 1] == UInt8(ascii: "\"") {
            // A quoted local part, if its beginning is in the line.
            let before = line[low..<(start - 1)]
            guard let quote = before.lastIndex(of: UInt8(ascii: "\"")) else { return nil }
            start = quote
        } else {
            while start > low, place - start < Self.maximumLength, Self.isLocal(line[start - 1]) { start -= 1 }
            while start < place, "'*-=/`".utf8.contains(line[start]) { start += 1 }
        }
        let text = String(decoding: line[start..<end], as: UTF8.self)
        let isAddress = (try? Mailbox(text)) != nil || Self.isOldAddress(line[start..<place])
        guard start < place, end - start <= Self.maximumLength, isAddress else { return nil }
        address = text
        range = start..<end
    }

    /// Whether it is a local part that only carriers of Japan gave: dots at its end or one after another.
    private static func isOldAddress(_ local: ArraySlice<UInt8>) -> Bool {
        local.first != UInt8(ascii: ".") && local.allSatisfy { $0 < 128 && isLocal($0) }
    }

    private static func isHost(_ octet: UInt8) -> Bool {
        NormalizedText.isDigit(octet) || (65...90).contains(octet & 0xDF) || octet == 45 || octet == 46
    }

    private static func isLocal(_ octet: UInt8) -> Bool {
        NormalizedText.isDigit(octet) || (65...90).contains(octet & 0xDF) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(octet)
    }
}
