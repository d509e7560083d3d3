import MXResolver
import MailAddressing
import TestSupport
import Testing

/// What must hold for the name of any set of hosts.
@Suite("Sites of any hosts")
struct MailSitePropertyTests {
    /// Names of few labels, so that parents, siblings and whole sets come again.
    private static func hosts(_ generator: inout SeededGenerator) -> Set<DomainName> {
        let labels = ["a", "b", "mx", "mx-1", "_c", "ai", "com"]
        let count = Int.random(in: 1...6, using: &generator)
        return Set(
            (0..<count).map { _ in
                let depth = Int.random(in: 1...4, using: &generator)
                let name = (0..<depth).map { _ in labels.randomElement(using: &generator) ?? "a" }
                return domain(name.joined(separator: "."))
            })
    }

    /// Reads a name as its documentation says it is written; the opposite of what makes it.
    private static func read(_ name: String) -> Set<String> {
        var hosts: Set<String> = []
        for group in name.split(separator: "+") {
            guard group.contains(",") else {
                hosts.insert(String(group))
                continue
            }
            let labels = group.prefix { $0 != "." }
            let parent = group.dropFirst(labels.count + 1)
            for label in labels.split(separator: ",") {
                hosts.insert(
                    label == "@" ? String(parent) : parent.isEmpty ? String(label) : "\(label).\(parent)")
            }
        }
        return hosts
    }

    @Test("a name says which hosts there are, in whatever order they came")
    func canBeReadAgain() throws {
        var generator = SeededGenerator(seed: 8)
        var known: [String: Set<DomainName>] = [:]
        for _ in 0..<20_000 {
            let hosts = Self.hosts(&generator)
            let site = try #require(MailSite(hosts.shuffled(using: &generator)))
            #expect(MailSite(hosts.shuffled(using: &generator)) == site)
            #expect(Self.read(site.name) == Set(hosts.map(\.text)), "\(site)")
            #expect(MailSite(name: site.name) == site)
            #expect(known[site.name] ?? hosts == hosts, "\(site) names two sets")
            known[site.name] = hosts
        }
        #expect(known.count > 5_000)
    }

    @Test("a set that is too long for a name has a digest, and each its own")
    func bounds() throws {
        var generator = SeededGenerator(seed: 9)
        var known: [String: Set<DomainName>] = [:]
        let long = String(repeating: "l", count: 60)
        for _ in 0..<300 {
            let count = Int.random(in: 30...60, using: &generator)
            let parents = ["mx.example", "\(long).\(long).\(long).example"]
            let hosts = Set(
                (0..<count).map { _ in
                    let number = Int.random(in: 100_000...999_999, using: &generator)
                    return domain("host-\(number).\(parents.randomElement(using: &generator) ?? "")")
                })
            let site = try #require(MailSite(hosts.shuffled(using: &generator)))
            #expect(site.name.utf8.count <= MailSite.maximumLength)
            #expect(site.name.hasPrefix("~\(hosts.count)~"))
            #expect(MailSite(hosts.shuffled(using: &generator)) == site)
            #expect(MailSite(name: site.name) == site)
            #expect(known[site.name] == nil)
            known[site.name] = hosts
        }
    }

    @Test("the form of a digest stays as it is, as names are stored")
    func isStable() {
        let hosts = (0..<40).map { domain("mail-exchange-\($0).example.com") }
        #expect(MailSite(hosts)?.name == "~40~0b6b0fd55bfe577fb367400a05786a01~example.com")
    }

    @Test("thousands of long names are named in a moment", .timeLimit(.minutes(15)))
    func takesHostileSets() throws {
        let parent = (0..<120).map { _ in "a" }.joined(separator: ".")
        let hosts = (0..<4_000).map { domain("\($0).\(parent)") }
        let rollups = (0..<1_000).compactMap { SiteRollup("*.r\($0).example") }
        for _ in 0..<3 { #expect(MailSite(hosts, rollups: rollups)?.name.hasPrefix("~4000~") == true) }
    }
}
