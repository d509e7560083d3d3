import MXResolver
import MailAddressing
import MailCryptography
import TestSupport
import Testing

/// The table of verdicts: what a server presents, what its TLSA records say, and whether it is the right one.
struct DANEVerdictTests {
    /// One row: certificates, records in the form of `DANEVectors.record`, and what comes of it in the form of
    /// `summary`.
    struct Row: Sendable, CustomTestStringConvertible {
        let chain: String
        let records: [String]
        let names: [String]
        let time: Int64
        let expected: String

        init(
            _ chain: String, _ records: String..., names: String = "mx.example.test", at time: Int64 = DANEVectors.now,
            is expected: String
        ) {
            self.chain = chain
            self.records = records
            self.names = names.split(separator: " ").map(String.init)
            self.time = time
            self.expected = expected
        }

        var testDescription: String {
            "[\(chain)] \(records.joined(separator: ", ")) for \(names.joined(separator: " ")) at \(time): \(expected)"
        }
    }

    @Test(arguments: serverRows + authorityRows + bareKeyRows + digestRows + unusableRows)
    func judges(_ row: Row) throws {
        let records = try row.records.map(DANEVectors.record)
        let names = try row.names.map { try DomainName($0) }
        guard let policy = DANEPolicy(base: names[0], records: records, referenceNames: names) else {
            #expect(row.expected == "unusable")
            return
        }
        let verdict = policy.verdict(on: try DANEVectors.chain(row.chain), at: row.time)
        switch verdict {
        case .authenticated(let record):
            let place = records.firstIndex(of: record)
            #expect(place.map { row.records[$0] } == row.expected)
        case .refused(let faults):
            #expect(faults.map(\.reason.summary).joined(separator: "; ") == row.expected)
            #expect(!faults.isEmpty)
        }
    }

    @Test("the order of the records does not matter")
    func orders() throws {
        let records = try ["3 1 1 leaf!", "2 0 1 root!", "2 1 1 intermediate", "3 0 1 leaf!"].map(DANEVectors.record)
        let chain = try DANEVectors.chain("leaf intermediate root")
        let base = try DomainName("mx.example.test")
        var generator = SeededGenerator(seed: 20)
        for _ in 0..<24 {
            let policy = try #require(DANEPolicy(base: base, records: records.shuffled(using: &generator)))
            #expect(policy.verdict(on: chain, at: DANEVectors.now) == .authenticated(by: records[2]))
        }
    }

    @Test("verdicts are sentences with the record and the reason")
    func sentences() throws {
        let base = try DomainName("mx.example.test")
        func sentence(_ records: String..., chain: String) throws -> String {
            let policy = try #require(DANEPolicy(base: base, records: try records.map(DANEVectors.record)))
            return "\(policy.verdict(on: try DANEVectors.chain(chain), at: DANEVectors.now))"
        }
        let leaf = try "\(DANEVectors.record("3 1 1 leaf"))"
        let root = try "\(DANEVectors.record("2 0 1 root"))"
        #expect(
            try sentence("3 1 1 leaf", chain: "leaf") == "the server is authenticated by the TLSA record \(leaf)")
        #expect(
            try sentence("3 1 1 leaf", "2 0 1 root", chain: "leaf-rsa intermediate")
                == "the TLSA record \(leaf) does not match the server's certificate; "
                + "the TLSA record \(root) matches no issuer of the server's chain")
        #expect(
            try sentence("2 0 1 root", chain: "expired intermediate root")
                == "the TLSA record \(root) names the authority, but the server's certificate (CN=mx.example.test) "
                + "expired at 2021-01-01 00:00:00 UTC")
        #expect(try sentence("3 1 1 leaf", chain: "") == "the server presented no certificate")
        let whole = try DANEVectors.record("2 0 0 root")
        #expect(
            try sentence("2 0 0 root", chain: "leaf").hasPrefix(
                "the TLSA record \("\(whole)".prefix(6 + 64))… names the authority, but the issuer of "))
    }
}

extension DANEFault.Reason {
    /// The name of the case, with the faults of a chain as `KIND DEPTH`.
    var summary: String {
        guard case .chain(let faults) = self else { return "\(self)" }
        let kinds = faults.map { fault -> String in
            // The name of the case, without what it carries.
            "\("\(fault.kind)".prefix { $0 != "(" }) \(fault.depth)"
        }
        return "chain \(kinds.joined(separator: ", "))"
    }
}
