import MXResolver
import MailAddressing
import MailCryptography
import Testing

/// How much work a server and its records can make: how many signatures are checked for one verdict.
struct DANEWorkTests {
    /// One row: what the server presents, the names of authorities and the form of their records, and what comes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let chain: String
        let records: String
        let checks: Int
        let expected: String

        init(_ chain: String, _ records: String, checks: Int, _ expected: String) {
            self.chain = chain
            self.records = records
            self.checks = checks
            self.expected = expected
        }

        var testDescription: String { "[\(chain)] \(records): \(checks), \(expected)" }
    }

    /// Authorities that have nothing to do with what the server presents, as whole certificates.
    private static let strangers =
        ["other-root", "old-root", "cross", "old-intermediate", "constrained", "no-sign", "costly-e64", "leaf-rsa"]
        .map { "2 0 0 \($0)" }.joined(separator: ", ")

    private static let rows: [Row] = [
        Row("leaf intermediate", "3 1 1 leaf", checks: 0, "authenticated"),
        Row("leaf intermediate", "2 0 1 intermediate", checks: 1, "authenticated"),
        Row("leaf intermediate root", "2 0 1 root", checks: 2, "authenticated"),
        Row("leaf intermediate", "2 1 0 root", checks: 3, "authenticated"),
        Row("leaf intermediate root", "2 0 1 root, 2 1 1 root", checks: 2, "authenticated"),
        Row("self-issuer", "2 0 1 self-issuer", checks: 1, "authenticated"),
        Row("leaf intermediate", "2 0 1 leaf", checks: 1, "noAuthority"),
        Row("leaf intermediate", "2 0 1 other-root", checks: 0, "mismatch"),
        Row("leaf-by-costly-e65 costly-e65", "2 0 1 costly-e65", checks: 0, "chain"),
        Row("leaf-by-step-7 steps root", "2 0 1 root", checks: 9, "authenticated"),
        // Roads that lead nowhere cost nothing, and the last one is looked at once for each authority.
        Row("leaf-by-step-7 steps dead-ends", "2 0 0 root", checks: 9, "authenticated"),
        Row("leaf-by-step-7 steps dead-ends", "2 0 0 other-root", checks: 8, "chain"),
        Row("leaf-by-step-7 steps dead-ends", "2 0 0 other-root, 2 0 0 old-root", checks: 16, "chain chain"),
        Row(
            "leaf-by-step-7 steps dead-ends", strangers, checks: 40,
            "chain chain chain chain chain tooMany tooMany tooMany"),
        // A bare key is held against each certificate.
        Row("leaf-by-step-7 steps dead-ends", "2 1 0 other-root", checks: 20, "mismatch"),
        Row(
            "leaf-by-step-7 steps dead-ends", "2 1 0 other-root, 2 1 0 old-root, 2 1 0 cross", checks: 40,
            "mismatch mismatch tooMany"),
        // Whoever presents too many makes no work at all.
        Row("leaf-by-step-7 steps dead-ends root", "2 0 0 other-root, 2 1 0 other-root", checks: 0, "chain chain"),
    ]

    @Test(arguments: DANEWorkTests.rows)
    func counts(_ row: Row) throws {
        let records = try row.records.split(separator: ",").map { try DANEVectors.record(String($0)) }
        let base = try DomainName("mx.example.test")
        let policy = try #require(DANEPolicy(base: base, records: records))
        let (verdict, checks) = policy.examination(of: try DANEVectors.chain(row.chain), at: DANEVectors.now)
        #expect(checks == row.checks)
        #expect(checks <= DANEPolicy.maximumSignatureChecks)
        #expect(verdict == policy.verdict(on: try DANEVectors.chain(row.chain), at: DANEVectors.now))
        switch verdict {
        case .authenticated: #expect(row.expected == "authenticated")
        case .refused(let faults):
            let words = faults.map { $0.reason.summary.prefix { $0 != " " } }
            #expect(words.joined(separator: " ") == row.expected)
        }
    }

    @Test("only so many authorities are tried on one chain")
    func attempts() throws {
        let base = try DomainName("mx.example.org")
        let names = [
            "intermediate", "root", "other-root", "old-root", "cross", "old-intermediate", "constrained", "no-sign",
        ]
        var records = try names.map { try DANEVectors.record("2 0 0 \($0)") }
        records += try [DANEVectors.record("2 0 0 leaf-rsa"), DANEVectors.record("2 1 0 leaf-rsa")]
        let policy = try #require(DANEPolicy(base: base, records: records))
        guard case .refused(let faults) = policy.verdict(on: try DANEVectors.chain("leaf"), at: DANEVectors.now) else {
            Issue.record("nothing covers the name")
            return
        }
        #expect(faults.count == records.count)
        #expect(faults.filter { $0.reason == .tooMany }.count == records.count - DANEPolicy.maximumAttempts)
    }
}
