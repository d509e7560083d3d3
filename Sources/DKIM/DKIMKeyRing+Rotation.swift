public import MailAddressing
public import MailCryptography

extension DKIMKeyRing {
    /// A plan to put a new key in the place of an old one: nothing has happened yet.
    public struct Rotation: Sendable {
        /// The ring with the new key in it.
        public let ring: DKIMKeyRing
        /// The new key; its record must be published at once.
        public let entry: Entry
        /// What happens to the keys of that domain and algorithm, from the beginning of the rotation on.
        public let changes: [Change]
    }

    /// Plans to put a new key in the place of that which signs for a domain with the same algorithm.
    ///
    /// The new key is published at once and signs from ``Timing/publishAhead`` later on, or later; from then on older keys
    /// without an end sign no more, and ``Timing/retention`` later their records may go. How to sign and what the record
    /// says is taken from the newest key of that domain and algorithm, unless told otherwise.
    ///
    /// - Parameters:
    ///   - domain: the domain.
    ///   - key: the new private key.
    ///   - unixTime: when the rotation begins, in seconds since 1970.
    ///   - selector: the new selector; nil for one made of the date.
    ///   - signsFrom: when the new key is to sign; counted only where it is later than the records allow.
    ///   - signing: how to sign; nil for as before.
    ///   - record: what the record says besides the key; nil for the same as before.
    /// - Throws: `DKIMKeyRing.Mistake` when the entry or the new ring cannot be made, or no selector is left.
    public func rotation(
        of domain: DomainName, to key: PrivateKey, at unixTime: Int64, selector: String? = nil,
        signsFrom: Int64? = nil, signing: DKIMSigner.Options? = nil, record: DKIMKeyRecord.Options? = nil
    ) throws(Mistake) -> Rotation {
        let before = (positions[domain] ?? []).map { entries[$0] }
            .filter { $0.publicKey.algorithm == key.algorithm }
            .max { $0.use.begin < $1.use.begin }
        let (sum, overflow) = unixTime.addingReportingOverflow(timing.publishAhead)
        let ready = overflow ? .max : sum
        let use = Use(signsFrom: max(ready, signsFrom ?? ready), coversSubdomains: before?.coversSubdomains ?? true)
        let newSelector: String
        if let selector { newSelector = selector } else { newSelector = try unusedSelector(for: domain, at: unixTime) }
        let entry = try Entry(
            domain: domain, selector: newSelector, key: key, use: use,
            signing: signing ?? before?.signer?.options ?? .default,
            record: record ?? before?.recordOptions ?? DKIMKeyRecord.Options())
        let ring = try DKIMKeyRing(entries + [entry], timing: timing)
        let rivals = Set(
            ring.entries.filter { $0.domain == domain && $0.publicKey.algorithm == key.algorithm }.map(\.keyName))
        let changes = ring.changes(after: max(unixTime, .min + 1) - 1).filter { rivals.contains($0.name) }
        return Rotation(ring: ring, entry: entry, changes: changes)
    }
}

extension DKIMKeyRing {
    /// A selector that says since when a key is there, for example `s20270131`.
    ///
    /// It is a prefix and the date in UTC as eight digits: one label that sorts by time.
    ///
    /// - Parameters:
    ///   - prefix: letters, digits and hyphens, no hyphen first, up to ``maximumPrefixLength``; it may be empty.
    ///   - unixTime: the time in seconds since 1970.
    /// - Throws: `DKIMKeyRing.Mistake.invalidSelector` for another prefix, or outside of the years 1970 to 9999.
    public static func selector(prefix: String = "s", at unixTime: Int64) throws(Mistake) -> String {
        guard prefix.utf8.first != UInt8(ascii: "-"), prefix.utf8.count <= maximumPrefixLength,
            prefix.utf8.allSatisfy(isLabelOctet), datedTimes.contains(unixTime)
        else { throw .invalidSelector }
        return prefix + dateDigits(daysSinceEpoch: unixTime / 86_400)
    }

    /// A dated selector that no key of a domain has yet: where the date alone is taken, a letter follows.
    ///
    /// - Parameters:
    ///   - prefix: what the selector begins with, as for ``selector(prefix:at:)``.
    ///   - domain: the domain.
    ///   - unixTime: the time in seconds since 1970.
    /// - Throws: `DKIMKeyRing.Mistake.invalidSelector` as for ``selector(prefix:at:)``, or when all letters are taken.
    public func unusedSelector(
        prefix: String = "s", for domain: DomainName, at unixTime: Int64
    ) throws(Mistake) -> String {
        let selector = try Self.selector(prefix: prefix, at: unixTime)
        let taken = Set((positions[domain] ?? []).map { entries[$0].selector.lowercased() })
        let candidates = [selector] + "bcdefghijklmnopqrstuvwxyz".map { selector + String($0) }
        guard let free = candidates.first(where: { !taken.contains($0.lowercased()) }) else { throw .invalidSelector }
        return free
    }

    /// The longest prefix of a selector in octets, 32: with date and letter it is well within a label's 63.
    public static let maximumPrefixLength = 32

    /// The years 1970 to 9999.
    private static let datedTimes: ClosedRange<Int64> = 0...253_402_300_799

    private static func isLabelOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The date of a day as `YYYYMMDD`, counted in years that begin in March, so that the leap day is the last.
    private static func dateDigits(daysSinceEpoch: Int64) -> String {
        let days = daysSinceEpoch + 719_468
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = days / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return String(year * 10_000 + month * 100 + day)
    }
}
