/// Finds the first of many patterns that names a site, at a cost that does not grow with their number.
struct RuleIndex: Sendable {
    /// The first rule for each whole name.
    private var whole: [String: Int] = [:]
    /// The first rule for the hosts below each domain.
    private var below: [String: Int] = [:]

    init(_ rules: [ShapingRules.Rule]) {
        for (number, rule) in rules.enumerated() {
            for pattern in rule.patterns.map({ $0.lowercased() }) {
                if pattern.hasPrefix("*.") {
                    let domain = String(pattern.dropFirst(2))
                    below[domain] = below[domain] ?? number
                } else {
                    whole[pattern] = whole[pattern] ?? number
                }
            }
        }
    }

    /// The number of the first rule that names a site.
    ///
    /// - Parameter site: its name: groups of hosts with a parent in common, joined by `+`; in a group first labels,
    ///   joined by commas, before the parent; `@` for the parent itself; perhaps with a port after a colon.
    func first(for site: String) -> Int? {
        let site = RoutedName.base(of: site).lowercased()
        var found = whole[site]
        func consider(_ number: Int?) {
            if let number { found = min(found ?? number, number) }
        }
        if site.hasPrefix("[") {
            if let end = site.firstIndex(of: "]") { consider(whole[String(site[...end])]) }
            return found
        }
        // A name that would be too long: a number, a digest and the domain that most hosts are below.
        if site.hasPrefix("~"), let domain = site.split(separator: "~").last {
            return lowest(found, below: domain)
        }
        for group in site.split(separator: "+") {
            let group = group.prefix { $0 != ":" }
            let labels = group.prefix { $0 != "." }
            let parent = group.dropFirst(labels.count + 1)
            for label in labels.split(separator: ",") {
                let host = label == "@" ? parent : parent.isEmpty ? label : label + "." + parent
                consider(whole[String(host)])
            }
            found = lowest(found, below: parent)
        }
        return found
    }

    /// The lower of a rule's number and that of the first rule for hosts below a domain.
    private func lowest(_ found: Int?, below domain: Substring) -> Int? {
        var found = found
        var domain = domain
        while !domain.isEmpty {
            if let number = below[String(domain)] { found = min(found ?? number, number) }
            domain = domain.drop { $0 != "." }.dropFirst()
        }
        return found
    }
}
