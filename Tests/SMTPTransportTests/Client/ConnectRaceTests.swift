import Testing

@testable import SMTPTransport

@Suite("A race of connections")
struct ConnectRaceTests {
    enum Event: Hashable, Sendable {
        case start
        case delayOver
        case failed(Int)
        case connected(Int)
        case cancel
    }

    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var count = 2
        let steps: [(Event, [ConnectRace.Action])]
    }

    static let begun: (Event, [ConnectRace.Action]) = (.start, [.awaitDelay, .connect(0)])
    static let both: [(Event, [ConnectRace.Action])] = [begun, (.delayOver, [.connect(1)])]

    static let examples: [Example] = [
        Example(testDescription: "the first answers in its time", steps: [begun, (.connected(0), [.use(0)])]),
        Example(
            testDescription: "the first fails in its time, the second answers",
            steps: [begun, (.failed(0), [.connect(1)]), (.delayOver, []), (.connected(1), [.use(1)])]),
        Example(
            testDescription: "the first hangs, the second answers",
            steps: both + [(.connected(1), [.close(0), .use(1)])]),
        Example(
            testDescription: "the first answers late, but before the second",
            steps: both + [(.connected(0), [.close(1), .use(0)])]),
        Example(
            testDescription: "the second fails, the first answers",
            steps: both + [(.failed(1), []), (.connected(0), [.use(0)])]),
        Example(
            testDescription: "the first fails late, the second answers",
            steps: both + [(.failed(0), []), (.connected(1), [.use(1)])]),
        Example(testDescription: "both fail", steps: both + [(.failed(1), []), (.failed(0), [.fail])]),
        Example(
            testDescription: "both fail at once", steps: [begun, (.failed(0), [.connect(1)]), (.failed(1), [.fail])]),
        Example(
            testDescription: "both answer at the same time",
            steps: both + [(.connected(1), [.close(0), .use(1)]), (.connected(0), [.close(0)])]),
        Example(
            testDescription: "given up before the second is tried",
            steps: [begun, (.cancel, [.close(0), .fail]), (.delayOver, []), (.failed(0), [])]),
        Example(
            testDescription: "given up while both are tried",
            steps: both + [(.cancel, [.close(0), .close(1), .fail]), (.connected(1), [.close(1)]), (.cancel, [])]),
        Example(testDescription: "given up too late", steps: [begun, (.connected(0), [.use(0)]), (.cancel, [])]),
        Example(
            testDescription: "one address, which answers", count: 1,
            steps: [(.start, [.connect(0)]), (.connected(0), [.use(0)])]),
        Example(
            testDescription: "one address, which fails", count: 1,
            steps: [(.start, [.connect(0)]), (.delayOver, []), (.failed(0), [.fail])]),
        Example(testDescription: "no address", count: 0, steps: [(.start, [.fail])]),
        Example(
            testDescription: "three addresses", count: 3,
            steps: [
                begun, (.delayOver, [.awaitDelay, .connect(1)]), (.failed(0), [.connect(2)]),
                (.connected(2), [.close(1), .use(2)]),
            ]),
        Example(
            testDescription: "events that do not fit",
            steps: [
                (.delayOver, []), (.failed(0), []), (.connected(0), []), begun, (.start, []), (.failed(1), []),
                (.connected(1), []), (.failed(7), []), (.connected(0), [.use(0)]), (.connected(0), []),
                (.connected(7), []),
            ]),
    ]

    @Test("is decided by who comes first", arguments: examples)
    func decides(example: Example) {
        var race = ConnectRace(count: example.count)
        for (number, (event, actions)) in example.steps.enumerated() {
            let given = Self.step(&race, event)
            #expect(given == actions, "step \(number): \(event)")
        }
        let isDecided = example.steps.contains { $0.1.contains { $0.isEnd } }
        #expect(race.isOver == isDecided)
    }

    @Test("ends once and leaves nothing open, in whatever order things happen")
    func anyOrder() {
        let events: [Event] = [.delayOver, .failed(0), .failed(1), .connected(0), .connected(1), .cancel]
        // Each number below 6⁵ is five events.
        for number in 0..<7_776 {
            var race = ConnectRace(count: 2)
            var actions = race.start()
            var failed: Set<Int> = []
            var rest = number
            for _ in 0..<5 {
                let event = events[rest % events.count]
                rest /= events.count
                if case .failed(let index) = event, actions.contains(.connect(index)) { failed.insert(index) }
                actions += Self.step(&race, event)
            }
            actions += race.cancel()
            let begun = (0..<2).filter { actions.contains(.connect($0)) }
            let left = begun.filter { index in
                !failed.contains(index) && !actions.contains(.close(index)) && !actions.contains(.use(index))
            }
            let isOnce = begun.allSatisfy { index in actions.filter { $0 == .connect(index) }.count == 1 }
            let ends = actions.filter(\.isEnd).count
            if ends != 1 || !left.isEmpty || !isOnce || !race.isOver { Issue.record("\(number): \(actions)") }
        }
    }

    private static func step(_ race: inout ConnectRace, _ event: Event) -> [ConnectRace.Action] {
        switch event {
        case .start: race.start()
        case .delayOver: race.delayOver()
        case .failed(let index): race.failed(index)
        case .connected(let index): race.connected(index)
        case .cancel: race.cancel()
        }
    }
}

extension ConnectRace.Action {
    /// Whether the race is decided by it.
    fileprivate var isEnd: Bool {
        switch self {
        case .use, .fail: true
        case .awaitDelay, .connect, .close: false
        }
    }
}
