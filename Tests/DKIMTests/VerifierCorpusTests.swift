import Foundation
import TestSupport
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

    /// The messages whose results are those of their time, with what they are: of each era by its reason.
    static let older: [String: String] = {
        let domainKeys = [
            "bad_dk_5", "dk_headers_1", "dk_headers_2", "dk_multiple_1", "good_dk_1", "good_dk_2", "good_dk_5",
            "good_dk_6", "good_dk_gmail",
        ]
        let drafts = [
            "bad_ietf01_2", "good_ietf00_1", "good_ietf00_2", "good_ietf00_5", "good_ietf01_1", "mine_ietf01_3",
            "mine_ietf01_4", "no_body_1", "no_body_2", "no_body_3",
        ]
        let granular = ["badkey_13"]
        var older: [String: String] = [:]
        for name in domainKeys { older["corpus/\(name).txt"] = "DomainKeys (RFC 4870, historic) is no DKIM signature" }
        for name in drafts { older["corpus/\(name).txt"] = "a draft without v=1, for RFC 6376 a permanent error" }
        for name in granular { older["corpus/\(name).txt"] = "the key's g=, which RFC 6376 took away, is ignored" }
        return older
    }()

    @Test(
        "messages of Mail::DKIM have the results that it gives them, but for those of before the RFC",
        .enabled(if: Corpora.has("dkim-mail-dkim"), "needs the corpora of others"))
    func mailDKIM() async throws {
        let keys = try RFCVectorTests.table("dkim-mail-dkim/dns.json")
        var table = CorpusTable("dkim-mail-dkim", explained: Self.older)
        for example in try Self.examples("dkim-mail-dkim") {
            let message = Corpora.withLineEnds(try Corpora.octets("dkim-mail-dkim/\(example.file)"))
            let verdicts = await DKIMVerifierTests.verdicts(message, keys, Self.accepting)
            table.add(example.file, agrees: Self.agrees(verdicts.bestResult, example.expect), "\(verdicts)")
        }
        table.finish()
    }
}
