import Foundation
import Testing

@testable import DKIM

/// The messages of OpenDKIM's and Mail::DKIM's tests: much of it is old, so that what RFC 8301 refuses is accepted here.
struct VerifierCorpusTests {
    struct Example: Decodable {
        var file: String
        var expect: String
        var algorithm: String?
        var era: String?
        var time: Int64?

        enum CodingKeys: String, CodingKey {
            case file
            case expect
            case algorithm
            case era
            case time = "verify_at_unix"
        }
    }

    static var accepting: DKIMVerifier.Options {
        var options = DKIMVerifier.Options()
        options.danger.acceptsSHA1 = true
        options.danger.acceptsPartialBodies = true
        options.danger.minimumRSABits = 0
        return options
    }

    static func examples(_ folder: String) throws -> [Example] {
        try JSONDecoder().decode([Example].self, from: Corpora.data("\(folder)/expected.json"))
    }

    @Test(
        "what passes with OpenDKIM passes, and nothing else",
        .enabled(if: Corpora.has("dkim-opendkim"), "needs the corpora of others"))
    func openDKIM() async throws {
        let table = try RFCVectorTests.table("dkim-opendkim/dns.json")
        for example in try Self.examples("dkim-opendkim") {
            let message = try Corpora.octets("dkim-opendkim/\(example.file)")
            let time = example.time ?? Fixtures.now
            let verdicts = await DKIMVerifierTests.verdicts(message, table, Self.accepting, at: time)
            #expect((verdicts.bestResult == .pass) == (example.expect == "pass"), "\(example.file): \(verdicts)")
            if example.expect == "fail" { #expect(verdicts.bestResult == .fail, "\(example.file): \(verdicts)") }
            let strict = await DKIMVerifierTests.verdicts(message, table, at: time)
            let weak = strict.filter { $0.algorithm == .rsaSHA1 }
            #expect(weak.allSatisfy { $0.result != .pass }, "\(example.file)")
        }
    }

    /// What upstream expects is that of its time: signatures of drafts and keys with `g=` are judged as RFC 6376 has it.
    @Test(
        "what passes with Mail::DKIM passes where RFC 6376 agrees",
        .enabled(if: Corpora.has("dkim-mail-dkim"), "needs the corpora of others"))
    func mailDKIM() async throws {
        let table = try RFCVectorTests.table("dkim-mail-dkim/dns.json")
        for example in try Self.examples("dkim-mail-dkim") {
            let era = example.era ?? ""
            let message = Corpora.withLineEnds(try Corpora.octets("dkim-mail-dkim/\(example.file)"))
            let verdicts = await DKIMVerifierTests.verdicts(message, table, Self.accepting)
            if era.hasPrefix("domainkeys") {
                #expect(verdicts.isEmpty, "\(example.file): \(verdicts)")
            } else if era.hasPrefix("pre-standard") {
                #expect(verdicts.allSatisfy { $0.result == .permanentError }, "\(example.file): \(verdicts)")
            } else {
                let passes = example.expect == "pass" || era.contains("g= tag")
                #expect((verdicts.bestResult == .pass) == passes, "\(example.file): \(verdicts)")
            }
        }
    }
}
