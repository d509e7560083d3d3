import Foundation

/// What the command line says.
struct Options {
    /// A folder on the disk to measure.
    var directory = "."
    /// Octets of a message.
    var sizes = [2_048, 10_240, 102_400]
    /// Messages in a transaction.
    var groups = [1, 10, 50]
    /// How many tasks hand messages in at once.
    var tasks = [1, 10, 50, 200]
    /// How long a measurement takes.
    var seconds = 3.0
    /// Recipients of the large queue.
    var recipients = 1_000_000
    /// Whether JSON is printed.
    var json = false

    /// Reads options; nil for what is none.
    init?(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--json" {
                json = true
                continue
            }
            guard let value = rest.popFirst() else { return nil }
            let numbers = value.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            if word == "--dir" {
                directory = value
                continue
            }
            guard numbers.allSatisfy({ (1...100_000_000).contains($0) }), let first = numbers.first else { return nil }
            switch word {
            case "--sizes": sizes = numbers
            case "--groups": groups = numbers
            case "--tasks": tasks = numbers
            case "--seconds": seconds = Double(first)
            case "--recipients" where first >= 1_000: recipients = first
            default: return nil
            }
        }
    }

    /// Says how it is used, and ends with exit status 2.
    static func usage() {
        print(
            """
            usage: queue-bench raw     [--dir DIR] [--sizes N,...] [--groups N,...] [--seconds N] [--json]
                   queue-bench accept  [--dir DIR] [--sizes N,...] [--tasks N,...] [--seconds N] [--json]
                   queue-bench million [--dir DIR] [--recipients N] [--json]
            """)
        exit(2)
    }
}
