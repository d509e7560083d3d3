import MailCryptography

extension BodyChangeSearch {
    /// Lines or parts that were added at the beginning or around, where the form and its beginnings do not fit.
    mutating func stepsOfStructure(for form: [UInt8]) -> [BodyChange.Step]? {
        let delimiters = Self.delimiters(of: form)
        for delimiter in delimiters where work > 0 {
            guard let start = Self.endOfPartHeader(in: form, from: delimiter) else { continue }
            // What stands behind the part is taken off as a footer is.
            guard steps(within: form[start...]) != nil else { continue }
            return [BodyChange.Step(.wrapped, line: Self.countOfLines(form[..<start]) + 1)]
        }
        if let step = stepOfPart(for: form, delimiters) { return [step] }
        let starts = Self.lineStarts(of: form, atMost: Self.maximumBannerLines)
        for (index, start) in starts.enumerated() where work > 0 {
            guard let rest = steps(within: form[start...], atMost: Self.maximumFooterLinesWithBanner) else { continue }
            let banner = BodyChange.Step(.bannerAdded, line: 1, lineCount: index + 1, octetCount: start)
            return rest.isEmpty ? [banner] : [banner] + rest
        }
        return nil
    }

    /// A part that was added to a multipart.
    private mutating func stepOfPart(for form: [UInt8], _ delimiters: [Int]) -> BodyChange.Step? {
        guard signedLength == nil else { return nil }
        for (index, start) in delimiters.enumerated() {
            var digest = MessageDigest(algorithm)
            guard spend(start) else { return nil }
            digest.update(form.span.extracting(0..<start))
            for end in delimiters[(index + 1)...] {
                guard spend(form.count - end + BodyChange.digestCost) else { return nil }
                var whole = digest
                whole.update(form.span.extracting(end..<form.count))
                guard whole.finalize() == wanted else { continue }
                return BodyChange.Step(
                    .partAdded, line: Self.countOfLines(form[..<start]) + 1,
                    lineCount: Self.countOfLines(form[start..<end]), octetCount: end - start)
            }
        }
        return nil
    }

    /// One line that lost an octet or two or an empty one before it, or lines that were added in the middle.
    ///
    /// The digest of what stands before each line is kept, so that a candidate costs what stands behind it. What a line
    /// lost is looked for with half of the work that is left at most, so that something remains for the other.
    mutating func stepOfEdit(for form: [UInt8]) -> BodyChange.Step? {
        guard signedLength == nil, form.count <= Self.maximumEditSize else { return nil }
        let starts = [0] + Self.lineStarts(of: form, atMost: .max)
        return stepOfLoss(for: form, starts, work: work / 2) ?? stepOfAddedLines(for: form, starts)
    }

    /// One line that lost a space or two at its end, a dot at its beginning or an empty line before it.
    private mutating func stepOfLoss(for form: [UInt8], _ starts: [Int], work allowed: Int) -> BodyChange.Step? {
        let least = work - allowed
        var digest = MessageDigest(algorithm)
        var before = 0
        for (index, start) in starts.enumerated() {
            digest.update(form.span.extracting(before..<start))
            before = start
            for (kind, lost) in [(BodyChange.Kind.emptyLineLost, Self.lineEnd), (.dotLost, Self.dot)] {
                let cost = form.count - start + BodyChange.digestCost
                guard work - least >= cost, spend(cost) else { return nil }
                if fits(form, with: lost, at: start, after: digest) { return BodyChange.Step(kind, line: index + 1) }
            }
            // The relaxed form has no blanks at the ends of lines.
            let end = (index + 1 < starts.count ? starts[index + 1] : form.count) - 2
            guard canonicalization == .simple, end >= start else { continue }
            digest.update(form.span.extracting(start..<end))
            before = end
            for spaces in Self.lostSpaces {
                let cost = form.count - end + BodyChange.digestCost
                guard work - least >= cost, spend(cost) else { return nil }
                guard fits(form, with: spaces, at: end, after: digest) else { continue }
                return BodyChange.Step(.blanksLostAtLineEnds, line: index + 1, octetCount: spaces.count)
            }
        }
        return nil
    }

