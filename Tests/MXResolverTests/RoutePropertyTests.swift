import MXResolver
import MXResolverTesting
import MailAddressing
import TestSupport
import Testing

/// What must hold for every decision, whatever the DNS says: zones by chance, each from its seed.
@Suite("Decisions on any zone", .timeLimit(.minutes(15)))
struct RoutePropertyTests {
    private static let own: Set<DomainName> = [domain("own1.test"), domain("own2.test")]
    private static let ownAddress = IPAddress("20.0.0.99")

    /// A zone of few names, so that they meet: aliases, loops, null MX, private addresses, own names, dead ends.
    private static func zone(_ generator: inout SeededGenerator) -> String {
        let hosts = (0..<6).map { "h\($0).test" } + ["own1.test", "own2.test", "d0.test", "localhost", "sub.localhost"]
        let exchanges = hosts + ["gone.test", "192.0.2.1", "a\\032b.test", "", "20.0.0.1"]
        let fours = ["20.0.0.1", "20.0.0.2", "20.0.0.3", "10.0.0.1", "127.0.0.1", "169.254.1.1", "20.0.0.99"]
        let sixes = ["2a00::1", "2a00::2", "fd00::1", "::1", "::ffff:20.0.0.4", "::ffff:10.0.0.2", "64:ff9b::a00:1"]
        var lines = ["test. \(Int.random(in: 0...900, using: &generator)) SOA . . 1 2 3 4 300"]
        for name in ["d0.test", "d1.test", "d2.test"] {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0:
                lines.append("\(name). CNAME \(["d0.test", "d1.test", "h0.test"].randomElement(using: &generator)!).")
            case 1: lines.append("\(name). A \(fours.randomElement(using: &generator)!)")
            case 2: lines.append("\(name). TXT x")
            default:
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    let preference = Int.random(in: 0...4, using: &generator) * 10
                    lines.append("\(name). MX \(preference) \(exchanges.randomElement(using: &generator)!).")
                }
            }
        }
        for host in hosts where !host.hasPrefix("d") {
            if Int.random(in: 0..<5, using: &generator) == 0 {
                lines.append("\(host). CNAME \(hosts.randomElement(using: &generator)!).")
                continue
            }
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                lines.append("\(host). 60 A \(fours.randomElement(using: &generator)!)")
            }
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                lines.append("\(host). 60 AAAA \(sixes.randomElement(using: &generator)!)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func options(seed: UInt64, _ generator: inout SeededGenerator) -> MailExchangeResolver.Options {
        MailExchangeResolver.Options(
            privateAddresses: Int.random(in: 0..<4, using: &generator) == 0 ? .allow : .refuse,
            addressPreference: AddressPreference.allCases.randomElement(using: &generator)!, ownHostNames: own,
            ownAddresses: Bool.random(using: &generator) ? Set([ownAddress].compactMap { $0 }) : [],
            maximumHosts: Int.random(in: 1...6, using: &generator),
            maximumRounds: Int.random(in: 1...3, using: &generator),
            maximumAddressesPerHost: Int.random(in: 1...4, using: &generator),
            maximumAddresses: Int.random(in: 1...8, using: &generator),
            makeRandomNumberGenerator: { SeededGenerator(seed: seed) })
    }

    @Test("a decision keeps its promises")
    func keepsPromises() async throws {
        var counts: [String: Int] = [:]
        for seed in UInt64(0)..<600 {
            var generator = SeededGenerator(seed: seed)
            let zone = Self.zone(&generator)
            let dns = try ZoneResolver(parsing: zone)
            let failures: [DNSFailure] = [.timeout, .serverFailure, .refused]
            for host in ["h0.test", "h1.test"] where Int.random(in: 0..<6, using: &generator) == 0 {
                let type: DNSRecordType? = [nil, .a, .aaaa].randomElement(using: &generator)!
                dns.fail(domain(host), type, with: failures.randomElement(using: &generator))
            }
            let options = Self.options(seed: seed, &generator)
            let resolver = MailExchangeResolver(dns: dns, options: options)
            for name in ["d0.test", "d1.test", "d2.test"] {
                let before = dns.questions.count
                let decision = await resolver.decision(for: .domain(domain(name)))
                let questions = dns.questions.dropFirst(before)
                #expect(questions.count <= 1 + 2 * options.maximumHosts * options.maximumRounds)
                #expect(!questions.contains { $0.name.text.hasSuffix("localhost") })
                check(decision, options, "seed \(seed), \(name)\n\(zone)")
                #expect(
                    await resolver.decision(for: .domain(domain(name))) == decision, "the same seed, the same order")
                let summary = decision.route.summary
                counts[String(summary.prefix(summary.hasPrefix("4") ? 5 : 3)), default: 0] += 1
            }
        }
        // Every way in which a decision ends was met.
        for end in ["5.4", "4.4.3", "4.4.4", "ref", "10 ", "0 h"] {
            #expect((counts[end] ?? 0) > 5, "\(end): \(counts)")
        }
    }

    private func check(_ decision: RouteDecision, _ options: MailExchangeResolver.Options, _ comment: Comment) {
        let hosts = decision.route.hosts
        #expect(hosts.map(\.preference) == hosts.map(\.preference).sorted(), comment)
        #expect(Set(hosts.map(\.name)).count == hosts.count, comment)
        #expect(hosts.count <= options.maximumHosts, comment)
        #expect(hosts.reduce(0) { $0 + $1.addresses.count } <= options.maximumAddresses, comment)
        for host in hosts {
            #expect(!host.addresses.isEmpty && host.addresses.count <= options.maximumAddressesPerHost, comment)
            #expect(Set(host.addresses).count == host.addresses.count, comment)
            #expect(!host.addresses.contains { options.ownAddresses.contains($0) }, comment)
            #expect(host.addresses.allSatisfy { $0 == $0.unmapped }, comment)
            if let family = options.addressPreference.onlyFamily {
                #expect(host.addresses.allSatisfy { $0.family == family }, comment)
            }
            if options.privateAddresses == .refuse {
                #expect(!host.addresses.contains { $0.isSpecialPurpose || "\($0)".hasPrefix("64:ff9b::a") }, comment)
                #expect(host.name?.text.hasSuffix("localhost") != true, comment)
            }
            #expect(!Self.own.contains { $0 == host.name || $0 == host.canonicalName }, comment)
        }
        checkCandidates(of: decision, comment)
    }

    private func checkCandidates(of decision: RouteDecision, _ comment: Comment) {
        let preferences = decision.candidates.map(\.preference)
        #expect(preferences == preferences.sorted(), comment)
        var used: [DNSName] = []
        var best = UInt16.max
        for candidate in decision.candidates {
            switch candidate.outcome {
            case .used: used += [candidate.name].compactMap { $0 }
            case .leftOut(.thisHost): best = min(best, candidate.preference)
            case .leftOut: #expect(!candidate.details.isEmpty, comment)
            }
        }
        #expect(used == decision.route.hosts.compactMap { $0.name.map { DNSName($0) } }, comment)
        #expect(decision.route.hosts.allSatisfy { $0.preference < best }, "no better than this host: \(comment)")
        #expect(decision.explanation.allSatisfy { $0.utf8.allSatisfy { (32...126).contains($0) } }, comment)
        if case .failed(let failure) = decision.route {
            #expect(!failure.isTemporary || decision.timeToLive == 0, comment)
            // Zones are too small for hosts that are not listed.
            let isAnyUnasked = decision.candidates.contains {
                if case .leftOut(.beyondMaximumHosts) = $0.outcome { true } else { false }
            }
            #expect(failure.isTemporary || !isAnyUnasked, "for good only when every host was asked: \(comment)")
            if case .noneOfFirst = failure.reason { #expect(isAnyUnasked, comment) }
        }
        #expect(decision.unlistedCandidates == 0, comment)
        #expect(decision.route.hosts.isEmpty || decision.site != nil, comment)
    }

    @Test("hosts of equal preference come in every order, each as often as the others")
    func shufflesEvenly() async throws {
        let zone = (1...3).map { "a.test. MX 10 h\($0).test.\nh\($0).test. A 20.0.0.\($0)" }.joined(separator: "\n")
        let dns = try ZoneResolver(parsing: zone)
        var counts: [String: Int] = [:]
        for seed in UInt64(0)..<3_000 {
            let options = MailExchangeResolver.Options(makeRandomNumberGenerator: { SeededGenerator(seed: seed) })
            let route = await MailExchangeResolver(dns: dns, options: options).route(to: domain("a.test"))
            counts[route.hosts.map { $0.name?.text ?? "" }.joined(separator: " "), default: 0] += 1
        }
        #expect(counts.count == 6)
        // 500 each; six standard deviations are 122.
        #expect(counts.values.allSatisfy { (378...622).contains($0) }, "\(counts)")
    }

    @Test("of more equals than are tried each is tried as often")
    func choosesEvenly() async throws {
        let zone = (1...9).map { "a.test. MX 10 h\($0).test.\nh\($0).test. A 20.0.0.\($0)" }.joined(separator: "\n")
        let dns = try ZoneResolver(parsing: zone)
        var counts: [String: Int] = [:]
        for seed in UInt64(0)..<1_500 {
            let options = MailExchangeResolver.Options(
                maximumHosts: 3, makeRandomNumberGenerator: { SeededGenerator(seed: seed) })
            let route = await MailExchangeResolver(dns: dns, options: options).route(to: domain("a.test"))
            for host in route.hosts { counts[host.name?.text ?? "", default: 0] += 1 }
        }
        #expect(counts.count == 9)
        #expect(counts.values.allSatisfy { (390...610).contains($0) }, "\(counts)")
    }
}
