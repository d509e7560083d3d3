import MailAddressing

/// Reads the names that a person gives to `waxwing dns`; what is wrong is answered with what to do.
enum DNSCommandNames {
    /// A name of any kind: ASCII, or an internationalized domain behind labels such as `_dmarc`.
    ///
    /// ASCII is taken as it is, whatever its A-labels stand for, so that every name that exists can be asked for.
    ///
    /// - Parameter text: for example `example.com`, `_dmarc.bücher.example` or `example.com.`
    /// - Throws: wrong usage for what is no name, and for an address or a mailbox.
    static func name(_ text: String) throws(CommandFailure) -> DomainName {
        try refuseMailbox(text)
        if let address = address(text) {
            throw .usage("\(address) is an address and has no such record; waxwing dns ptr \(address) finds its name")
        }
        do {
            return try parse(text)
        } catch {
            throw .usage("\(shown(text)) is no name, such as example.com: \(error)")
        }
    }

    /// A name of this host.
    ///
    /// - Parameter text: for example `mail.example.com`.
    /// - Throws: wrong usage for what is no name.
    static func ownName(_ text: String) throws(CommandFailure) -> DomainName {
        if let address = address(text) {
            throw .usage("\(address) is an address, and --own-name takes a name; say --own-address \(address)")
        }
        do {
            return try parse(text)
        } catch {
            throw .usage("\(shown(text)) is no name of a host, such as mail.example.com: \(error)")
        }
    }

    /// An address of this host.
    ///
    /// - Parameter text: for example `192.0.2.25`, with or without the brackets of a literal.
    /// - Throws: wrong usage for what is no address.
    static func ownAddress(_ text: String) throws(CommandFailure) -> IPAddress {
        if let address = address(text) { return address }
        let isName = !text.contains("@") && (try? parse(text)) != nil
        let advice = isName ? "; a name is given with --own-name" : ""
        throw .usage("\(shown(text)) is no address, such as 192.0.2.25 or 2001:db8::25\(advice)")
    }

    /// The name that has the TLSA records of a host's port (RFC 6698, section 3).
    ///
    /// - Parameter text: `HOST`, whose port is 25, `HOST:PORT`, or the whole name, such as `_25._tcp.mail.example.com`.
    /// - Throws: wrong usage for what is none of these.
    static func certificateAssociation(_ text: String) throws(CommandFailure) -> DomainName {
        guard !text.hasPrefix("_") else { return try name(text) }
        try refuseMailbox(text)
        // A literal may have a port behind its brackets.
        let inBrackets = text.hasPrefix("[") ? text.firstIndex(of: "]").map { String(text[...$0]) } : nil
        guard address(text) == nil, address(inBrackets ?? String(text.prefix { $0 != ":" })) == nil else {
            throw .usage(
                "\(shown(text)) is an address; TLSA records are those of a mail host's name, such as mail.example.com")
        }
        var host = text[...]
        var port: UInt16 = 25
        if let colon = text.lastIndex(of: ":") {
            let digits = text[text.index(after: colon)...]
            guard let number = UInt16(digits), number > 0, digits.utf8.first != UInt8(ascii: "+") else {
                throw .usage("\(shown(text)): the port is a number from 1 to 65535, as in mail.example.com:25")
            }
            host = text[..<colon]
            port = number
        }
        do {
            return try parse(String(host)).prefixed(by: "_\(port)._tcp")
        } catch {
            throw .usage("\(shown(text)) is no HOST or HOST:PORT, such as mail.example.com:25: \(error)")
        }
    }

    /// The name that has the PTR records of an address (RFC 1035, section 3.5; RFC 3596, section 2.5).
    ///
    /// - Parameter text: an address, an address literal, or a name below `in-addr.arpa` or `ip6.arpa`.
    /// - Throws: wrong usage for what is none of these.
    static func pointer(_ text: String) throws(CommandFailure) -> DomainName {
        try refuseMailbox(text)
        do {
            if let address = address(text) { return try DomainName(reversed(address)) }
            let name = try parse(text)
            let trees = try [DomainName("in-addr.arpa"), DomainName("ip6.arpa")]
            if trees.contains(where: name.isEqualToOrBelow) { return name }
        } catch {
            throw .usage("\(shown(text)) is neither an address nor a reversed name: \(error)")
        }
        throw .usage(
            "\(shown(text)) is neither an address nor a name below in-addr.arpa or ip6.arpa; give the address, such as"
                + " 192.0.2.25 or 2001:db8::25")
    }

    /// What mail is for: a domain, an address literal, or that of a mailbox, with or without angle brackets.
    ///
    /// - Parameter text: for example `example.com`, `[192.0.2.1]` or `zoë@bücher.example`.
    /// - Throws: wrong usage for what is none of these.
    static func destination(_ text: String) throws(CommandFailure) -> MailHost {
        let isInAngles = text.hasPrefix("<") && text.hasSuffix(">")
        let bare = isInAngles ? String(text.dropFirst().dropLast()) : text
        if bare.contains("@") {
            do { return try Mailbox(bare).host } catch {
                throw .usage("\(shown(text)) is no mailbox, such as ada@example.com: \(error)")
            }
        }
        if let literal = try? MailHost(bare), literal.domain == nil { return literal }
        if let address = address(bare) {
            throw .usage("\(shown(text)): an address stands in brackets, as in '\(MailHost.literal(address))'")
        }
        do {
            // As in a mailbox, but a final dot does no harm here.
            return try MailHost(parse(bare).text)
        } catch {
            throw .usage("\(shown(text)) is no domain, address literal or mailbox, such as example.com: \(error)")
        }
    }

    /// An address, as it is or in brackets, with or without the tag of IPv6.
    private static func address(_ text: String) -> IPAddress? {
        var rest = text[...]
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        if rest.prefix(5).lowercased() == "ipv6:" { rest = rest.dropFirst(5) }
        return IPAddress(rest)?.unmapped
    }

    /// A name, of which labels that begin with an underscore may stand before U-labels.
    private static func parse(_ text: String) throws(AddressError) -> DomainName {
        guard text.utf8.contains(where: { $0 > 127 }) else { return try DomainName(text) }
        // The labels up to the last that begins with an underscore are none of a domain's (RFC 8552).
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let service = labels.lastIndex(where: { $0.hasPrefix("_") }), service + 1 < labels.count else {
            return try DomainName(internationalized: text)
        }
        let before = labels[...service].joined(separator: ".")
        let domain: DomainName
        do { domain = try DomainName(internationalized: labels[(service + 1)...].joined(separator: ".")) } catch {
            throw AddressError(error.problem, at: error.offset + before.utf8.count + 1)
        }
        return try domain.prefixed(by: before)
    }

    private static func refuseMailbox(_ text: String) throws(CommandFailure) {
        guard text.contains("@") else { return }
        throw .usage("\(shown(text)) has an @; name the domain alone, or ask waxwing dns route, which takes mailboxes")
    }

    private static func reversed(_ address: IPAddress) -> String {
        guard address.family == .v6 else {
            return address.octets.reversed().map(String.init).joined(separator: ".") + ".in-addr.arpa"
        }
        let digits = address.octets.reversed().flatMap { [$0 & 0xF, $0 >> 4] }
        return digits.map { String($0, radix: 16) }.joined(separator: ".") + ".ip6.arpa"
    }

    /// What a person gave, as it is said back; no longer than what can be a name.
    private static func shown(_ text: String) -> String {
        let text = text.isEmpty ? "''" : text
        let limit = DomainName.maximumLength
        return Console.printable(text.count > limit ? String(text.prefix(limit)) + "..." : text)
    }
}
