import Foundation
import MailAddressing
import TestSupport
import Testing

@testable import DKIM

/// The cases of the chasquid SMTP server, with its limit of five signatures and its trust in `l=`.
@Suite(.enabled(if: Corpora.has("dkim-chasquid"), "needs the corpora of others"))
struct ChasquidTests {
    struct Expected: Decodable {
        struct Signature: Decodable {
            var domain: String
            var selector: String
            var state: String

            enum CodingKeys: String, CodingKey {
                case domain = "Domain"
                case selector = "Selector"
                case state = "State"
            }
        }
        var found: Int
        var valid: Int
        var results: [Signature]

        enum CodingKeys: String, CodingKey {
            case found = "Found"
            case valid = "Valid"
            case results = "Results"
        }
    }

    /// When the messages are checked: after they were signed, in March 2024.
    static let time: Int64 = 1_750_000_000

    /// A file, or the one whose name is all that it says.
    static func octets(_ name: String) throws -> [UInt8] {
        let octets = try Corpora.octets("dkim-chasquid/\(name)")
        let text = Fixtures.text(octets).trimmingCharacters(in: .whitespacesAndNewlines)
        let isName = octets.count < 64 && !text.isEmpty && !text.contains(" ") && Corpora.has("dkim-chasquid/\(text)")
        return try isName ? Self.octets(text) : octets
    }

    /// Names and texts; a backslash at the end of a line joins it with the next.
    static func table(_ name: String) throws -> KeyTable {
        let text = Fixtures.text(try octets(name)).replacingOccurrences(of: "\\\n", with: " ")
        var records: [String: [[UInt8]]] = [:]
        var table = KeyTable()
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let owner = String(parts[0]).trimmingCharacters(in: .whitespaces)
            let value = String(parts[1]).trimmingCharacters(in: .whitespaces)
            switch value {
            case "TEMPERROR": table.answers[owner] = .temporaryFailure("as the corpus says")
            case "PERMERROR": table.answers[owner] = .permanentFailure("as the corpus says")
            default: records[owner, default: []].append(Array(value.utf8))
            }
        }
        for (owner, texts) in records { table.answers[owner] = .records(texts) }
        return table
    }

    static func state(_ verdict: DKIMVerdict) -> String {
        switch verdict.result {
        case .pass: "SUCCESS"
        case .temporaryError: "TEMPFAIL"
        default: "PERMFAIL"
        }
    }

    /// The cases with signatures.
    static let names = [
        "01-rfc8463", "02-too_many_headers", "04-bad_dkim_signature_header", "05-dns_temp_error", "06-dns_perm_error",
        "07-algo_mismatch", "08-our_signature", "09-limited_body", "10-strict_domain_check_pass",
        "11-strict_domain_check_fail",
    ]

    @Test("every signature has the state that it should have")
    func states() async throws {
        var cases = CorpusTable("dkim-chasquid")
        for name in Self.names { try await Self.check(name, &cases) }
        let verdicts = await DKIMVerifierTests.verdicts(try Self.octets("03-bad_message.msg"), KeyTable())
        cases.add("03-bad_message", agrees: verdicts.isEmpty, "\(verdicts)")
        cases.finish()
    }

    private static func check(_ name: String, _ cases: inout CorpusTable) async throws {
        let message = Corpora.withLineEnds(try Self.octets("\(name).msg"))
        let expected = try JSONDecoder().decode(Expected.self, from: Data(Self.octets("\(name).result")))
        var options = DKIMVerifier.Options()
        options.maximumSignatures = 5
        options.danger.acceptsPartialBodies = true
        let table = try Corpora.has("dkim-chasquid/\(name).dns") ? Self.table("\(name).dns") : KeyTable()
        let verdicts = await DKIMVerifierTests.verdicts(message, table, options, at: Self.time)
        #expect(verdicts.count == expected.found)
        #expect(verdicts.filter { $0.result == .pass }.count == expected.valid)
        cases.add(name, agrees: verdicts.map(Self.state) == expected.results.map(\.state), "\(verdicts)")
        for (verdict, signature) in zip(verdicts, expected.results) where !signature.domain.isEmpty {
            #expect(verdict.domain?.text == signature.domain)
            #expect(verdict.selector == signature.selector)
        }
    }

    @Test("without the trust in l= a signature over the beginning of a body is no pass")
    func partialBody() async throws {
        let message = Corpora.withLineEnds(try Self.octets("09-limited_body.msg"))
        let verdicts = await DKIMVerifierTests.verdicts(
            message, try Self.table("09-limited_body.dns"), at: Self.time)
        #expect(verdicts.map(\.result) == [.policy, .pass, .pass])
        #expect(verdicts.first?.signedBodyLength == 17)
    }
}
