/// A mailbox, `local-part@domain`, of RFC 5321, section 4.1.2, internationalized as RFC 6531, section 3.3, has it.
///
/// The local part is kept as it was given, quotes removed; the domain is folded. So `Ada@EXAMPLE.com` equals
/// `Ada@example.com` but not `ada@example.com`: only the receiving domain knows whether the case of a local part
/// matters. Local parts that Unicode calls canonically equivalent are equal, whether an accented letter is one scalar
/// or two: that is how Swift compares text, and as if both were in form C, which RFC 6532, section 3.1, asks for. A few
/// characters are equivalent to ASCII, as the Kelvin sign is to the letter K, so a mailbox that is internationalized
/// can equal one that is not.
///
/// Guarantees: a local part of 1 to 64 octets of UTF-8 without control characters, and a whole of at most 254 octets,
/// both as given and with the domain as A-labels.
public struct Mailbox: Hashable, Sendable {
    /// The local part without quotes, for example `ada`, `zoë` or, quoted on the wire, `ada lovelace`.
    public let localPart: String
    /// The domain or address literal.
    public let host: MailHost

    /// The longest local part in octets (RFC 5321, section 4.5.3.1.1).
    public static let maximumLocalPartLength = 64
    /// The longest mailbox in octets: a path of 256 less its angle brackets (RFC 5321, section 4.5.3.1.3).
    public static let maximumLength = 254

    /// Parses a mailbox.
    ///
    /// - Parameter text: for example `ada@example.com`, `"ada lovelace"@example.com`, `zoë@bücher.example` or
    ///   `ada@[192.0.2.1]`.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(_ text: some StringProtocol) throws(AddressError) {
        try self.init(parsing: Array(text.utf8).span)
    }

    /// Parses a mailbox from bytes.
    ///
    /// - Parameter bytes: the octets, all of them, without angle brackets.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    public init(parsing bytes: Span<UInt8>) throws(AddressError) {
        guard bytes.count > 0 else { throw AddressError(.empty, at: 0) }
        guard bytes.count <= Self.maximumLength else { throw AddressError(.pathTooLong, at: Self.maximumLength) }
        let at: Int
        if bytes[0] == UInt8(ascii: "\"") {
            let local: [UInt8]
            (local, at) = try Self.quotedString(bytes)
            localPart = String(decoding: local, as: UTF8.self)
        } else {
            at = try Self.dotString(bytes)
            localPart = String(copying: bytes.extracting(0..<at))
        }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "@") else { throw AddressError(.missingAt, at: at) }
        guard at <= Self.maximumLocalPartLength, !localPart.isEmpty else {
            throw AddressError(localPart.isEmpty ? .empty : .localPartTooLong, at: 0)
        }
        do {
            host = try MailHost(parsing: bytes.extracting((at + 1)..<bytes.count))
        } catch {
            throw AddressError(error.problem, at: error.offset + at + 1)
        }
        // The A-labels may be longer than what was given.
        guard at + 1 + (host.domain?.text.utf8.count ?? 0) <= Self.maximumLength else {
            throw AddressError(.pathTooLong, at: at + 1)
        }
    }

    /// Atoms joined by single dots, up to the `@`, whose offset is given.
    private static func dotString(_ bytes: Span<UInt8>) throws(AddressError) -> Int {
        var index = 0
        var atomIsEmpty = true
        while index < bytes.count, bytes[index] != UInt8(ascii: "@") {
            let octet = bytes[index]
            if octet == UInt8(ascii: ".") {
                guard !atomIsEmpty else { throw AddressError(.unexpectedOctet(octet), at: index) }
                atomIsEmpty = true
                index += 1
            } else {
                atomIsEmpty = false
                guard octet <= 127 else {
                    try skipInternational(bytes, at: &index)
                    continue
                }
                guard octet.isAtomText else { throw AddressError(.unexpectedOctet(octet), at: index) }
                index += 1
            }
        }
        guard index > 0 else { throw AddressError(.empty, at: 0) }
        guard !atomIsEmpty else { throw AddressError(.unexpectedOctet(UInt8(ascii: ".")), at: index - 1) }
        return index
    }

    /// A quoted string with quoted pairs; its content and the offset behind its closing quote.
    private static func quotedString(_ bytes: Span<UInt8>) throws(AddressError) -> ([UInt8], Int) {
        var local: [UInt8] = []
        var index = 1
        while index < bytes.count {
            var octet = bytes[index]
            if octet == UInt8(ascii: "\"") { return (local, index + 1) }
            if octet > 127 {
                let start = index
                try skipInternational(bytes, at: &index)
                for position in start..<index { local.append(bytes[position]) }
                continue
            }
            if octet == UInt8(ascii: "\\") {
                index += 1
                guard index < bytes.count else { break }
                octet = bytes[index]
            }
            // RFC 6531, section 3.3, has no quoted pair of anything but ASCII.
            guard (32...126).contains(octet) else {
                throw AddressError(octet > 127 ? .nonASCII : .unexpectedOctet(octet), at: index)
            }
            local.append(octet)
            index += 1
        }
        throw AddressError(.unterminatedQuote, at: bytes.count)
    }

    /// Passes over one scalar beyond ASCII (`UTF8-non-ascii` of RFC 6531, section 3.3), but no control character
    /// (RFC 5198, section 2).
    private static func skipInternational(_ bytes: Span<UInt8>, at index: inout Int) throws(AddressError) {
        guard let (value, length) = bytes.scalar(at: index) else { throw AddressError(.malformedUTF8, at: index) }
        guard value > 0x9F else { throw AddressError(.disallowedCharacter(value), at: index) }
        index += length
    }
}

extension Mailbox {
    /// Whether the local part has characters beyond ASCII, so that only SMTPUTF8 can carry it (RFC 6531).
    ///
    /// The domain does not count, as it can always be written in A-labels.
    public var isInternationalized: Bool { localPart.utf8.contains { $0 > 127 } }

    /// The mailbox for people: as `description`, but the domain shown as `DomainName.unicodeText` has it.
    ///
    /// It may be longer than a mailbox may be, and is not for SMTP.
    public var unicodeDescription: String { "\(quotedLocalPart)@\(host.domain?.unicodeText ?? host.description)" }
}

extension Mailbox: CustomStringConvertible {
    /// The mailbox as it is sent: the local part quoted only where it must be, the domain as A-labels.
    public var description: String { "\(quotedLocalPart)@\(host)" }

    /// The local part, in quotes where it must have them.
    private var quotedLocalPart: String {
        // Octets, not characters: a combining mark may stand behind a dot.
        let atoms = localPart.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDotString = atoms.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isAtomText || $0 > 127 } }
        guard !isDotString else { return localPart }
        var quoted = "\""
        for character in localPart.unicodeScalars {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}

extension UInt8 {
    /// Whether the octet may stand in an atom (`atext` of RFC 5322, section 3.2.3).
    package var isAtomText: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"),
            UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
