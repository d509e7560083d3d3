import BounceClassification
import DeliveryReports
import Testing

@Suite("How recipients come onto the suppression list")
struct SuppressionTransitionTests {
    private let policy = SuppressionPolicy.standard
    private let now = SuppressionSamples.now
    private let day = SuppressionSamples.day

    private func fresh(_ target: String = "ada@example.com") throws -> SuppressionState {
        SuppressionState(try SuppressionSamples.key(target))
    }

    private func after(_ state: SuppressionState, _ reply: String, at moment: Int64) -> SuppressionState {
        policy.state(
            after: state, verdict: BounceClassifier.standard.classify(reply, at: .recipient), reply: reply, at: moment)
    }

    /// In which of so many refusals, one every so many days, the entry came; nil where it never did.
    private func number(of refusals: Int, _ reply: String, every days: Int64) throws -> Int? {
        var state = try fresh()
        for index in 0..<refusals {
            let moment = now + Int64(index) * days * day
            state = after(state, reply, at: moment)
            if state.isSuppressed(at: moment) { return index + 1 }
        }
        return nil
    }

    @Test("a hard bounce puts them there at once, for three months")
    func hardBounce() throws {
        let state = after(try fresh(), "550 5.1.1 User unknown", at: now)
        let entry = try #require(state.suppression)
        #expect(entry.reason == .bounce(.unknownRecipient, reply: "550 5.1.1 User unknown"))
        #expect(entry.since == now && entry.expiry == now + 90 * day && entry.confirmations == 0)
        #expect(state.isSuppressed(at: now + 90 * day - 1))
        #expect(!state.isSuppressed(at: now + 90 * day))
    }

    @Test(
        "weak refusals do after some time, as often as they come",
        arguments: [("550", 0, nil), ("550", 1, 5), ("550", 7, 5), ("550", 14, 7), ("550", 31, nil)]
            as [(String, Int64, Int?)])
    func weak(reply: String, days: Int64, expected: Int?) throws {
        #expect(try number(of: 40, reply, every: days) == expected)
    }

    @Test(
        "a full mailbox does after three weeks at the earliest",
        arguments: [(1, 22), (3, 8), (7, 9), (31, nil)] as [(Int64, Int?)])
    func full(days: Int64, expected: Int?) throws {
        #expect(try number(of: 40, "452 4.2.2 Mailbox full", every: days) == expected)
    }

    @Test("a delivery in between begins the count anew")
    func delivery() throws {
        var state = try fresh()
        for index in 0..<4 { state = after(state, "550", at: now + Int64(index) * day) }
        state = after(state, "250 2.0.0 OK", at: now + 4 * day)
        #expect(state.isEmpty)
        for index in 5..<9 { state = after(state, "550", at: now + Int64(index) * day) }
        #expect(!state.isSuppressed(at: now + 9 * day))
    }

    @Test("what was under way confirms an entry and does not make it longer")
    func confirmed() throws {
        var state = after(try fresh(), "550 5.1.1 User unknown", at: now)
        for index in 1...3 { state = after(state, "550 5.1.1 Really unknown", at: now + Int64(index)) }
        let entry = try #require(state.suppression)
        #expect(entry.since == now && entry.expiry == now + 90 * day && entry.confirmations == 3)
        #expect(entry.reason.text == "550 5.1.1 Really unknown")
        #expect(after(state, "550", at: now + 5) == state)
    }

    @Test("a complaint holds when a person's entry, which weighs more, would have ended", arguments: [1, 30, nil])
    func complaintBehindDecision(days: Int64?) throws {
        let decision = Suppression(
            try SuppressionSamples.key("ada@example.com"), because: .person("on leave"), since: now,
            expiry: days.map { now + $0 * day })
        var state = SuppressionState(decision)
        state = policy.state(after: state, feedback: .abuse, at: now + 1)
        state = policy.state(after: state, feedback: .notSpam, at: now + 2)
        let entry = try #require(state.suppression)
        #expect(entry.reason == .person("on leave") && entry.expiry == nil && entry.confirmations == 1)
        let refused = after(state, "550 5.1.1 User unknown", at: now + 3)
        #expect(refused.suppression?.expiry == nil)
    }

