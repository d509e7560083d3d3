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
        guard tags.octets("v") == [UInt8(ascii: "1")] else {
            throw Fault(reason: !tags.has("v") ? .missingTag("v") : .unsupportedTag("v"))
        }
        if let missing = Self.missing(in: tags) { throw Fault(reason: .missingTag(missing)) }
        guard let algorithm = verdict.algorithm else { throw Fault(reason: .unsupportedTag("a")) }
        guard let signature = tags.tag("b"), let octets = Self.decoded(signature.octets) else {
            throw Fault(reason: .malformedTag("b"))
        }
        guard let bodyHash = tags.octets("bh").flatMap({ Self.decoded($0) }) else {
            throw Fault(reason: .malformedTag("bh"))
        }
        guard let domain = verdict.domain else { throw Fault(reason: .malformedTag("d")) }
        guard let selector = verdict.selector, let keyName = try? domain.prefixed(by: selector + "._domainkey") else {
            throw Fault(reason: .malformedTag("s"))
        }
        let (headerForm, bodyForm) = try Self.canonicalizations(tags.octets("c"))
        let identityDomain = try identity(of: tags, within: domain)
        let names = tags.octets("h").map { SignedNames(parsing: $0) } ?? SignedNames()
        guard names.contains(FieldIndex.fromName) else { throw Fault(reason: .fromNotSigned) }
        if let queries = tags.octets("q")?.colonList, !queries.contains(Self.query) {
            throw Fault(reason: .unsupportedTag("q"))
        }
        try readNumbers(tags)
        return DKIMSignature(
            field: field, algorithm: algorithm, headerCanonicalization: headerForm, bodyCanonicalization: bodyForm,
            domain: domain, identityDomain: identityDomain, keyName: keyName, signedNames: names, bodyHash: bodyHash,
            bodyLength: verdict.signedBodyLength, signature: octets, signatureRange: signature.range)
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
        verdict.selector = tags.value("s")
        verdict.algorithm = tags.octets("a").flatMap { DKIMAlgorithm(named: $0) }
        let signature = tags.octets("b")?.lazy.filter { !$0.isBlankOrLineEnd }.prefix(Self.prefixLength)
        verdict.signaturePrefix = signature.map { String(decoding: Array($0), as: UTF8.self) } ?? ""
    }

    /// The first tag that must be there and is not.
    private static func missing(in tags: TagList) -> String? {
        if !tags.has("a") { return "a" }
        if !tags.has("b") { return "b" }
        if !tags.has("bh") { return "bh" }
        if !tags.has("d") { return "d" }
        if !tags.has("h") { return "h" }
        return tags.has("s") ? nil : "s"
    }

    /// `c=`: the header's form, and the body's behind a slash; simple where nothing is said.
    private static func canonicalizations(
        _ value: ArraySlice<UInt8>?
    ) throws(Fault) -> (header: Canonicalization, body: Canonicalization) {
        guard let value else { return (.simple, .simple) }
        let slash = value.firstIndex(of: UInt8(ascii: "/"))
        guard let header = Canonicalization(named: value[..<(slash ?? value.endIndex)]),
            let body = slash.map({ Canonicalization(named: value[($0 + 1)...]) }) ?? .simple
        else { throw Fault(reason: .unsupportedTag("c")) }
        return (header, body)
    }

    /// `i=`: a local part, which may be missing, and a domain within the signing domain.
    private mutating func identity(of tags: TagList, within domain: DomainName) throws(Fault) -> DomainName {
        guard let value = tags.octets("i") else { return domain }
        let octets = Self.unquoted(value.withoutBlanks)
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
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            number = overflow || carry ? .max : sum
            if number == .max { return number }
        }
        return number
    }

    /// The octets that DKIM-Quoted-Printable stands for (RFC 6376, section 2.11); what is not quoted right stays.
    private static func unquoted(_ octets: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        var index = 0
        while index < octets.count {
            if octets[index] == UInt8(ascii: "="), index + 2 < octets.count,
                let value = UInt8(Array(octets[(index + 1)...(index + 2)]).text, radix: 16)
            {
                plain.append(value)
                index += 3
            } else {
                plain.append(octets[index])
                index += 1
            }
        }
        return plain
    }

    /// The octets of Base64 text, or nil when there are none.
    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let octets = Base64.decode(text), !octets.isEmpty else { return nil }
        return octets
    }

    private static let query = Array("dns/txt".utf8)
    /// How much of the signature is shown.
    private static let prefixLength = 8
    /// The longest field that is read, in octets: many times what the longest key and list of names need.
    private static let maximumLength = 65_536
}

extension TagList {
    /// The value of a tag as text, or nil.
    fileprivate func value(_ name: StaticString) -> String? { octets(name)?.text }
}

extension DKIMAlgorithm {
    /// The algorithm of a name, in any case; nil where it is not known.
    fileprivate init?(named name: ArraySlice<UInt8>) {
        self.init(rawValue: String(decoding: name.map(\.lowercasedLetter), as: UTF8.self))
    }
}

extension Canonicalization {
    /// The form of a name, in any case; nil where it is not known.
    init?(named name: ArraySlice<UInt8>) {
        self.init(rawValue: String(decoding: name.map(\.lowercasedLetter), as: UTF8.self))
    }
}
