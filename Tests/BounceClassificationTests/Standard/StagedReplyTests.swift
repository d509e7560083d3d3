import BounceClassification
import Testing

@Suite("What the standard rules make of a reply at its stage")
struct StagedReplyTests {
    @Test("is never about the recipient where the address is not wanted, at any stage and with any code")
    func usualScope() {
        let ours: [BounceCause] = [.blockedAddress, .poorReputation, .missingReverseName, .greylisted, .rateLimited]
        for (cause, replies) in UsualReplies.all + UsualReplies.more + UsualReplies.stillMore where ours.contains(cause)
        {
            for reply in replies {
                for stage in BounceStage.allCases {
                    for code in ["550 ", "554 5.7.1 ", "550 5.1.1 ", ""] {
                        let text = code + reply.dropFirst(4)
                        let verdict = BounceClassifier.standard.classify(text, at: stage)
                        #expect(verdict.scope != .recipient, "\(text) at \(stage): \(verdict.explanation)")
                        #expect(!verdict.isHardBounce, "\(text) at \(stage): \(verdict.explanation)")
                    }
                }
            }
        }
    }
}