    /// Whether a form with something put in at an offset, up to where a digest was taken, is what was signed.
    private func fits(
        _ form: [UInt8], with lost: [UInt8], at offset: Int, after digest: MessageDigest
    ) -> Bool {
        var whole = digest
        whole.update(lost.span)
        whole.update(form.span.extracting(offset..<form.count))
        return whole.finalize() == wanted
    }

    /// Lines that were added in the middle.
    private mutating func stepOfAddedLines(for form: [UInt8], _ starts: [Int]) -> BodyChange.Step? {
        var digest = MessageDigest(algorithm)
        var before = 0
        for (index, start) in starts.enumerated() {
            digest.update(form.span.extracting(before..<start))
            before = start
            for (count, end) in starts[(index + 1)...].prefix(Self.maximumAddedLines).enumerated() {
                guard spend(form.count - end + BodyChange.digestCost) else { return nil }
                var whole = digest
                whole.update(form.span.extracting(end..<form.count))
                guard whole.finalize() == wanted else { continue }
                return BodyChange.Step(
                    .linesAdded, line: index + 1, lineCount: count + 1, octetCount: end - start)
            }
        }
        return nil
    }

    /// Where lines begin, but for the first and for the end of the form.
    private static func lineStarts(of form: [UInt8], atMost count: Int) -> [Int] {
        var starts: [Int] = []
        var index = 1
        while index + 1 < form.count, starts.count < count {
            if form[index] == UInt8(ascii: "\n"), form[index - 1] == UInt8(ascii: "\r") { starts.append(index + 1) }
            index += 1
        }
        return starts
    }

    /// Where the first lines begin that may be the delimiters of a multipart (RFC 2046, section 5.1.1).
    private static func delimiters(of form: [UInt8]) -> [Int] {
        var found: [Int] = []
        var start = 0
        var index = 0
        while index < form.count, found.count < maximumDelimiters {
            if form[index] == UInt8(ascii: "\n"), index > 0, form[index - 1] == UInt8(ascii: "\r") {
                let line = form[start..<(index - 1)]
                if line.count > 2, line.starts(with: hyphens) { found.append(start) }
                start = index + 1
            }
            index += 1
        }
        return found
    }

    /// Where the content begins of the part whose delimiter begins at an offset: behind the first empty line.
    private static func endOfPartHeader(in form: [UInt8], from delimiter: Int) -> Int? {
        var index = delimiter + 3
        while index < form.count, index - delimiter < maximumPartHeader {
            if form[index] == UInt8(ascii: "\n"), form[index - 1] == UInt8(ascii: "\r"),
                form[index - 2] == UInt8(ascii: "\n"), form[index - 3] == UInt8(ascii: "\r")
            {
                return index + 1
            }
            index += 1
        }
        return nil
    }

    /// How many lines at the beginning are tried as what was added.
    private static let maximumBannerLines = 64
    /// How many lines at the end are tried for each of those.
    private static let maximumFooterLinesWithBanner = 256
    /// How many delimiters of parts are looked at; messages have few parts.
    private static let maximumDelimiters = 16
    /// The longest header of a part that is skipped, in octets.
    private static let maximumPartHeader = 4_096
    /// How many lines that were added are looked for at each place in the middle.
    private static let maximumAddedLines = 32
    /// The longest form in which each line is tried, in octets: the work grows with the square of it.
    private static let maximumEditSize = 1_048_576
    private static let lineEnd: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    private static let dot: [UInt8] = [UInt8(ascii: ".")]
    /// The spaces that a single line may have lost.
    private static let lostSpaces: [[UInt8]] = [[BodyRepair.space], [BodyRepair.space, BodyRepair.space]]
    private static let hyphens: [UInt8] = [UInt8(ascii: "-"), UInt8(ascii: "-")]
}
