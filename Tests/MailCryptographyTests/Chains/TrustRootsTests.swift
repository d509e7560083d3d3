import MailCryptography
import Testing

/// Chains held against roots.
struct TrustRootsTests {
    /// One row: the roots, what the server presents, its name, and what comes of it in the form of `summary`.
    struct Check: Sendable, CustomTestStringConvertible {
        let chain: String
        let roots: String
        let host: String
        let time: Int64
        let expected: String

        init(
            _ chain: String, roots: String = "root", host: String = "mx.example.test",
            at time: Int64 = ChainVectors.now,
            _ expected: String
        ) {
            self.chain = chain
            self.roots = roots
            self.host = host
            self.time = time
            self.expected = expected
        }

        var testDescription: String { "[\(chain)] to [\(roots)] for \(host) at \(time): \(expected)" }
    }

    private static let checks: [Check] = [
        // Chains that lead to a root.
        Check("leaf intermediate", "trusted"),
        Check("leaf intermediate root", "trusted"),
        Check("leaf-rsa intermediate", "trusted"),
        Check("leaf-ed25519 intermediate", "trusted"),
        Check("leaf-by-root", "trusted"),
        Check("leaf root intermediate", "trusted"),
        Check("leaf other-root constrained cross old-root intermediate leaf", "trusted"),
        Check("leaf cross", roots: "other-root", "trusted"),
        Check("leaf intermediate cross", roots: "other-root", "trusted"),
        Check("leaf cross intermediate", "trusted"),
        Check("leaf intermediate", roots: "other-root root old-root", "trusted"),
        Check("leaf", roots: "intermediate", "trusted"),
        Check("leaf", roots: "leaf", "trusted"),
        Check("self-signed", roots: "self-signed", "trusted"),
        Check("self-issuer", roots: "self-issuer", "trusted"),
        Check("leaf-by-step-7 steps", "trusted"),
        // Chains that lead nowhere.
        Check("", "noCertificate 0"),
        Check("leaf", "unknownIssuer 0"),
        Check("leaf intermediate", roots: "", "unknownIssuer 1"),
        Check("leaf intermediate", roots: "other-root", "unknownIssuer 1"),
        Check("leaf intermediate root", roots: "other-root", "unknownIssuer 2"),
        Check("self-signed", "selfSigned 0"),
        Check("self-issuer", "selfSigned 0"),
        Check("leaf-by-leaf leaf intermediate", "notAnIssuer 1, notForServers 1, tooManyIssuers 2"),
        // Times, to the second.
        Check("expired intermediate", "expired(1609459200) 0"),
        Check("expired intermediate", at: 1_609_459_200, "trusted"),
        Check("expired intermediate", at: 1_609_459_201, "expired(1609459200) 0"),
        Check("future intermediate", "notYetValid(3786912000) 0"),
        Check("future intermediate", at: 3_786_911_999, "notYetValid(3786912000) 0"),
        Check("future intermediate", at: 3_786_912_000, "trusted"),
        Check("leaf-by-old old-intermediate", "expired(1609459200) 1"),
        Check("leaf-by-old-root old-root", roots: "old-root", "expired(1609459200) 1"),
        Check(
            "leaf intermediate", at: 0,
            "notYetValid(1577836800) 2, notYetValid(1577836800) 1, notYetValid(1767225600) 0"),
        Check(
            "leaf intermediate", at: -1,
            "notYetValid(1577836800) 2, notYetValid(1577836800) 1, notYetValid(1767225600) 0"),
        // Names.
        Check("leaf intermediate", host: "MX.Example.Test.", "trusted"),
        Check("leaf intermediate", host: "a.wild.example.test", "trusted"),
        Check("leaf intermediate", host: "wild.example.test", "wrongName 0"),
        Check("leaf intermediate", host: "a.b.wild.example.test", "wrongName 0"),
        Check("leaf intermediate", host: "example.test", "wrongName 0"),
        Check("leaf intermediate", host: "192.0.2.1", "wrongName 0"),
        Check("leaf intermediate", host: "", "wrongName 0"),
        Check("other-name intermediate", "wrongName 0"),
        Check("no-name intermediate", "wrongName 0"),
        Check("leaf-by-constrained constrained", "other(47) 0"),
        // What certificates are for.
        Check("client intermediate", "notForServers 0"),
        Check("critical intermediate", "other(34) 0"),
        Check("leaf-by-sub sub intermediate", "tooManyIssuers 2"),
        Check("leaf-by-no-sign no-sign", "notAnIssuer 1, notForServers 1"),
        // Strength.
        Check("weak-key intermediate", "weakKey 0"),
        Check("weak-digest intermediate", "weakSignature 0"),
        Check("weak-by-root", "weakSignature 0"),
        // Lengths.
        Check("leaf-by-step-8 steps", "tooManyIssuers 9, unknownIssuer 9"),
        Check("leaf-by-step-7 steps client expired future critical weak-key leaf root", "trusted"),
        Check(
            "leaf-by-step-7 steps client expired future critical weak-key leaf sub root", "tooManyCertificates(21) 0"),
        // What is too costly to check issues nothing, unless it is a root.
        Check("leaf-by-costly-e64 costly-e64", "trusted"),
        Check("leaf-by-costly-e65 costly-e65", "unknownIssuer 0"),
        Check("leaf-by-costly-e65 costly-e65 root", "unknownIssuer 0"),
        Check("leaf-by-costly-4096 costly-4096", "trusted"),
        Check("leaf-by-costly-4104 costly-4104", "unknownIssuer 0"),
        Check("leaf-by-costly-e65", roots: "costly-e65", "trusted"),
        Check("leaf-by-costly-4104", roots: "costly-4104", "trusted"),
        Check("costly-e65", "notForServers 0, wrongName 0"),
        // Roads that lead nowhere.
        Check("leaf-by-step-7 steps dead-ends", "trusted"),
        Check("leaf-by-step-7 dead-ends steps", "unknownIssuer 8"),
        Check("leaf-by-step-7 steps dead-ends", roots: "other-root", "unknownIssuer 8"),
        Check(
            "leaf-by-step-0 dead-ends", roots: "other-root", at: 0,
            "unknownIssuer 1, notYetValid(1577836800) 1, notYetValid(1767225600) 0"),
        // Several faults at once.
        Check("expired", host: "example.test", "unknownIssuer 0, expired(1609459200) 0, wrongName 0"),
        Check("client", roots: "", at: 0, "unknownIssuer 0, notForServers 0, notYetValid(1767225600) 0"),
    ]

