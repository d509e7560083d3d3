import BenchmarkText
import BounceClassification
import CAllocations
import SMTPProtocol

/// What it costs to say what a bounce means, with all standard rules.
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
    }

    /// Repeats a piece of work in rounds, the first of which only warms up, and prints the median.
    private static func measure(_ name: String, perRound count: Int, repetitions: Int, _ work: () -> Void) {
        let clock = ContinuousClock()
        let runs = Double(repetitions * count)
        var times: [Double] = []
        times.reserveCapacity(rounds)
        var allocations = 0.0
        for round in 0...rounds {
            let before = allocation_count()
            let start = clock.now
            for _ in 0..<repetitions { work() }
            let elapsed = clock.now - start
            allocations = Double(allocation_count() - before) / runs
            if round > 0 { times.append(microseconds(elapsed) / runs) }
        }
        times.sort()
        let range = "(\((times.first ?? 0).text(2))–\((times.last ?? 0).text(2)))"
        print(
            "  \(name.padded(to: 44)) \(times[rounds / 2].text(2).padded(to: 7, left: true))  \(range.padded(to: 18))"
                + allocations.text(1).padded(to: 8, left: true))
    }

    private static func microseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    }

    private static let rounds = 7
}
