import BenchmarkMemory
import BenchmarkText
import BounceClassification
import MailAddressing

/// What a full suppression list costs: memory, look-ups, changes and pages.
enum SuppressionBench {
    private static let now: Int64 = 1_700_000_000
    private static let domains = 5_000

    /// Fills a list and prints its figures.
    ///
    /// - Parameters:
    ///   - count: how many recipients are on it.
    ///   - length: the octets of what the host of each said.
    static func run(count: Int, length: Int) {
        let before = residentOctets()
        var table = SuppressionTable(capacity: count)
        let reply = String(repeating: "550 5.1.1 No such user here. ", count: length / 29 + 1).prefix(length)
        for number in 0..<count { table.restore(state(number, reply)) }
        let octets = residentOctets() - before
        print(
            "\n\(count) suppressed recipients, a reply of \(length) octets each: \(octets / 1_000_000) MB resident, "
                + "\(octets / count) octets each")
        let (listed, others) = (queries(0..<1_000, "recipient"), queries(0..<1_000, "other"))
        let foreign = queries(0..<1_000, "r\u{E9}cipient")
        for (name, queries) in [("listed", listed), ("not listed", others), ("not listed, not ASCII", foreign)] {
            BounceBench.measure("a look-up, \(name)", perRound: queries.count, repetitions: 20) {
                for query in queries { keep(table.suppression(for: query, at: now)) }
            }
        }
        let states = (0..<1_000).map { state(count + $0, reply) }
        BounceBench.measure("a recipient put on the list and taken off", perRound: states.count, repetitions: 1) {
            for state in states { table.restore(state) }
            for state in states { table.remove(state.key) }
        }
        BounceBench.measure("a state of a page of 1,000", perRound: 1_000, repetitions: 5) {
            keep(table.states(after: states[500].key, limit: 1_000))
        }
    }

    private static func state(_ number: Int, _ reply: Substring) -> SuppressionState {
        let key = SuppressionKey(SuppressionTarget(mailbox("recipient", number)))
        // Each entry keeps octets of its own, as those that are read from a store do.
        let reason = SuppressionReason.bounce(.unknownRecipient, reply: "\(reply.dropLast(8))\(10_000_000 + number)")
        return SuppressionState(Suppression(key, because: reason, since: now, expiry: now + 7_776_000))
    }

    private static func queries(_ numbers: Range<Int>, _ name: String) -> [SuppressionQuery] {
        let sender = try? DomainName("sender.example")
        return numbers.map { SuppressionQuery(mailbox(name, $0), from: sender) }
    }

    private static func mailbox(_ name: String, _ number: Int) -> Mailbox {
        guard let mailbox = try? Mailbox("\(name)\(number)@domain\(number % domains).example") else {
            preconditionFailure("a mailbox that this program made is none")
        }
        return mailbox
    }
}
