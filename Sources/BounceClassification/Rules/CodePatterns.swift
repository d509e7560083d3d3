import SMTPProtocol

/// A reply code with gaps: `550`, `55x`, `5xx`, or `none` for a text without one.
struct ReplyCodePattern: Hashable, Sendable {
    /// Empty for `none`.
    private let range: Range<UInt16>

    init?(_ text: Substring) {
        if text == "none" {
            range = 0..<0
            return
        }
        let octets = Array(text.utf8)
        let digits = octets.prefix { NormalizedText.isDigit($0) }
        guard octets.count == 3, !digits.isEmpty, octets.dropFirst(digits.count).allSatisfy({ $0 == UInt8(ascii: "x") })
        else { return nil }
        var low: UInt16 = 0
        for digit in digits { low = low * 10 + UInt16(digit - 48) }
        let factor: UInt16 = digits.count == 3 ? 1 : digits.count == 2 ? 10 : 100
        guard (2...5).contains(low * factor / 100) else { return nil }
        range = low * factor..<(low + 1) * factor
    }

    func fits(_ code: UInt16?) -> Bool { code.map { range.contains($0) } ?? range.isEmpty }

    func isSuperset(of other: ReplyCodePattern) -> Bool {
        range == other.range
            || !other.range.isEmpty && range.lowerBound <= other.range.lowerBound
                && range.upperBound >= other.range.upperBound
    }
}

/// An enhanced status code with gaps: `5.7.1`, `x.1.1`, `5.7.*`, `5.7.606-649`, or `none` for a reply without one.
struct StatusPattern: Hashable, Sendable {
    /// Nil for any.
    private var classDigit: UInt8?
    /// Nil for `none`.
    private var subject: UInt16?
    private var details: ClosedRange<UInt16> = 0...999

    init?(_ text: Substring) {
        if text == "none" { return }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let number = UInt16(parts[1]), number < 1_000 else { return nil }
        subject = number
        if parts[0] != "x" {
            guard let digit = UInt8(parts[0]), [2, 4, 5].contains(digit) else { return nil }
            classDigit = digit
        }
        guard parts[2] != "*" else { return }
        let bounds = parts[2].split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count <= 2, let first = bounds.first, let last = bounds.last, let low = UInt16(first),
            let high = UInt16(last), low <= high, high < 1_000
        else { return nil }
        details = low...high
    }

    func fits(_ status: EnhancedStatusCode?) -> Bool {
        guard let subject else { return status == nil }
        guard let status, status.subject == subject, details.contains(status.detail) else { return false }
        return classDigit == nil || classDigit == status.classDigit
    }

    func isSuperset(of other: StatusPattern) -> Bool {
        subject == other.subject && (classDigit == nil || classDigit == other.classDigit)
            && details.lowerBound <= other.details.lowerBound && details.upperBound >= other.details.upperBound
    }
}

/// The end of a host's name: `*.google.com` for every host below it and itself, `mx.example.org` for that one.
struct HostPattern: Hashable, Sendable {
    private let suffix: [UInt8]
    private let takesSubdomains: Bool

    init?(_ text: Substring) {
        takesSubdomains = text.hasPrefix("*.")
        suffix = Array((takesSubdomains ? text.dropFirst(2) : text).lowercased().utf8)
        let isName = suffix.allSatisfy {
            NormalizedText.isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        guard !suffix.isEmpty, suffix.count <= 253, isName, suffix.first != UInt8(ascii: ".") else { return nil }
    }

    /// Whether a host is meant, its name in small letters and without a dot at its end.
    func fits(_ host: [UInt8]) -> Bool {
        guard host.count >= suffix.count, host.suffix(suffix.count).elementsEqual(suffix) else { return false }
        guard host.count > suffix.count else { return true }
        return takesSubdomains && host[host.count - suffix.count - 1] == UInt8(ascii: ".")
    }
}
