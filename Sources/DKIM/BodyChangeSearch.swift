import InternetMessage
import MailCryptography

/// Undoes one change after another, the likely and cheap ones first, until the digest fits or the work is used up.
struct BodyChangeSearch {
    /// The digest that was signed.
    let wanted: [UInt8]
    let algorithm: DigestAlgorithm
    let canonicalization: Canonicalization
    /// How much of the canonical form was signed; nil is all of it.
    private(set) var signedLength: Int?
    /// How many octets may still be hashed.
    private(set) var work: Int

    /// Makes a search; nil is returned for a digest of a length that no algorithm has.
    init?(for wanted: [UInt8], canonicalization: Canonicalization, signedLength: Int?, work: Int) {
        switch wanted.count {
        case DigestAlgorithm.sha1.length: algorithm = .sha1
        case DigestAlgorithm.sha256.length: algorithm = .sha256
        default: return nil
        }
        self.wanted = wanted
        self.canonicalization = canonicalization
        self.signedLength = signedLength
        self.work = work
    }

    /// The steps that explain the digest; none where nothing does, or where the body is right.
    mutating func steps(for body: [UInt8]) -> [BodyChange.Step] {
        let form = Self.form(of: body, canonicalization)
        if let steps = steps(within: form[...]) { return steps }
        return steps(of: BodyRepair.ofBlanks, for: body) ?? stepsOfSigner(for: body, form)
            ?? steps(of: BodyRepair.ofText, for: body) ?? stepsOfStructure(for: form)
            ?? stepOfEdit(for: form).map { [$0] } ?? []
    }

    /// One of several changes, behind which a footer may have been added.
    private mutating func steps(of repairs: [BodyRepair], for body: [UInt8]) -> [BodyChange.Step]? {
        let cost = body.count + (Self.countOfLines(body[...]) + 1) * BodyChange.lineCost
        for repair in repairs {
            guard spend(cost) else { return nil }
            guard let repaired = repair.undo(body), repaired.count <= BodyChange.maximumBodySize else { continue }
            let form = Self.form(of: repaired, canonicalization)
            if let steps = steps(within: form[...]) { return steps + [BodyChange.Step(repair.kind)] }
        }
        return nil
    }

    /// What the signer did wrong, with the body as it came.
    private mutating func stepsOfSigner(for body: [UInt8], _ form: [UInt8]) -> [BodyChange.Step]? {
        if signedLength != nil {
            let length = signedLength
            signedLength = nil
            defer { signedLength = length }
            if let steps = steps(within: form[...]) { return steps + [BodyChange.Step(.lengthIgnored)] }
        }
        let other = canonicalization == .simple ? Canonicalization.relaxed : .simple
        if let steps = steps(within: Self.form(of: body, other)[...]) {
            return steps + [BodyChange.Step(.otherCanonicalization)]
        }
        if fits(body[...]) { return [BodyChange.Step(.notCanonicalized)] }
        if form.count >= 2, fits(form.dropLast(2)) { return [BodyChange.Step(.finalLineEndNotSigned)] }
        for (kind, kept) in [
            (BodyChange.Kind.lineFeedsSigned, UInt8(ascii: "\n")), (.carriageReturnsSigned, UInt8(ascii: "\r")),
        ] {
            if fits(form.withLineEnds([kept])[...]) { return [BodyChange.Step(kind)] }
            if fits(body.withLineEnds([kept])[...]) {
                return [BodyChange.Step(.notCanonicalized), BodyChange.Step(kind)]
            }
        }
        return nil
    }

    /// What was added at the end of a form: nothing, where the digest is that of the whole; nil where none fits.
    ///
    /// One pass: at the end of each line that is not empty the digest of what stands before it is taken.
    mutating func steps(
        within form: ArraySlice<UInt8>, atMost count: Int = BodyChange.maximumFooterLines
    ) -> [BodyChange.Step]? {
        guard signedLength == nil else { return fits(form) ? [] : nil }
        let empty = Self.form(of: [], canonicalization)
        if fits(empty[...]) { return form == empty[...] ? [] : [footer(of: form, from: form.startIndex)] }
        let ends = Self.lineEnds(of: form, atMost: count) + [form.endIndex]
        guard spend(form.count + ends.count * BodyChange.digestCost) else { return nil }
        var digest = MessageDigest(algorithm)
        var start = form.startIndex
        for end in ends {
            digest.update(form.span.extracting((start - form.startIndex)..<(end - form.startIndex)))
            start = end
            if digest.finalize() == wanted { return end == form.endIndex ? [] : [footer(of: form, from: end)] }
        }
        return nil
    }

    /// Whether octets, as far as they are signed, have the digest.
    mutating func fits(_ octets: ArraySlice<UInt8>) -> Bool {
        let length = signedLength ?? octets.count
        guard length <= octets.count, spend(length + BodyChange.digestCost) else { return false }
        var digest = MessageDigest(algorithm)
        let signed = octets.prefix(length)
        digest.update(signed.span)
        return digest.finalize() == wanted
    }

    /// Takes octets off what may still be hashed; false is answered where there are none left.
    mutating func spend(_ octets: Int) -> Bool {
        guard octets <= work else {
            work = 0
            return false
        }
        work -= octets
        return true
    }

    private func footer(of form: ArraySlice<UInt8>, from offset: Int) -> BodyChange.Step {
        BodyChange.Step(
            .footerAdded, line: Self.countOfLines(form[..<offset]) + 1, lineCount: Self.countOfLines(form[offset...]),
            octetCount: form.endIndex - offset)
    }

    /// Where the last lines end that are not empty, but for the end of the form, from the first to the last.
    private static func lineEnds(of form: ArraySlice<UInt8>, atMost count: Int) -> [Int] {
        var ends: [Int] = []
        var lines = 0
        var end = form.endIndex - 2
        while end - 2 > form.startIndex, lines < count {
            if form[end - 1] == UInt8(ascii: "\n"), form[end - 2] == UInt8(ascii: "\r") {
                lines += 1
                let isEmpty =
                    end - form.startIndex >= 4 && form[end - 3] == UInt8(ascii: "\n")
                    && form[end - 4] == UInt8(ascii: "\r")
                if !isEmpty { ends.append(end) }
            }
            end -= 1
        }
        return ends.reversed()
    }

    /// How many lines end in octets.
    static func countOfLines(_ octets: ArraySlice<UInt8>) -> Int {
        var count = 0
        var previous: UInt8 = 0
        for octet in octets {
            if octet == UInt8(ascii: "\n"), previous == UInt8(ascii: "\r") { count += 1 }
            previous = octet
        }
        return count
    }

    /// A body in its canonical form.
    static func form(of body: [UInt8], _ canonicalization: Canonicalization) -> [UInt8] {
        var canonicalizer = BodyCanonicalizer(canonicalization)
        var collector = Collector()
        collector.octets.reserveCapacity(body.count + 2)
        canonicalizer.update(body.span, into: &collector)
        canonicalizer.finish(into: &collector)
        return collector.octets
    }

    /// Gathers a canonical form.
    private struct Collector: OctetSink {
        var octets: [UInt8] = []

        mutating func append(_ octets: Span<UInt8>) { self.octets.append(octetsOf: octets) }
    }
}