    @Test(arguments: TrustRootsTests.checks)
    func judges(_ check: Check) throws {
        let roots = try ChainVectors.roots(check.roots)
        let verdict = roots.verdict(on: try ChainVectors.chain(check.chain), for: check.host, at: check.time)
        #expect(verdict.summary == check.expected)
        #expect(verdict.faults.isEmpty == (verdict == .trusted))
    }

    @Test("a signature or a key with any bit changed is refused")
    func changedOctets() throws {
        let roots = try ChainVectors.roots("root")
        let chain = try ChainVectors.chain("leaf intermediate")
        let last = chain[0].der.count - 1
        var changed = chain[0].der
        changed[last] ^= 1
        let verdict = roots.verdict(
            on: [try Certificate(der: changed), chain[1]], for: "mx.example.test", at: ChainVectors.now)
        #expect(verdict.summary == "badSignature 0")
        for place in chain[0].der.indices {
            var changed = chain[0].der
            changed[place] ^= 0x10
            guard let certificate = try? Certificate(der: changed) else { continue }
            let verdict = roots.verdict(on: [certificate, chain[1]], for: "mx.example.test", at: ChainVectors.now)
            #expect(verdict != .trusted, "octet \(place)")
        }
    }

    @Test("helpers may stand in any order, and lead astray", arguments: ["root", "other-root"])
    func orders(root: String) throws {
        let roots = try ChainVectors.roots(root)
        let server = try ChainVectors.chain("leaf")
        var helpers = try ChainVectors.chain("intermediate cross root other-root constrained old-root leaf")
        for place in helpers.indices {
            for other in helpers.indices {
                helpers.swapAt(place, other)
                let verdict = roots.verdict(on: server + helpers, for: "mx.example.test", at: ChainVectors.now)
                #expect(verdict == .trusted)
            }
        }
    }

    @Test("roots are read from PEM text, whatever else is in it")
    func texts() throws {
        let text = ChainVectors.octets("other-root.pem") + Array("text\n".utf8) + ChainVectors.octets("root.pem")
        let chain = try ChainVectors.chain("leaf intermediate")
        #expect(try TrustRoots(pem: text).verdict(on: chain, for: "mx.example.test", at: ChainVectors.now) == .trusted)
        for text in ["", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let error = #expect(throws: CryptographyError.self) { try TrustRoots(pem: Array(text.utf8)) }
            #expect(error?.kind == .malformedCertificate)
        }
    }

    @Test("as many roots are read as any system has, and no more than the limit")
    func manyRoots() throws {
        let root = ChainVectors.octets("other-root.pem")
        let many =
            [[UInt8]](repeating: root, count: TrustRoots.maximumRoots - 1).joined() + ChainVectors.octets("root.pem")
        let chain = try ChainVectors.chain("leaf intermediate")
        let roots = try TrustRoots(pem: Array(many))
        #expect(roots.verdict(on: chain, for: "mx.example.test", at: ChainVectors.now) == .trusted)
        #expect(throws: CryptographyError(.malformedCertificate, reason: "too many")) {
            try TrustRoots(pem: Array(many) + root)
        }
    }

    @Test("many tasks use the same roots")
    func concurrency() async throws {
        let roots = try ChainVectors.roots("root other-root")
        let good = try ChainVectors.chain("leaf intermediate")
        let bad = try ChainVectors.chain("expired cross")
        let counts = await withTaskGroup(of: String.self, returning: [String: Int].self) { group in
            for number in 0..<400 {
                group.addTask {
                    let chain = number.isMultiple(of: 2) ? good : bad
                    return roots.verdict(on: chain, for: "mx.example.test", at: ChainVectors.now).summary
                }
            }
            var counts: [String: Int] = [:]
            for await summary in group { counts[summary, default: 0] += 1 }
            return counts
        }
        #expect(counts == ["trusted": 200, "expired(1609459200) 0": 200])
    }
}

extension ChainVerdict {
    /// `trusted`, or each fault as its kind and depth, joined by commas.
    var summary: String {
        guard case .refused(let faults) = self else { return "trusted" }
        return faults.map { "\($0.kind.summary) \($0.depth)" }.joined(separator: ", ")
    }
}

extension ChainFault.Kind {
    /// The name of the case, and a number that it has.
    var summary: String {
        switch self {
        case .tooManyCertificates(let count): "tooManyCertificates(\(count))"
        case .wrongName: "wrongName"
        case .expired(let time): "expired(\(time))"
        case .notYetValid(let time): "notYetValid(\(time))"
        case .other(let code, _): "other(\(code))"
        case .noCertificate, .unknownIssuer, .selfSigned, .noRoots, .badSignature, .notForServers, .notAnIssuer,
            .tooManyIssuers, .weakKey, .weakSignature, .malformed:
            "\(self)"
        }
    }
}
