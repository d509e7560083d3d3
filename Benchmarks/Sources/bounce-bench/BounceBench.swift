import BenchmarkCost
import BenchmarkText
import BounceClassification
import SMTPProtocol

/// What it costs to say what a bounce means, with all standard rules, and to keep those whom nothing reaches.
///
/// The replies are two hundred: fifty sentences in four frames. A figure is that of one reply on average, or of one
/// message.
@main
enum BounceBench {
    static func main() {
        let clock = ContinuousClock()
        let start = clock.now
        let classifier = BounceClassifier(rules: StandardBounceRules.all)
        keep(classifier)
        print("the standard rules, read and made ready: \((microseconds(clock.now - start) / 1_000).text(1)) ms")

        let texts = Samples.replies
        let replies = texts.compactMap { SMTPReply(parsing: $0) }
        let undetermined = texts.count { classifier.classify($0).cause == .undetermined }
        print("\(texts.count) replies, \(undetermined) of them undetermined\n")
        print("                                                 µs (min–max)        allocations")
        measure("a reply as text", perRound: texts.count, repetitions: 50) {
            for text in texts { keep(classifier.classify(text)) }
        }
        measure("a parsed reply, stage and host known", perRound: replies.count, repetitions: 50) {
            for reply in replies { keep(classifier.classify(reply, at: .recipient, host: "mx.example.net")) }
        }
        for (name, message) in [("a report", Samples.report), ("a letter of a server", Samples.letter)] {
            guard ReceivedBounce.read(message, with: classifier) != nil else {
                print("  \(name) is no bounce")
                continue
            }
            measure("\(name) of \(message.count) octets", perRound: 1, repetitions: 500) {
                keep(ReceivedBounce.read(message, with: classifier))
            }
        }
        for length in [80, 1_024] { SuppressionBench.run(count: SuppressionTable.usualCapacity, length: length) }
    }

    /// Measures a piece of work and prints the median of its rounds.
    static func measure(_ name: String, perRound count: Int, repetitions: Int, _ work: () -> Void) {
        let cost = BenchmarkCost.measure(repetitions: repetitions, work)
        let (runs, scale) = (Double(count), 1_000 * Double(count))
        let range = "(\((cost.minimum / scale).text(2))–\((cost.maximum / scale).text(2)))"
        let median = (cost.median / scale).text(2).padded(to: 7, left: true)
        print(
            "  \(name.padded(to: 44)) \(median)  \(range.padded(to: 18))"
                + (cost.allocations / runs).text(1).padded(to: 8, left: true))
    }

    private static func microseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    }
}
