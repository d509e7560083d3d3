internal import MailAddressing
internal import MailCryptography

/// Writes a set of hosts as one name from which the set could be read again.
///
/// Hosts of the same parent make a group: their first labels, joined by commas, before the parent. A host that is the
/// parent of a group joins it as `@`, as a zone file calls its origin; `*` stands for the hosts of a roll-up. Groups
/// are joined by `+`. None of these characters is one of a domain name, so sets of the same name are the same.
struct SiteName {
    /// The name.
    let text: String

    /// Names a set.
    ///
    /// - Parameters:
    ///   - hosts: at least one.
    ///   - rollups: which hosts count as one.
    init(_ hosts: some Collection<DomainName>, rollups: [SiteRollup]) {
        let rollups = RollupTable(rollups)
        // The first labels by parent; a top-level name has none, and an empty one stands for it.
        var groups: [Substring: Set<Substring>] = [:]
        for host in hosts {
            if let domain = rollups.nearest(above: host.text) {
                groups[domain, default: []].insert("*")
            } else {
                let (first, parent) = Self.split(host.text[...])
                groups[parent, default: []].insert(first)
            }
        }
        Self.joinParents(&groups)
        let sorted = groups.sorted { $0.key < $1.key }.map { parent, labels in
            (parent: parent, labels: labels.sorted { Self.rank($0) < Self.rank($1) })
        }
        let whole = sorted.map { parent, labels in
            labels.joined(separator: ",") + (parent.isEmpty ? "" : "." + parent)
        }.joined(separator: "+")
        guard whole.utf8.count > MailSite.maximumLength else {
            text = whole
            return
        }
        let count = sorted.reduce(0) { $0 + $1.labels.count }
        let largest = sorted.max { $0.labels.count < $1.labels.count }?.parent ?? ""
        text = "~\(count)~\(Self.digest(of: whole))~\(Self.ending(of: largest))"
    }

    /// Whether an octet may stand in a name of a site: printable ASCII but spaces, quotes, slashes and backslashes.
    static func isAllowed(_ octet: UInt8) -> Bool {
        (33...126).contains(octet) && !#""'`/\"#.utf8.contains(octet)
    }

    /// Makes hosts that are the parents of groups members of these, from the longest names to the shortest.
    private static func joinParents(_ groups: inout [Substring: Set<Substring>]) {
        for parent in groups.keys.sorted(by: { ($0.utf8.count, $1) > ($1.utf8.count, $0) }) where !parent.isEmpty {
            let (first, above) = split(parent)
            // A group all of whose members have joined others is none.
            guard groups[parent]?.isEmpty == false, groups[above]?.remove(first) != nil else { continue }
            groups[parent]?.insert("@")
        }
        groups = groups.filter { !$0.value.isEmpty }
    }

    /// The first label of a name, and the rest; none for a top-level name.
    private static func split(_ name: Substring) -> (first: Substring, rest: Substring) {
        let first = name.prefix { $0 != "." }
        return (first, name.dropFirst(first.count + 1))
    }

    /// The order of labels: the parent, then the hosts of a roll-up, then names.
    private static func rank(_ label: Substring) -> (Int, Substring) {
        (label == "@" ? 0 : label == "*" ? 1 : 2, label)
    }

    /// Half of a SHA-256 digest in hexadecimal digits: nobody finds two sets that have the same.
    private static func digest(of text: String) -> String {
        SHA256.hash(of: Array(text.utf8)).prefix(16).map { octet in
            (octet < 16 ? "0" : "") + String(octet, radix: 16)
        }.joined()
    }

    /// The last labels of a name that fit beside a digest.
    private static func ending(of name: Substring) -> Substring {
        var rest = name
        while rest.utf8.count > 200 { rest = split(rest).rest }
        return rest
    }
}

/// The domains of roll-ups, to be found above a name at a cost that does not grow with their number.
private struct RollupTable {
    private let domains: Set<Substring>
    private let lengths: Set<Int>

    init(_ rollups: [SiteRollup]) {
        domains = Set(rollups.map { $0.domain.text[...] })
        lengths = Set(domains.map(\.utf8.count))
    }

    /// The longest of the domains that the name lies below.
    func nearest(above name: String) -> Substring? {
        var rest = name.utf8[...]
        while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
            rest = rest[name.utf8.index(after: dot)...]
            if lengths.contains(rest.count), domains.contains(Substring(rest)) { return Substring(rest) }
        }
        return nil
    }
}
