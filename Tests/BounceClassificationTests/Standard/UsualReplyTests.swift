import BounceClassification
import Testing

@Suite("The standard rules")
struct UsualReplyTests {
    @Test("know what servers usually say")
    func usual() {
        for (cause, replies) in UsualReplies.all + UsualReplies.more + UsualReplies.stillMore {
            for reply in replies {
                let verdict = BounceClassifier.standard.classify(reply)
                #expect(verdict.cause == cause, "\(reply): \(verdict.explanation)")
                if verdict.cause != cause { print("REPORT \(reply): \(verdict.cause) \(verdict.explanation)") }
            }
        }
    }
}