    @Test("whoever is gone still after that stays there for twice as long, up to two years")
    func lengthened() throws {
        var (state, moment) = (try fresh(), now)
        for (index, days) in [90, 180, 360, 720, 730, 730].enumerated() {
            state = after(state, "550 5.1.1 User unknown", at: moment)
            let entry = try #require(state.suppression)
            #expect(entry.since == moment && entry.expiry == moment + Int64(days) * day)
            #expect(entry.confirmations == UInt32(index))
            moment += Int64(days) * day
        }
    }

    @Test("a complaint holds until somebody removes it, and no refusal weakens it")
    func complaint() throws {
        var state = after(try fresh(), "550 5.1.1 User unknown", at: now)
        state = policy.state(after: state, feedback: .abuse, text: "from a loop", at: now + 1)
        #expect(state.suppression?.expiry == nil && state.suppression?.confirmations == 1)
        #expect(state.suppression?.reason == .feedback(.abuse, text: "from a loop"))
        let later = after(state, "550 5.1.1 User unknown", at: now + 2)
        #expect(later.suppression?.reason == state.suppression?.reason)
        #expect(later.suppression?.expiry == nil && later.suppression?.confirmations == 2)
        #expect(policy.state(after: try fresh(), feedback: .notSpam, at: now).isEmpty)
    }

    @Test("a person's word outweighs both")
    func person() throws {
        let key = try SuppressionSamples.key("ada@example.com")
        let entry = Suppression(key, because: .person("till summer"), since: now, expiry: now + 10 * day)
        var state = policy.state(after: SuppressionState(entry), feedback: .abuse, at: now + 1)
        #expect(state.suppression?.reason == entry.reason && state.suppression?.expiry == nil)
        state = policy.state(after: SuppressionState(entry), feedback: .abuse, at: now + 10 * day)
        #expect(state.suppression?.reason == .feedback(.abuse) && state.suppression?.expiry == nil)
        state = after(SuppressionState(entry), "550 5.1.1 User unknown", at: now + 1)
        #expect(state.suppression?.reason == entry.reason && state.suppression?.expiry == entry.expiry)
    }

    @Test("no verdict and no complaint changes what holds for a domain")
    func domain() throws {
        let state = try fresh("example.com")
        #expect(after(state, "550 5.1.1 User unknown", at: now) == state)
        #expect(policy.state(after: state, feedback: .abuse, at: now) == state)
    }

    @Test("no time and no rule makes the arithmetic fail")
    func extremes() throws {
        let moments: [Int64] = [.min, .min + 1, -1, 0, 1, now, .max - 1, .max]
        let rules = [
            StrikeRule(threshold: .max, spacing: .max, memory: .max),
            StrikeRule(threshold: .min, spacing: .min, memory: .min),
            StrikeRule.weakRefusals,
        ]
        for rule in rules {
            for time in moments {
                let policy = SuppressionPolicy(
                    weakRefusals: rule, fullMailboxes: rule, hardBounceTime: time, strikeTime: time, longestTime: time)
                var state = try fresh()
                for first in moments {
                    for second in moments {
                        for reply in ["550", "552 5.2.2 Over quota", "550 5.1.1 User unknown"] {
                            let verdict = BounceClassifier.standard.classify(reply, at: .recipient)
                            state = policy.state(after: state, verdict: verdict, reply: reply, at: first)
                            state = state.trimmed(at: second)
                            #expect(try SuppressionState(decoding: state.encoded) == state)
                        }
                    }
                }
            }
        }
    }

    @Test("a clock that was ahead does not keep strikes from being counted, or for ever")
    func clock() throws {
        var state = after(try fresh(), "550", at: now + 10_000 * day)
        state = after(state, "550", at: now)
        #expect(state.refusals == StrikeCount(last: now, forgottenAt: now + 30 * day))
        for index in 1..<4 { state = after(state, "550", at: now + Int64(index) * day) }
        #expect(state.refusals?.strikes(at: now + 3 * day, by: .weakRefusals) == 4)
        state = after(state, "550", at: now + 4 * day)
        #expect(state.isSuppressed(at: now + 4 * day))
    }

    @Test("what no longer matters is trimmed, an entry after twice its time")
    func trimmed() throws {
        let suppressed = after(try fresh(), "550 5.1.1 User unknown", at: now)
        #expect(suppressed.trimmed(at: now + 180 * day - 1) == suppressed)
        #expect(suppressed.trimmed(at: now + 180 * day).isEmpty)
        let struck = after(try fresh(), "550", at: now)
        #expect(struck.trimmed(at: now + 30 * day - 1) == struck)
        #expect(struck.trimmed(at: now + 30 * day).isEmpty)
    }
}
