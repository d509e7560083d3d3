import BounceClassification
import SMTPProtocol
import Testing

@Suite("What the standard rules make of a reply at its stage")
struct StagedReplyTests {
    @Test("is the kind of trouble that it is to whoever delivers", arguments: StagedReplies.all)
    func trouble(stage: BounceStage, text: String, trouble: StagedReplies.Trouble) throws {
        let reply = try #require(SMTPReply(parsing: text))
        let verdict = BounceClassifier.standard.classify(reply, at: stage)
        let found = StagedReplies.Trouble(verdict)
        #expect(found == trouble, "\(verdict.cause) \(verdict.action): \(verdict.explanation)")
        #expect(BounceClassifier.standard.classify(text, at: stage).cause == verdict.cause)
    }

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

    @Test("is never about the recipient where our address is blocked")
    func scope() throws {
        for sample in StagedReplies.blocking {
            let reply = try #require(SMTPReply(parsing: sample.reply))
            for stage in BounceStage.allCases {
                let verdict = BounceClassifier.standard.classify(reply, at: stage)
                #expect(verdict.scope != .recipient, "\(sample.reply) at \(stage): \(verdict.explanation)")
                #expect(!verdict.isHardBounce)
            }
        }
    }
}
