import InternetMessage
import MailAddressing
import MailCryptography

/// Reads a DKIM-Signature field (RFC 6376, sections 3.5 and 6.1.1).
///
/// What can be learnt stands in ``verdict`` even where reading fails, so that people see whose signature it was.
struct SignatureReader {
    /// Why a field is no signature that could be checked.
    struct Fault: Error {
        let reason: DKIMVerdict.Reason
    }

    /// What the field says of itself.
    private(set) var verdict = DKIMVerdict()

    /// Reads the field.
    mutating func read(_ field: HeaderField) throws(Fault) -> DKIMSignature {
        let tags = try Self.tags(of: field)
        learn(from: tags)
        guard let version = tags.octets("v") else { throw Fault(reason: .missingTag("v")) }
        guard version.count == 1, version.first == UInt8(ascii: "1") else { throw Fault(reason: .unsupportedTag("v")) }
        if let missing = Self.missing(in: tags) { throw Fault(reason: .missingTag(missing)) }
        guard let algorithm = verdict.algorithm else { throw Fault(reason: .unsupportedTag("a")) }
        guard let range = tags.place("b")?.value, let octets = tags.octets("b").flatMap({ Self.decoded($0) }) else {
            throw Fault(reason: .malformedTag("b"))
        }
        guard let bodyHash = tags.octets("bh").flatMap({ Self.decoded($0) }) else {
            throw Fault(reason: .malformedTag("bh"))
        }
        guard let domain = verdict.domain else { throw Fault(reason: .malformedTag("d")) }
        guard let selector = verdict.selector, let keyName = try? domain.prefixed(by: selector + "._domainkey") else {
            throw Fault(reason: .malformedTag("s"))
        }
        guard let forms = verdict.statedForms else { throw Fault(reason: .unsupportedTag("c")) }
        let identityDomain = try identity(of: tags, within: domain)
        let names = tags.octets("h").map { SignedNames(parsing: $0) } ?? SignedNames()
        guard names.contains(FieldIndex.fromName) else { throw Fault(reason: .fromNotSigned) }
        if let queries = tags.octets("q")?.colonList, !queries.contains(Self.query) {
            throw Fault(reason: .unsupportedTag("q"))
        }
        try readNumbers(tags)
        return DKIMSignature(
            field: field, algorithm: algorithm, headerCanonicalization: forms.header, bodyCanonicalization: forms.body,
            domain: domain, identityDomain: identityDomain, keyName: keyName, signedNames: names, bodyHash: bodyHash,
            bodyLength: verdict.signedBodyLength, signature: octets, signatureRange: range)
    }

    private static func tags(of field: HeaderField) throws(Fault) -> TagList {
        guard field.octets.count <= maximumLength, let tags = try? TagList(parsing: Array(field.value)) else {
            throw Fault(reason: .malformedSignature)
        }
        return tags
    }

    /// Notes what says whose signature it is, whether or not the rest is right.
    private mutating func learn(from tags: TagList) {
        verdict.tags = tags
        verdict.domain = tags.octets("d").flatMap { try? DomainName(parsing: $0.span) }
        verdict.selector = tags.octets("s").flatMap { $0.contains { $0 <= 32 || $0 == 127 } ? nil : $0.text }
        verdict.algorithm = tags.octets("a").flatMap { DKIMAlgorithm(named: $0) }
        verdict.signaturePrefix = Self.prefix(of: tags.octets("b"))
    }

    /// The first characters of a signature, without blanks.
    private static func prefix(of signature: ArraySlice<UInt8>?) -> String {
        var first: [UInt8] = []
        first.reserveCapacity(prefixLength)
        for octet in signature ?? [] where !octet.isBlankOrLineEnd {
            first.append(octet)
            if first.count == prefixLength { break }
        }
        return first.text
    }

    /// The first tag that must be there and is not.
    private static func missing(in tags: TagList) -> String? {
        if tags.place("a") == nil { return "a" }
        if tags.place("b") == nil { return "b" }
        if tags.place("bh") == nil { return "bh" }
        if tags.place("d") == nil { return "d" }
        if tags.place("h") == nil { return "h" }
        return tags.place("s") == nil ? "s" : nil
    }

    /// `i=`: a local part, which may be missing, and a domain within the signing domain.
    private mutating func identity(of tags: TagList, within domain: DomainName) throws(Fault) -> DomainName {
        guard let value = tags.octets("i") else { return domain }
        let octets = QuotedText.decoded(value.withoutBlanks)
        // Whoever writes it into a field of their own must not write another one.
        guard !octets.contains(where: { $0 < 32 || $0 == 127 }) else { throw Fault(reason: .malformedTag("i")) }
        verdict.statedIdentity = octets.text
        guard let at = octets.lastIndex(of: UInt8(ascii: "@")),
            let identityDomain = try? DomainName(Array(octets[(at + 1)...]).text)
        else { throw Fault(reason: .malformedTag("i")) }
        guard identityDomain.isEqualToOrBelow(domain) else { throw Fault(reason: .identityOutsideDomain) }
        return identityDomain
    }

    /// `l=`, `t=` and `x=`.
    private mutating func readNumbers(_ tags: TagList) throws(Fault) {
        if let length = try Self.number("l", in: tags) { verdict.signedBodyLength = Int(clamping: length) }
        verdict.signedAt = try Self.number("t", in: tags)
        verdict.expiresAt = try Self.number("x", in: tags)
        if let signed = verdict.signedAt, let expiry = verdict.expiresAt, expiry < signed {
            throw Fault(reason: .malformedTag("x"))
        }
    }

    /// A number of digits; one that is too large becomes the largest there is.
    private static func number(_ name: StaticString, in tags: TagList) throws(Fault) -> Int64? {
        guard let digits = tags.octets(name) else { return nil }
        guard !digits.isEmpty else { throw Fault(reason: .malformedTag("\(name)")) }
        var number: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else {
                throw Fault(reason: .malformedTag("\(name)"))
            }
            guard number != .max else { continue }
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            number = overflow || carry ? .max : sum
        }
        return number
    }

    /// The octets of Base64 text, or nil when there are none.
    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let octets = Base64.decode(text.span), !octets.isEmpty else { return nil }
        return octets
    }

    private static let query = Array("dns/txt".utf8)
    /// How much of the signature is shown.
    private static let prefixLength = 8
    /// The longest field that is read, in octets: many times what the longest key and list of names need.
    static let maximumLength = 65_536
}

extension DKIMAlgorithm {
    /// The algorithm of a name, in any case; nil where it is not known.
    fileprivate init?(named name: ArraySlice<UInt8>) {
        switch name.count {
        case 10 where name.isWord("rsa-sha256"): self = .rsaSHA256
        case 14 where name.isWord("ed25519-sha256"): self = .ed25519SHA256
        case 8 where name.isWord("rsa-sha1"): self = .rsaSHA1
        default: return nil
        }
    }
}

extension Canonicalization {
    /// The form of a name, in any case; nil where it is not known.
    init?(named name: ArraySlice<UInt8>) {
        if name.isWord("relaxed") {
            self = .relaxed
        } else if name.isWord("simple") {
            self = .simple
        } else {
            return nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether the octets are a word of lower case letters, in any case.
    fileprivate func isWord(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { letters in
            guard count == letters.count else { return false }
            for (index, octet) in enumerated() where unsafe octet.lowercasedLetter != letters[index] { return false }
            return true
        }
    }
}
