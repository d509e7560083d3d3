/// The text of a reply as phrases are looked for in it.
///
/// Letters are lower-case and without accents; words stand a space apart, or a line feed where a clause ends; an IP
/// address and a mail address are one octet each, so that a mailbox called `blocked@…` blocks nothing. Apostrophes
/// fall away (`isn't` is `isnt`), and so does the hyphen of `e-mail`; all other signs become spaces. A dot inside a
/// name or a number stays, a colon inside a number too. The octets begin and end with a space.
struct NormalizedText: Sendable {
    /// The most octets of a text that are read: 100 lines of a reply would have 51,200, and nobody has as many phrases
    /// to say; the rest is passed over.
    static let maximumLength = 16_384
    /// What an IPv4 or IPv6 address becomes.
    static let addressOctet: UInt8 = 1
    /// What a mail address becomes.
    static let mailboxOctet: UInt8 = 2
    static let space = UInt8(ascii: " ")
    /// What stands between two words of which the first ends a clause.
    static let clauseEnd = UInt8(ascii: "\n")

    var octets: [UInt8]

    init() { octets = [Self.space] }

    /// Makes a text of one line.
    init(_ line: String) {
        self.init()
        append(line)
    }

    /// Appends a line of a reply; a line's end ends no clause.
    mutating func append(_ line: String) {
        var line = line
        line.withUTF8 { buffer in
            let room = Self.maximumLength - octets.count
            guard room > 0 else { return }
            let input = unsafe buffer.prefix(room)
            unsafe append(input)
        }
    }

    private mutating func append(_ input: Slice<UnsafeBufferPointer<UInt8>>) {
        let input = unsafe UnsafeBufferPointer(rebasing: input)
        octets.reserveCapacity(octets.count + input.count + 2)
        let kinds = CharacterKind.table
        let hasMailbox = unsafe input.contains(UInt8(ascii: "@"))
        let hasColon = unsafe input.contains(UInt8(ascii: ":"))
        var run = AddressRun()
        var index = 0
        while index < input.count {
            let octet = unsafe input[index]
            // Most words are seen to be no address by their first letter.
            let mayBeAddress = hasMailbox || Self.isDigit(octet) || hasColon && Self.isHexadecimal(octet)
            if unsafe mayBeAddress && isTokenStart(input, index) {
                let token = unsafe AddressToken(in: input, at: index, knowing: &run)
                if let token {
                    octets.append(token.isMailbox ? Self.mailboxOctet : Self.addressOctet)
                    octets.append(Self.space)
                    index = token.end
                    continue
                }
            }
            switch kinds[Int(octet)] {
            case .upper: octets.append(octet | 0x20)
            case .word: octets.append(octet)
            case .other: index = unsafe appendMultibyte(input, index)
            case .apostrophe: break
            case .joint:
                let next = unsafe index + 1 < input.count ? input[index + 1] : Self.space
                unsafe appendJoint(octet, next: next, input, index)
            case .separator: appendSpace()
            }
            index += 1
        }
        appendSpace()
    }

    /// Whether an address may begin here: an octet of one, behind one that is not.
    private func isTokenStart(_ input: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard octets.last == Self.space || octets.last == Self.clauseEnd else { return false }
        let kind = unsafe CharacterKind.table[Int(input[index])]
        return kind == .upper || kind == .word
    }

    private mutating func appendSpace() {
        if octets.last != Self.space, octets.last != Self.clauseEnd { octets.append(Self.space) }
    }

    /// A dot, a colon, a hyphen, a comma and their kind: what they are depends on what stands around them.
    private mutating func appendJoint(
        _ octet: UInt8, next: UInt8, _ input: UnsafeBufferPointer<UInt8>, _ index: Int
    ) {
        let last = octets.last ?? Self.space
        switch octet {
        case UInt8(ascii: ".") where Self.isWord(last) && Self.isWord(next),
            UInt8(ascii: ":") where Self.isDigit(last) && Self.isDigit(next):
            octets.append(octet)
        case UInt8(ascii: "-"):
            // `e-mail`.
            let isMail = last | 0x20 == UInt8(ascii: "e") && next | 0x20 == UInt8(ascii: "m")
            if isMail, octets.count > 1, !Self.isWord(octets[octets.count - 2]) { return }
            appendSpace()
        default:
            guard next == Self.space || octet == UInt8(ascii: ";") else { return appendSpace() }
            if last == Self.space { octets.removeLast() }
            if octets.last != Self.clauseEnd { octets.append(octets.isEmpty ? Self.space : Self.clauseEnd) }
        }
    }

    /// A letter outside of ASCII: those of Latin-1 lose their accents, Cyrillic capitals become small.
    private mutating func appendMultibyte(_ input: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let octet = unsafe input[index]
        guard index + 1 < input.count else {
            octets.append(octet)
            return index
        }
        let next = unsafe input[index + 1]
        switch (octet, next) {
        case (0xC3, 0x80...0xBF):
            let letters = CharacterKind.latin[Int(next & 0x1F)]
            for letter in (next == 0x9F ? [UInt8(ascii: "s"), UInt8(ascii: "s")] : [letters]) { octets.append(letter) }
        case (0xC2, 0x80...0xBF): appendSpace()
        case (0xD0, 0x90...0x9F): octets += [0xD0, next + 0x20]
        case (0xD0, 0xA0...0xAF): octets += [0xD1, next - 0x20]
        case (0xE2, 0x80):
            // Typographic quotation marks and dashes; the one that is an apostrophe falls away.
            let last = unsafe index + 2 < input.count ? input[index + 2] : 0
            if last != 0x99 { appendSpace() }
            return min(index + 2, input.count - 1)
        default:
            octets.append(octet)
            return index
        }
        return index + 1
    }

    /// Whether an octet is a letter or a digit of ASCII.
    static func isWord(_ octet: UInt8) -> Bool { isDigit(octet) || (97...122).contains(octet | 0x20) }
    static func isDigit(_ octet: UInt8) -> Bool { (48...57).contains(octet) }
    private static func isHexadecimal(_ octet: UInt8) -> Bool { (97...102).contains(octet | 0x20) }
}
