extension DomainName {
    /// The longest text in octets of UTF-8 that is read as an internationalized name.
    ///
    /// A name of 253 octets with an A-label has fewer than 250 characters, of at most four octets each.
    public static let maximumInternationalizedLength = 1_000

    /// Parses a name of U-labels (`bücher.example`), A-labels (`xn--bcher-kva.example`), ASCII, or any mixture.
    ///
    /// Follows UTS #46 of Unicode 17.0.0: letters are folded, compatible forms are replaced, the dots U+3002, U+FF0E
    /// and U+FF61 count as dots. Transitional processing is off; CheckHyphens, CheckBidi, CheckJoiners,
    /// UseSTD3ASCIIRules and VerifyDnsLength are on. One final dot is accepted and dropped.
    ///
    /// A name of ASCII without A-labels is read as `init(_:)` reads it, underscores included. In any other name an
    /// underscore is refused, and so is an A-label that is no Punycode or stands for what no U-label may be.
    ///
    /// - Parameter text: 1 to 1,000 octets of UTF-8, for example `Bücher.example`.
    /// - Throws: `AddressError` with the rule that is broken and its place; the offset of a mistake inside a label that
    ///   shows only when it is decoded or measured is where the label begins.
    public init(internationalized text: some StringProtocol) throws(AddressError) {
        guard text.utf8.count <= Self.maximumInternationalizedLength else {
            throw AddressError(.domainTooLong, at: Self.maximumLength)
        }
        try self.init(parsingInternationalized: Array(text.utf8).span, finalDot: true)
    }

    /// The name for people: A-labels shown as U-labels (RFC 5890, section 2.3.2.1), as in `bücher.example`.
    ///
    /// A label stays as it is when it is no valid A-label. All stay when their directions of writing may not be mixed
    /// (RFC 5893), as such a name could be shown in an order that misleads. Never send this to the DNS or in SMTP.
    public var unicodeText: String {
        guard isInternationalized else { return text }
        var changed = false
        let shown = labels.map { label -> [UInt32] in
            let scalars = label.unicodeScalars.map(\.value)
            guard label.hasPrefix("xn--"), let decoded = Punycode.decode(label.utf8.dropFirst(4)),
                UTS46.problem(ofDecoded: decoded) == nil
            else { return scalars }
            changed = true
            return decoded
        }
        guard changed else { return text }
        if shown.contains(where: BidiRule.isNeeded(for:)), !shown.allSatisfy(BidiRule.allows) { return text }
        var result = String.UnicodeScalarView()
        for (index, label) in shown.enumerated() {
            if index > 0 { result.append(".") }
            result.append(contentsOf: label.compactMap { UnicodeScalar($0) })
        }
        return String(result)
    }

    /// Whether a label has the form of an A-label, `xn--…` (RFC 5890, section 2.3.2.1), valid or not.
    public var isInternationalized: Bool { labels.contains { $0.hasPrefix("xn--") } }
}

extension DomainName {
    /// Parses an internationalized name from octets.
    ///
    /// - Parameters:
    ///   - bytes: the name, which should be UTF-8.
    ///   - finalDot: whether one final dot is accepted and dropped; else it is an unexpected octet.
    /// - Throws: `AddressError` with the rule that is broken and its place.
    package init(parsingInternationalized bytes: Span<UInt8>, finalDot: Bool) throws(AddressError) {
        guard bytes.count <= Self.maximumInternationalizedLength else {
            throw AddressError(.domainTooLong, at: Self.maximumLength)
        }
        guard Self.needsProcessing(bytes) else {
            let last = bytes.count - 1
            if !finalDot, last > 0, bytes[last] == UInt8(ascii: ".") {
                throw AddressError(.unexpectedOctet(UInt8(ascii: ".")), at: last)
            }
            try self.init(parsing: bytes)
            return
        }
        let name = try UTS46(bytes)
        if let problem = name.problem { throw problem }
        try self.init(name, finalDot: finalDot)
    }

    /// Makes a name of labels that are valid, if their lengths are (UTS #46, section 4.2, step 4).
    private init(_ name: UTS46, finalDot: Bool) throws(AddressError) {
        var labels = name.labels[...]
        if let dot = name.lastDot, labels.last?.scalars.isEmpty == true {
            guard finalDot else { throw AddressError(.unexpectedOctet(UInt8(ascii: ".")), at: dot) }
            labels.removeLast()
        } else if labels.count == 1, let only = labels.first, only.scalars.isEmpty {
            throw AddressError(.empty, at: 0)
        }
        var octets: [UInt8] = []
        for label in labels {
            guard let ascii = UTS46.ascii(label), (1...Self.maximumLabelLength).contains(ascii.count) else {
                throw AddressError(.labelLength, at: label.offset)
            }
            if !octets.isEmpty { octets.append(UInt8(ascii: ".")) }
            octets += ascii
            guard octets.count <= Self.maximumLength else { throw AddressError(.domainTooLong, at: label.offset) }
        }
        try self.init(parsing: octets.span)
    }

    /// Whether the octets are more than ASCII without A-labels.
    private static func needsProcessing(_ bytes: Span<UInt8>) -> Bool {
        var labelStart = 0
        for index in 0..<bytes.count {
            if bytes[index] >= 0x80 { return true }
            if bytes[index] == UInt8(ascii: ".") { labelStart = index + 1 }
            guard index - labelStart == 3, bytes[index] == UInt8(ascii: "-"), bytes[index - 1] == UInt8(ascii: "-")
            else { continue }
            let (first, second) = (bytes[index - 3] | 0x20, bytes[index - 2] | 0x20)
            if first == UInt8(ascii: "x"), second == UInt8(ascii: "n") { return true }
        }
        return false
    }
}
