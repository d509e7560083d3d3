import DeliveryQueueTesting
import Testing

@testable import DeliveryQueue

@Suite("What an attempt tells of ways") struct WaySampleTests {
    /// What becomes of recipients in an attempt, and whether each way that it speaks of has taken the message.
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var way = DeliveryWay.usual
        var outcomes: [DeliveryOutcome]
        var expected: [(DeliveryWay, Bool)]

        var testDescription: String { name }
    }

    private static let blocked = ScriptedDeliverer.deferral("450 4.7.1 refused", .blocked)
    private static let full = ScriptedDeliverer.deferral("452 4.2.2 full", .mailbox)
    private static let unknown = ScriptedDeliverer.refusal("550 5.1.1 unknown")

    /// An outcome whose last word came by the relay.
    private static func relayed(_ outcome: DeliveryOutcome) -> DeliveryOutcome {
        var outcome = outcome
        outcome.way = .overflow
        return outcome
    }

    @Test("goes by the kind of trouble, and by the way that met it", arguments: DeliveryErrorClass.allCases)
    func classes(errorClass: DeliveryErrorClass) {
        let silent: [DeliveryErrorClass: [DeliveryWay]] = [
            .mailbox: [.usual, .overflow], .resolution: [.usual, .overflow], .security: [.usual, .overflow],
            .local: [.usual],
        ]
        for way in [DeliveryWay.usual, .overflow] {
            let outcome = ScriptedDeliverer.deferral("451 4.3.0 later", errorClass)
            let samples = WaySample.samples(of: [outcome], by: way, lasting: .seconds(3))
            let isSilent = silent[errorClass]?.contains(way) == true
            #expect(samples == (isSilent ? [] : [WaySample(way, isTaken: false, duration: .seconds(3))]), "\(way)")
        }
    }

    private static let examples: [Example] = [
        Example(name: "nobody", outcomes: [], expected: []),
        Example(name: "taken", outcomes: [ScriptedDeliverer.success], expected: [(.usual, true)]),
        Example(
            name: "taken by the relay", way: .overflow, outcomes: [ScriptedDeliverer.success],
            expected: [(.overflow, true)]),
        Example(name: "refused for good", outcomes: [unknown], expected: []),
        Example(name: "refused for good by the relay", way: .overflow, outcomes: [unknown], expected: []),
        Example(
            name: "many recipients taken in one transaction",
            outcomes: Array(repeating: ScriptedDeliverer.success, count: 100), expected: [(.usual, true)]),
        Example(
            name: "many recipients put off in one transaction", outcomes: Array(repeating: blocked, count: 100),
            expected: [(.usual, false)]),
        Example(
            name: "one taken, one unknown, one full", outcomes: [ScriptedDeliverer.success, unknown, full],
            expected: [(.usual, true)]),
        Example(
            name: "one taken, one put off", outcomes: [blocked, ScriptedDeliverer.success],
            expected: [(.usual, true)]),
        Example(
            name: "what the site refused is taken by the relay", outcomes: [relayed(ScriptedDeliverer.success)],
            expected: [(.usual, false), (.overflow, true)]),
        Example(
            name: "many that the site refused are taken by the relay",
            outcomes: Array(repeating: relayed(ScriptedDeliverer.success), count: 3),
            expected: [(.usual, false), (.overflow, true)]),
        Example(
            name: "both put it off", outcomes: [relayed(blocked)], expected: [(.usual, false), (.overflow, false)]),
        Example(
            name: "the relay does not let us in, either",
            outcomes: [relayed(ScriptedDeliverer.deferral("454 4.7.0 no key", .local))],
            expected: [(.usual, false), (.overflow, false)]),
        Example(
            name: "the relay does not know the recipient", outcomes: [relayed(unknown)],
            expected: [(.usual, false)]),
        Example(
            name: "the way is named that was taken anyhow", way: .overflow,
            outcomes: [relayed(ScriptedDeliverer.success)], expected: [(.overflow, true)]),
    ]

    @Test("counts once for a transaction, and for both ways where both had their say", arguments: examples)
    func outcomes(example: Example) {
        let samples = WaySample.samples(of: example.outcomes, by: example.way, lasting: .milliseconds(1_500))
        let expected = example.expected.map { way, isTaken in
            // What another way did in the same attempt is no trial of it.
            WaySample(way, isTaken: isTaken, duration: .milliseconds(1_500), isTrial: way == example.way)
        }
        #expect(samples == expected)
    }
}
