public import MailAddressing

/// The keys of any number of domains: which of them sign at a time, and which records must stand in the DNS then.
///
/// A value that knows no clock: the time is a parameter, in seconds since 1970. Each key has a time in which it may
/// sign. Of several keys with the same domain and algorithm, the one that began last signs, and when it ends, the one
/// before it again; keys of another algorithm sign beside it (RFC 8463, section 3). Records stand in the DNS before the
/// first signature and for some time behind the last one, so that keys are exchanged without a signature ever failing.
///
/// ```swift
/// let ring = try DKIMKeyRing([DKIMKeyRing.Entry(domain: domain, selector: "s20270101", key: key)])
/// let fields = try ring.signers(forAuthor: domain, at: now).map { signer in try signer.signature(of: message, at: now) }
/// for publication in ring.records(at: now) { print(publication.zoneLine) }
/// ```
public struct DKIMKeyRing: Sendable {
    /// The keys in the order in which they were given, in which their signatures stand too.
    public let entries: [Entry]
    /// How long records stand in the DNS before and behind the use of their keys.
    public let timing: Timing

    /// When the key of each entry signs and its record stands.
    let timelines: [Timeline]
    /// The positions of each domain's entries.
    let positions: [DomainName: [Int]]

    /// The most keys of one domain, 100: more than a key each week with its records kept for a year; the time to make a
    /// ring grows with the square.
    public static let maximumEntriesPerDomain = 100

    /// Makes a ring.
    ///
    /// - Parameters:
    ///   - entries: the keys, in any order.
    ///   - timing: how long records stand in the DNS before and behind the use of their keys.
    /// - Throws: `DKIMKeyRing.Mistake` when two entries have one name, when two keys of one domain and algorithm begin
    ///   at the same time, or when a domain has more than ``maximumEntriesPerDomain``.
    public init(_ entries: [Entry], timing: Timing = .standard) throws(Mistake) {
        var names: Set<DomainName> = []
        for entry in entries where !names.insert(entry.keyName).inserted {
            throw .duplicateSelector(entry.keyName)
        }
        let positions = Dictionary(grouping: entries.indices) { entries[$0].domain }
        for (domain, entries) in positions where entries.count > Self.maximumEntriesPerDomain {
            throw .tooManyEntries(domain)
        }
        self.entries = entries
        self.timing = timing
        self.positions = positions
        timelines = try Timeline.timelines(of: entries, at: positions, timing: timing)
    }
}

extension DKIMKeyRing {
    /// The signers for the messages of an author, one for each algorithm.
    ///
    /// They are those of the nearest domain that has any at that time: the author's own, else a domain above it whose
    /// keys sign for those below (`Entry.coversSubdomains`), down to two labels. A key of a top-level domain signs for
    /// that domain only.
    ///
    /// - Parameters:
    ///   - author: the domain of the address in the From field.
    ///   - unixTime: the time in seconds since 1970.
    /// - Returns: the signers in the order of the entries; none when no key is in charge.
    public func signers(forAuthor author: DomainName, at unixTime: Int64) -> [DKIMSigner] {
        for domain in Self.domainsInCharge(ofAuthor: author) {
            let found = signers(of: domain, at: unixTime, forSubdomain: domain != author)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// The domains whose keys may sign for an author, the nearest first: the author's own and those above it with two
    /// labels or more.
    package static func domainsInCharge(ofAuthor author: DomainName) -> [DomainName] {
        var domains = [author]
        while let parent = domains.last?.parent, parent.parent != nil { domains.append(parent) }
        return domains
    }

    /// The signers of a domain itself.
    private func signers(of domain: DomainName, at unixTime: Int64, forSubdomain: Bool) -> [DKIMSigner] {
        (positions[domain] ?? []).compactMap { position in
            let entry = entries[position]
            guard !forSubdomain || entry.coversSubdomains else { return nil }
            return timelines[position].isUsed(at: unixTime) ? entry.signer : nil
        }
    }
}

extension DKIMKeyRing: CustomStringConvertible {
    /// How many keys there are for how many domains; never a secret.
    public var description: String { "key ring of \(entries.count) keys for \(positions.count) domains" }
}
