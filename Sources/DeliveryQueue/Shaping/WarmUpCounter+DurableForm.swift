extension WarmUpCounter {
    /// What is kept over a restart: when it began, the day, its count and the sites with the most messages.
    ///
    /// A site that is left out counts as the largest of those that were.
    func encoded() -> [UInt8] {
        var octets: [UInt8] = [Self.version, origin == nil ? 0 : 1]
        octets.append(bigEndian: UInt64(bitPattern: origin?.milliseconds ?? 0))
        octets.append(bigEndian: UInt64(day), count: 4)
        octets.append(bigEndian: UInt64(count), count: 8)
        let ordered = largestSites(sites.count)
        let named = ordered.filter { $0.key.utf8.count <= 255 }.prefix(Self.mostEncodedSites)
        let names = Set(named.map(\.key))
        let left = ordered.first { !names.contains($0.key) }?.value ?? 0
        octets.append(bigEndian: UInt64(max(floor, left)), count: 8)
        for (site, count) in named {
            octets.append(bigEndian: UInt64(count), count: 8)
            octets.append(UInt8(site.utf8.count))
            octets += site.utf8
        }
        return octets
    }

    /// Takes what was kept.
    ///
    /// - Parameters:
    ///   - octets: what ``encoded()`` gave; nil is returned for anything else.
    ///   - plan: what to keep to now; the moment it began wins over a kept one.
    init?(decoding octets: [UInt8], plan: WarmUpPlan) {
        guard octets.count >= Self.headLength, octets[0] == Self.version, octets[1] <= 1 else { return nil }
        self.init(plan: plan)
        let origin = WallTime(milliseconds: Int64(bitPattern: octets.bigEndian(at: 2)))
        if octets[1] == 1, self.origin == nil { self.origin = origin }
        guard let count = Int(exactly: octets.bigEndian(at: 14)), count <= Self.largest,
            let floor = Int(exactly: octets.bigEndian(at: 22)), floor <= count
        else { return nil }
        var sites: [String: Int] = [:]
        var place = Self.headLength
        while place < octets.count {
            guard octets.count - place > 9 else { return nil }
            let length = Int(octets[place + 8])
            guard octets.count - place - 9 >= length, let counted = Int(exactly: octets.bigEndian(at: place)),
                counted <= Self.largest
            else {
                return nil
            }
            let site = String(decoding: octets[place + 9..<place + 9 + length], as: UTF8.self)
            sites[site] = counted
            place += 9 + length
        }
        // Days are counted from another moment now: the count is none of theirs.
        guard self.origin == origin || octets[1] == 0 else { return }
        day = Int(octets.bigEndian(at: 10, count: 4))
        self.count = count
        self.sites = sites
        self.floor = floor
    }

    /// The sites with the most messages.
    func largestSites(_ most: Int) -> some Collection<(key: String, value: Int)> {
        sites.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(most)
    }

    /// More than a day ever has.
    private static var largest: Int { 1 << 40 }
    private static var version: UInt8 { 1 }
    private static var headLength: Int { 30 }
    private static var mostEncodedSites: Int { 64 }
}
