import InternetMessage
import MailAddressing
import MailForwarding
import Testing

@Suite struct SenderPresentationTests {
    static let all: [AuthorPolicy] = [.unknown, .none, .monitoring, .quarantine, .reject]

    static func facts(_ policy: AuthorPolicy, signature: Bool?) throws -> AuthorFacts {
        AuthorFacts(author: try Mailbox("ada@example.net"), policy: policy, hasAlignedSignature: signature)
    }

    @Test(arguments: all)
    func aSignatureThatPassesKeepsTheAuthorWhateverThePolicy(_ policy: AuthorPolicy) throws {
        let choice = SenderPresentation.choose(.automatic, for: try Self.facts(policy, signature: true))
        #expect(choice.presentation == .kept)
        #expect(choice.reason == .signatureSurvives)
    }

    @Test(
        arguments: [
            (.unknown, .rewritten, .unknownPolicy), (.none, .kept, .noPolicy), (.monitoring, .kept, .monitoringOnly),
            (.quarantine, .rewritten, .strictPolicy), (.reject, .rewritten, .strictPolicy),
        ] as [(AuthorPolicy, SenderPresentation, PresentationReason)])
    func withoutASignatureThePolicyDecides(
        _ policy: AuthorPolicy, _ presentation: SenderPresentation, _ reason: PresentationReason
    ) throws {
        for signature in [false, nil] {
            let choice = SenderPresentation.choose(.automatic, for: try Self.facts(policy, signature: signature))
            #expect(choice.presentation == presentation)
            #expect(choice.reason == reason)
        }
    }

    @Test(arguments: all)
    func withoutOneAuthorTheAuthorIsRewritten(_ policy: AuthorPolicy) {
        for signature in [true, false, nil] {
            let facts = AuthorFacts(author: nil, policy: policy, hasAlignedSignature: signature)
            let choice = SenderPresentation.choose(.automatic, for: facts)
            #expect(choice.presentation == .rewritten)
            #expect(choice.reason == .noSingleAuthor)
        }
    }

    @Test(arguments: all)
    func aPreferenceIsFollowedWhateverIsKnown(_ policy: AuthorPolicy) throws {
        for signature in [true, false, nil] {
            let facts = try Self.facts(policy, signature: signature)
            let kept = SenderPresentation.choose(.alwaysKept, for: facts)
            #expect(kept.presentation == .kept && kept.reason == .keptByPreference)
            let rewritten = SenderPresentation.choose(.alwaysRewritten, for: facts)
            #expect(rewritten.presentation == .rewritten && rewritten.reason == .rewrittenByPreference)
        }
    }

    @Test func nothingKnownIsTheDefault() {
        let facts = AuthorFacts(author: nil)
        #expect(facts.policy == .unknown && facts.hasAlignedSignature == nil)
    }

    @Test func eachReasonIsASentenceOfItsOwn() {
        let reasons: [PresentationReason] = [
            .keptByPreference, .rewrittenByPreference, .noSingleAuthor, .signatureSurvives, .noPolicy, .monitoringOnly,
            .strictPolicy, .unknownPolicy,
        ]
        #expect(Set(reasons.map(\.description)).count == reasons.count)
        #expect(reasons.allSatisfy { $0.description.hasPrefix("the author is ") })
    }

    @Test(
        arguments: [
            (["From: Ada <ada@example.net>"], "ada@example.net"), (["FROM : ada@EXAMPLE.net"], "ada@example.net"),
            (["From: Authors: ada@example.net;"], "ada@example.net"),
            (["From: ada@example.net, bob@example.org"], nil), (["From: Authors: ada@a.test, bob@b.test;"], nil),
            (["From: ada@example.net", "From: ada@example.net"], nil), (["From: Ada Lovelace"], nil),
            (["From: Nobody:;"], nil), (["From:"], nil), (["From: ada@"], nil), (["Sender: ada@example.net"], nil),
            ([], nil),
        ] as [([String], String?)])
    func theAuthorIsTheOnlyReadableAddress(_ lines: [String], _ author: String?) throws {
        let header = try HeaderExample.header(lines)
        #expect(AuthorFacts.author(of: header)?.description == author)
    }
}
