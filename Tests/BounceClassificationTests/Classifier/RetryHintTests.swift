import BounceClassification
import Testing

@Suite("The wait that a host asks for")
struct RetryHintTests {
    private func seconds(_ text: String) -> Int? {
        BounceClassifier.standard.classify("451 " + text).facts.retryAfter
    }

    @Test(
        "is found in its words",
        arguments: [
            ("try again in 5 minutes", 300), ("Retry after 300 seconds.", 300), ("try again in 1 hour", 3_600),
            ("please wait 00:05:00", 300), ("come back in 00:04:39", 279), ("retry in 30 s", 30), ("Retry in 45s", 45),
            ("Greylisted for 5 minutes", 300), ("greylisted, please try again in 300 secs", 300),
            ("try your message again in about 10 min", 600), ("wait 2 hrs before you try", 7_200),
            ("try again in 4 minutes and 30 seconds", 270), ("retry after 1 hour 5 minutes", 3_900),
            ("try again in an hour", 3_600), ("Delayed for one minute", 60), ("try again in 40 days", 86_400),
            ("retry after 999999 hours", 86_400), ("5 errors, then wait 10 minutes", 600),
            ("réessayez dans 10 minutes", 600), ("bitte in 5 Minuten erneut, warten Sie 5 Minuten", 300),
        ])
    func found(text: String, expected: Int) {
        #expect(seconds(text) == expected)
    }

    @Test(
        "is none where a time says something else",
        arguments: [
            "", "try again later", "try again later. You sent 100 messages in 1 hour", "100 messages in 5 minutes",
            "try again, limit is 10 per 5 minutes", "retry after 9999999 seconds", "try again in a few minutes",
            "try again in 0 seconds", "try again in 5", "minutes", "wait 99:99:99", "wait 1:2", "try again in -",
            "try to send no more than a hundred messages in 5 minutes",
        ])
    func none(text: String) {
        #expect(seconds(text) == nil)
    }
}
