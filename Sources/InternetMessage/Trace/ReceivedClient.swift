import MailAddressing

/// What a comment in the `from` clause of a Received field says of the client.
///
/// Among others `(mail.example.com [192.0.2.1])`, `(HELO mail) (192.0.2.1)`, `([192.0.2.1]:4711 helo=mail ident=ada)`,
/// `(192.0.2.1:4711)`, `(ada@192.0.2.1)` and `(localhost [IPv6:::1])`.
struct ReceivedClient {
    private(set) var greeting: String?
    private(set) var name: String?
    private(set) var address: IPAddress?

    init(_ text: [UInt8]) {
        let parts = Self.parts(of: text)
        var index = 0
        while index < parts.count {
            let part = parts[index]
            index += 1
            let lowercased = String(decoding: part.prefix(5).map(\.lowercasedLetter), as: UTF8.self)
            if lowercased == "helo=" || part.count == 4 && Self.greetings.contains(lowercased) {
                var said = part.dropFirst(5)
                if said.isEmpty, index < parts.count {
                    said = parts[index]
                    index += 1
                }
                if greeting == nil, !said.isEmpty { greeting = String(decoding: said, as: UTF8.self) }
            } else {
                if address == nil { address = Self.address(part) }
                if index == 1, Self.isHostName(part) { name = String(decoding: part, as: UTF8.self) }
            }
        }
    }

    private static let greetings = ["helo", "ehlo", "lhlo"]

    /// The words of the comment; brackets hold one word together with themselves.
    private static func parts(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        for (index, octet) in text.enumerated() {
            switch octet {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""):
                if start < index { parts.append(text[start..<index]) }
                start = index + 1
            case UInt8(ascii: "["):
                if start < index { parts.append(text[start..<index]) }
                start = index
            case UInt8(ascii: "]"):
                parts.append(text[start...index])
                start = index + 1
            default: break
            }
        }
        if start < text.endIndex { parts.append(text[start...]) }
        return parts
    }

    /// An address, maybe in brackets, behind a tag or a user's name, before a zone or a port.
    private static func address(_ part: ArraySlice<UInt8>) -> IPAddress? {
        var text = part
        if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") { text = text.dropFirst().dropLast() }
        // No form of an address with what may stand around it is longer.
        guard (2...maximumAddressLength).contains(text.count) else { return nil }
        if let at = text.lastIndex(of: UInt8(ascii: "@")) { text = text[(at + 1)...] }
        if text.prefix(5).map(\.lowercasedLetter).elementsEqual("ipv6:".utf8) { text = text.dropFirst(5) }
        if let zone = text.firstIndex(of: UInt8(ascii: "%")) { text = text[..<zone] }
        if let address = IPAddress(String(decoding: text, as: UTF8.self)) { return address }
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let address = IPAddress(String(decoding: text[..<colon], as: UTF8.self))
        return address?.family == .v4 ? address : nil
    }

    /// Whether the word is a name of at least two labels and no address; the user of an `IDENT:user@name` does not count.
    private static func isHostName(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.count <= DomainName.maximumLength + 1, part.contains(UInt8(ascii: ".")) else { return false }
        let text = String(decoding: part, as: UTF8.self)
        guard let domain = try? DomainName(text), domain.labels.count > 1 else { return false }
        return IPAddress(domain.text) == nil
    }

    /// An IPv6 address of 45 octets, a user's name of 64, a zone and a port.
    private static let maximumAddressLength = 128
}
