/// Which site the mail of a domain goes to, as far as that was learnt.
///
/// It is bounded: domains lie in two halves, and when the younger one is full the older one is forgotten, but for what
/// was asked for meanwhile. So what is in use stays, and a step costs no more than a look or two.
struct SiteBook: Sendable {
    /// The most domains that are known.
    static let capacity = 100_000
    /// The longest name of a site that is kept, in octets: more than any in use.
    static let maximumSiteLength = 4_096

    private var young: [String: String] = [:]
    private var old: [String: String] = [:]
    /// The names of sites in use, so that domains of one site share its octets.
    private var names: Set<String> = []
    /// The domains whose durable form is not that of the book.
    private var changed: Set<String> = []
    private let half: Int

    /// Makes an empty book.
    ///
    /// - Parameter capacity: the most domains that are known, at least 2.
    init(capacity: Int = SiteBook.capacity) { half = max(1, capacity / 2) }

    /// How many domains are known.
    var count: Int { young.count + old.count }

    /// Whether something is to be written.
    var hasChanges: Bool { !changed.isEmpty }

    /// The site of a domain, or nil where it is not known.
    ///
    /// - Parameter domain: the domain in its canonical form.
    mutating func site(of domain: String) -> String? {
        if let site = young[domain] { return site }
        guard let site = old.removeValue(forKey: domain) else { return nil }
        insert(site, domain)
        return site
    }

    /// The site of a domain, or nil where it is not known; asking counts as no use.
    ///
    /// - Parameter domain: the domain in its canonical form.
    func known(_ domain: String) -> String? { young[domain] ?? old[domain] }

    /// Learns the site of a domain; a domain that is a site by itself needs no entry.
    ///
    /// - Parameters:
    ///   - site: the site.
    ///   - domain: the domain in its canonical form.
    mutating func learn(_ site: String, of domain: String) {
        guard site != domain, site.utf8.count <= Self.maximumSiteLength, domain.utf8.count <= 255 else {
            return forget(domain)
        }
        guard young[domain] != site else { return }
        if old.removeValue(forKey: domain) != site { changed.insert(domain) }
        insert(site, domain)
    }

    private mutating func forget(_ domain: String) {
        let wasYoung = young.removeValue(forKey: domain) != nil
        if old.removeValue(forKey: domain) != nil || wasYoung { changed.insert(domain) }
    }

    private mutating func insert(_ site: String, _ domain: String) {
        if young.count >= half, young[domain] == nil {
            for forgotten in old.keys { changed.insert(forgotten) }
            (old, young) = (young, [:])
            names = Set(old.values)
        }
        young[domain] = names.insert(site).memberAfterInsert
    }
}

/// The durable form: the name of the site, by domain.
extension SiteBook {
    /// Takes up what was written.
    ///
    /// - Parameters:
    ///   - value: the value of a domain.
    ///   - domain: the domain.
    mutating func restore(_ value: [UInt8], of domain: String) {
        guard young[domain] == nil, old[domain] == nil, let site = String(validating: value, as: UTF8.self) else {
            return
        }
        insert(site, domain)
    }

    /// Takes what has changed since it was last taken.
    ///
    /// - Parameter limit: the most domains to take.
    mutating func takeChanges(limit: Int) -> [String: [UInt8]?] {
        var changes: [String: [UInt8]?] = [:]
        while changes.count < limit, let domain = changed.popFirst() {
            changes.updateValue((young[domain] ?? old[domain]).map { Array($0.utf8) }, forKey: domain)
        }
        return changes
    }

    /// Gives changes back that could not be written.
    mutating func putBack(_ domains: some Sequence<String>) { changed.formUnion(domains) }
}
