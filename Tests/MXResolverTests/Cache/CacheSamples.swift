import MXResolver
import MailAddressing

/// An answer of one or more addresses, one for each time to live.
func answer(
    _ name: String = "a.test", _ timesToLive: UInt32..., number: Int = 1, isAuthenticated: Bool = false
) -> DNSAnswer {
    let data = DNSRecordData.txt([Array("\(number)".utf8)])
    let records = timesToLive.map { DNSRecord(name: dnsName(name), timeToLive: $0, data: data) }
    return DNSAnswer(records: records, canonicalName: dnsName(name), isAuthenticated: isAuthenticated)
}

/// A denial with a time to live, or without one.
func denial(_ timeToLive: UInt32?) -> DNSDenial { DNSDenial(canonicalName: dnsName("a.test"), timeToLive: timeToLive) }

extension DNSCache.Found {
    /// The answer that holds, or nil.
    var freshAnswer: DNSAnswer? {
        if case .fresh(let result) = self { result.success } else { nil }
    }

    /// The failure that holds, or nil.
    var freshFailure: DNSFailure? {
        if case .fresh(let result) = self { result.failure } else { nil }
    }

    /// The answer that has run out, or nil.
    var staleAnswer: DNSAnswer? {
        if case .stale(let answer, since: _, isDue: _) = self { answer } else { nil }
    }
}
