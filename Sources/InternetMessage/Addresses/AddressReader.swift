/// Reads an address list (RFC 5322, sections 3.4 and 4.4), tolerantly and in one pass; see ``AddressList``.
///
/// Commas and semicolons part the value into elements; ``AddressElement`` finds the mailboxes of one. Semicolons also
/// end a group. A group that begins in another ends it, so that groups never nest.
struct AddressReader {
    private var lexer: StructuredFieldLexer
    /// Tokens that were read and belong to what follows; read again before all others.
    private var returned: ArraySlice<StructuredToken> = []
    private var element = AddressElement()
    private var entries: [AddressListEntry] = []
    private var group: (name: String, members: [NamedMailbox])?
    private var count = 0

    init(_ value: ArraySlice<UInt8>) { lexer = StructuredFieldLexer(value, specials: .addresses) }

    /// The entries of the value.
    mutating func read() -> [AddressListEntry] {
        while count < AddressList.maximumCount, let token = next() {
            guard token.kind == .special else {
                element.append(token)
                continue
            }
            switch token.octets.first {
            case UInt8(ascii: ","): endElement()
            case UInt8(ascii: ";"):
                endElement()
                endGroup()
            case UInt8(ascii: ":"): takeColon(token)
            case UInt8(ascii: "<"): takeAngleAddress()
            // One that closes nothing.
            case UInt8(ascii: ">"): break
            default: element.append(token)
            }
        }
        endElement()
        endGroup()
        return entries
    }

    private mutating func next() -> StructuredToken? { returned.popFirst() ?? lexer.next() }

    /// Ends a group's name, or the source route of an address without brackets; elsewhere it is part of a word.
    private mutating func takeColon(_ token: StructuredToken) {
        if element.hasAt {
            element.appendColonBehindAt(token)
        } else if let name = element.takeGroupName() {
            endElement()
            endGroup()
            group = (name, [])
            count += 1
        }
    }

    /// Takes all up to the closing bracket; where there is none, up to the next comma or semicolon.
    private mutating func takeAngleAddress() {
        var tokens: [StructuredToken] = []
        lexer.takesEncodedWords = false
        defer { lexer.takesEncodedWords = true }
        while let token = next() {
            if token.isSpecial(UInt8(ascii: ">")) {
                element.append(angleAddress: tokens[...])
                return
            }
            if token.isSpecial(UInt8(ascii: "<")) {
                returned = [token]
                break
            }
            tokens.append(token)
        }
        let end = tokens.firstIndex { $0.isSpecial(UInt8(ascii: ",")) || $0.isSpecial(UInt8(ascii: ";")) }
        if let end { giveBack(tokens[end...]) }
        element.append(angleAddress: tokens[..<(end ?? tokens.endIndex)])
    }

    /// Has tokens behind an address read again.
    ///
    /// They are read as they are, or from their octets where an encoded word begins in them, which was not looked for.
    /// Nothing is read more than twice, as the next bracket begins another address.
    private mutating func giveBack(_ tokens: ArraySlice<StructuredToken>) {
        let begins = Array("=?".utf8)
        if let first = tokens.first, tokens.contains(where: { $0.octets.starts(with: begins) }) {
            lexer.index = first.octets.startIndex
            returned = []
        } else {
            returned = tokens + returned
        }
    }

    private mutating func endElement() {
        for mailbox in element.finish().prefix(AddressList.maximumCount - count) {
            count += 1
            if group == nil {
                entries.append(.mailbox(mailbox))
            } else {
                group?.members.append(mailbox)
            }
        }
        element = AddressElement()
    }

    private mutating func endGroup() {
        guard let (name, members) = group else { return }
        entries.append(.group(name: name, members: members))
        group = nil
    }
}
