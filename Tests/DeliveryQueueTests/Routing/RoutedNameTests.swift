import Testing

@testable import DeliveryQueue

@Suite("The name of mail that goes by a rule") struct RoutedNameTests {
    /// A name, and what is in it.
    struct Example: Sendable {
        var name: String
        var base: String
        var rule: String?
    }

    @Test(
        "is of a base and a rule",
        arguments: [
            Example(name: "example.com via shop", base: "example.com", rule: "shop"),
            Example(
                name: "mx1,mx2.example.com+mx.example.net:2525 via a-1",
                base: "mx1,mx2.example.com+mx.example.net:2525", rule: "a-1"),
            Example(name: "[192.0.2.1] via shop", base: "[192.0.2.1]", rule: "shop"),
            Example(name: "example.com", base: "example.com"), Example(name: "", base: ""),
            Example(name: " via shop", base: "", rule: "shop"),
            // None of these is made by a rule.
            Example(name: "(overflow relay)", base: "(overflow relay)"),
            Example(name: "example.com viashop", base: "example.com viashop"),
            Example(name: "example.com shop via x", base: "example.com shop via x"),
            Example(name: "via.example.com", base: "via.example.com"),
        ])
    func parts(example: Example) {
        #expect(RoutedName.base(of: example.name) == example.base)
        #expect(RoutedName.rule(of: example.name) == example.rule)
        #expect(RoutedName.isRuled(example.name) == (example.rule != nil))
        #expect(RoutedName.name(example.base, by: example.rule) == example.name)
    }

    private static let rules = ShapingRules(rules: [
        ShapingRules.Rule(name: "host", patterns: ["mx1.provider.test"], limits: ShapingLimits(connections: 3)),
        ShapingRules.Rule(name: "below", patterns: ["*.provider.test"], limits: ShapingLimits(connections: 4)),
        ShapingRules.Rule(name: "literal", patterns: ["[192.0.2.1]"], limits: ShapingLimits(connections: 5)),
    ])

    @Test(
        "falls under the same limits and schedules as the base",
        arguments: [
            "mx1.provider.test", "mx1,mx2.provider.test", "mx2.provider.test", "[192.0.2.1]:25", "other.test",
            "a.b.provider.test+mx.other.test",
        ])
    func limits(name: String) {
        let ruled = RoutedName.name(name, by: "shop")
        #expect(Self.rules.rule(for: ruled) == Self.rules.rule(for: name))
        let retry = RetryRules(sites: [
            RetryRules.SiteRule("mx1.provider.test", RetrySchedule(first: .seconds(1))),
            RetryRules.SiteRule("*.provider.test", RetrySchedule(first: .seconds(2))),
        ])
        #expect(retry.schedule(site: ruled, domain: ruled) == retry.schedule(site: name, domain: name))
        #expect(retry.schedule(site: "x.test via shop", domain: ruled) == retry.schedule(site: "x.test", domain: name))
    }

    @Test("is no name that a pattern for hosts below a rule's name fits")
    func noHost() {
        let rules = ShapingRules(rules: [
            ShapingRules.Rule(name: "odd", patterns: ["shop", "*.shop"], limits: ShapingLimits())
        ])
        #expect(rules.rule(for: "example.com via shop").name == "default")
    }

    @Test("is suspended with the base, and also by itself")
    func suspensions() {
        let start = WallTime(milliseconds: 1_700_000_000_000)
        var book = SuspensionBook()
        _ = book.begin(Suspension(.site("a"), because: "", since: start, until: start + .seconds(10)))
        _ = book.begin(Suspension(.site("b via shop"), because: "", since: start, until: start + .seconds(20)))
        let (ten, twenty) = ((start + .seconds(10)).milliseconds, (start + .seconds(20)).milliseconds)
        let ends: [(name: String, end: Int64)] = [
            ("a", ten), ("a via shop", ten), ("a via other", ten), ("b", .min), ("b via shop", twenty),
            ("b via other", .min), ("c", .min), ("c via shop", .min),
        ]
        for (name, end) in ends { #expect(book.end(ofSite: name) == end, "\(name)") }
        // The longer one holds.
        _ = book.begin(Suspension(.site("b"), because: "", since: start, until: start + .seconds(10)))
        #expect(book.end(ofSite: "b via shop") == twenty)
        _ = book.begin(Suspension(.site("b"), because: "", since: start, until: nil))
        #expect(book.end(ofSite: "b via shop") == .max)
    }

    @Test("is known to the table of sites, whoever had its place before")
    func sites() {
        var table = SiteTable()
        let first = table.place(of: "a via shop")
        #expect(table[first].isRuled)
        table.remove(first)
        let second = table.place(of: "a")
        #expect(second == first && !table[second].isRuled)
        let third = table.place(of: "b via shop")
        #expect(table[third].isRuled)
    }
}
