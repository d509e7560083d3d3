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

    /// Whether a result is what a corpus calls it; `invalid` is any result for want of a usable signature or key.
    static func agrees(_ result: DKIMResult, _ expectation: String) -> Bool {
        switch expectation {
        case "pass": result == .pass
        case "fail": result == .fail
        case "permerror": result == .permanentError
        case "none": result == .none
        default: result == .permanentError || result == .temporaryError
        }
    }

    @Test(
        "messages of OpenDKIM have the results that it gives them",
        .enabled(if: Corpora.has("dkim-opendkim"), "needs the corpora of others"))
    func openDKIM() async throws {
        let keys = try RFCVectorTests.table("dkim-opendkim/dns.json")
        var table = CorpusTable("dkim-opendkim", explained: [:])
        for example in try Self.examples("dkim-opendkim") {
            let message = try Corpora.octets("dkim-opendkim/\(example.file)")
            let time = example.time ?? Fixtures.now
            let verdicts = await DKIMVerifierTests.verdicts(message, keys, Self.accepting, at: time)
            table.add(example.file, agrees: Self.agrees(verdicts.bestResult, example.expect), "\(verdicts)")
            let strict = await DKIMVerifierTests.verdicts(message, keys, at: time)
            let weak = strict.filter { $0.algorithm == .rsaSHA1 }
            #expect(weak.allSatisfy { $0.result != .pass }, "\(example.file)")
        }
        table.finish()
    }

    /// What upstream expects is that of its time: signatures of drafts and keys with `g=` are judged as RFC 6376 has it.
    @Test(
        "messages of Mail::DKIM have the results that it gives them where RFC 6376 agrees",
        .enabled(if: Corpora.has("dkim-mail-dkim"), "needs the corpora of others"))
    func mailDKIM() async throws {
        let keys = try RFCVectorTests.table("dkim-mail-dkim/dns.json")
        var table = CorpusTable("dkim-mail-dkim")
        for example in try Self.examples("dkim-mail-dkim") {
            let era = example.era ?? ""
            let message = Corpora.withLineEnds(try Corpora.octets("dkim-mail-dkim/\(example.file)"))
            let verdicts = await DKIMVerifierTests.verdicts(message, keys, Self.accepting)
            let expectation =
                if era.hasPrefix("domainkeys") {
                    "none"
                } else if era.hasPrefix("pre-standard") {
                    "permerror"
                } else {
                    era.contains("g= tag") ? "pass" : example.expect
                }
            table.add(example.file, agrees: Self.agrees(verdicts.bestResult, expectation), "\(verdicts)")
        }
        table.finish()
    }
}
