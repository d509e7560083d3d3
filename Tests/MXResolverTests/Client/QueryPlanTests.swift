import MailAddressing
import TestSupport
import Testing

@testable import MXResolver

/// Which server is asked next, for every kind of answer.
struct QueryPlanTests {
    private static let one = DNSServerAddress(IPAddress("192.0.2.1")!)
    private static let two = DNSServerAddress(IPAddress("192.0.2.2")!)

    /// One row: the servers, what each attempt brings, and the attempts and the end as text.
    struct Course: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let servers: [DNSServerAddress]
        var plain: Set<DNSServerAddress> = []
        var tries = 2
        let outcomes: [QueryPlan.Outcome]
        let expected: String
    }

    private static let courses = [
        Course(
            testDescription: "the first answers", servers: [one, two], outcomes: [.answered], expected: "1+0 taken"),
        Course(
            testDescription: "nobody to ask", servers: [], outcomes: [], expected: "no name server could be reached"),
        Course(
            testDescription: "SERVFAIL: the next", servers: [one, two], outcomes: [.failed(.serverFailure), .answered],
            expected: "1+0 2+0 taken"),
        Course(
            testDescription: "SERVFAIL of the only one is final", servers: [one], tries: 3,
            outcomes: [.failed(.serverFailure)], expected: "1+0 the name server failed"),
        Course(
            testDescription: "all fail: no second round", servers: [one, two], tries: 3,
            outcomes: [.failed(.refused), .failed(.serverFailure)], expected: "1+0 2+0 the name server failed"),
        Course(
            testDescription: "SERVFAIL counts before REFUSED, whoever came first", servers: [one, two],
            outcomes: [.failed(.serverFailure), .failed(.refused)], expected: "1+0 2+0 the name server failed"),
        Course(
            testDescription: "silence: the next, then all again, longer and without extended DNS",
            servers: [one, two], outcomes: [.silent(.timeout), .silent(.timeout), .silent(.timeout), .answered],
            expected: "1+0 2+0 1-1 2-1 taken"),
        Course(
            testDescription: "silence to the end", servers: [one], tries: 3,
            outcomes: [.silent(.timeout), .silent(.timeout), .silent(.timeout)],
            expected: "1+0 1-1 1-2 no name server answered in time"),
        Course(
            testDescription: "who fails is out, who is silent is asked again", servers: [one, two],
            outcomes: [.failed(.serverFailure), .silent(.timeout), .silent(.timeout)],
            expected: "1+0 2+0 2-1 the name server failed"),
        Course(
            testDescription: "unreachable counts least", servers: [one, two], tries: 1,
            outcomes: [.silent(.timeout), .silent(.unreachable)], expected: "1+0 2+0 no name server answered in time"),
        Course(
            testDescription: "no extended DNS: the same server without", servers: [one, two],
            outcomes: [.refusedExtension(.unexpectedResponse(.formatError)), .answered], expected: "1+0 1-0 taken"),
        Course(
            testDescription: "no extended DNS, and not without either", servers: [one, two],
            outcomes: [
                .refusedExtension(.unexpectedResponse(.formatError)), .failed(.unexpectedResponse(.formatError)),
                .answered,
            ], expected: "1+0 1-0 2+0 taken"),
        Course(
            testDescription: "a refusal of what was not sent is a failure", servers: [one], plain: [one],
            outcomes: [.refusedExtension(.unexpectedResponse(.formatError))],
            expected: "1-0 the name server answered FORMERR"),
        Course(
            testDescription: "cut off: the same server by TCP, and what it says counts", servers: [one, two],
            outcomes: [.cutOff(.malformed(DNSMessageError(.cutOff, at: 2))), .failed(.serverFailure), .answered],
            expected: "1+0 1+0tcp 2+0 taken"),
        Course(
            testDescription: "cut off, and no connection: the next, then again by datagram", servers: [one],
            outcomes: [
                .cutOff(.malformed(DNSMessageError(.cutOff, at: 2))), .silent(.unreachable),
                .cutOff(.malformed(DNSMessageError(.cutOff, at: 2))), .answered,
            ], expected: "1+0 1+0tcp 1-1 1-1tcp taken"),
        Course(
            testDescription: "cut off by TCP too is a failure", servers: [one],
            outcomes: [
                .cutOff(.malformed(DNSMessageError(.cutOff, at: 2))),
                .cutOff(.malformed(DNSMessageError(.cutOff, at: 2))),
            ], expected: "1+0 1+0tcp the answer is malformed: it is cut off (at offset 2)"),
        Course(
            testDescription: "refused by TCP: without extended DNS, and by datagram first", servers: [one],
            outcomes: [
                .cutOff(.malformed(DNSMessageError(.cutOff, at: 2))),
                .refusedExtension(.unexpectedResponse(.formatError)), .answered,
            ], expected: "1+0 1+0tcp 1-0 taken"),
        Course(
            testDescription: "nobody listens: a pause before each round", servers: [one], tries: 3,
            outcomes: [.silent(.unreachable), .silent(.unreachable), .silent(.unreachable)],
            expected: "1+0 500.0ms 1-1 1000.0ms 1-2 no name server could be reached"),
        Course(
            testDescription: "no pause where somebody was waited for", servers: [one, two],
            outcomes: [.silent(.unreachable), .silent(.timeout), .answered], expected: "1+0 2+0 1-1 taken"),
        Course(
            testDescription: "known to be without extended DNS", servers: [one, two], plain: [one],
            outcomes: [.silent(.timeout), .answered], expected: "1-0 2+0 taken"),
    ]

    @Test(arguments: QueryPlanTests.courses)
    func goesFromServerToServer(_ course: Course) {
        var plan = QueryPlan(servers: course.servers, plain: course.plain, tries: course.tries)
        var words: [String] = []
        var outcomes = course.outcomes[...]
        var step = plan.start()
        while case .ask(let attempt) = step, let outcome = outcomes.popFirst() {
            if let pause = plan.takePause(of: .seconds(3)) { words.append("\(pause / .milliseconds(1))ms") }
            words.append(
                "\(attempt.server == Self.one ? 1 : 2)\(attempt.isExtended ? "+" : "-")\(attempt.round)"
                    + (attempt.isStream ? "tcp" : ""))
            step = plan.take(outcome)
        }
        switch step {
        case .finish: words.append("taken")
        case .fail(let failure): words.append("\(failure)")
        case .ask(let attempt): words.append("unexpected \(attempt)")
        }
        #expect(words.joined(separator: " ") == course.expected)
        #expect(outcomes.isEmpty)
    }

    @Test func asksInTheOrderThatIsBestWhenARoundBegins() {
        var plan = QueryPlan(servers: [Self.one, Self.two], tries: 2)
        #expect(plan.start() == .ask(QueryPlan.Attempt(server: Self.one, round: 0, isExtended: true)))
        let best = [Self.two, Self.one]
        #expect(
            plan.take(.silent(.timeout), order: best)
                == .ask(QueryPlan.Attempt(server: Self.two, round: 0, isExtended: true)))
        #expect(
            plan.take(.silent(.timeout), order: best)
                == .ask(QueryPlan.Attempt(server: Self.two, round: 1, isExtended: false)))
        #expect(
            plan.take(.failed(.refused), order: best)
                == .ask(QueryPlan.Attempt(server: Self.one, round: 1, isExtended: false)))
        #expect(plan.take(.silent(.timeout), order: best) == .fail(.refused))
    }

    @Test func endsWhateverServersDo() {
        var generator = SeededGenerator(seed: 7)
        for count in 0...4 {
            let servers = (0..<count).map { DNSServerAddress(IPAddress("192.0.2.\($0)")!) }
            for tries in 1...10 {
                for _ in 0..<50 {
                    var plan = QueryPlan(servers: servers, tries: tries)
                    var attempts = 0
                    var step = plan.start()
                    while case .ask(let attempt) = step {
                        attempts += 1
                        #expect(attempt.round < tries)
                        guard attempts <= 4 * count * tries else { break }
                        let choices: [QueryPlan.Outcome] = [
                            .failed(.serverFailure), .silent(.timeout), .silent(.unreachable),
                            .refusedExtension(.unexpectedResponse(.formatError)),
                            .cutOff(.malformed(DNSMessageError(.cutOff, at: 2))),
                        ]
                        step = plan.take(choices.randomElement(using: &generator)!)
                    }
                    if case .fail = step { continue }
                    Issue.record("\(count) servers, \(tries) tries: \(step)")
                }
            }
        }
    }

    private static let meanings: [(DNSFailure, Bool, QueryPlan.Outcome)] = [
        (.noData(), true, .answered), (.noSuchDomain(), true, .answered), (.timeout, true, .silent(.timeout)),
        (.unreachable, false, .silent(.unreachable)), (.refused, true, .failed(.refused)),
        (.serverFailure, true, .failed(.serverFailure)),
        (.malformed(DNSMessageError(.cutOff, at: 2)), true, .cutOff(.malformed(DNSMessageError(.cutOff, at: 2)))),
        (.malformed(DNSMessageError(.pointer, at: 9)), true, .failed(.malformed(DNSMessageError(.pointer, at: 9)))),
        (.unexpectedResponse(.formatError), true, .refusedExtension(.unexpectedResponse(.formatError))),
        (.unexpectedResponse(.formatError), false, .failed(.unexpectedResponse(.formatError))),
        (.unexpectedResponse(.notImplemented), true, .refusedExtension(.unexpectedResponse(.notImplemented))),
    ]

    @Test(arguments: QueryPlanTests.meanings)
    func knowsWhatAnAnswerMeansForTheNextServer(
        _ failure: DNSFailure, _ isExtended: Bool, _ expected: QueryPlan.Outcome
    ) {
        let attempt = QueryPlan.Attempt(server: Self.one, round: 0, isExtended: isExtended)
        #expect(QueryPlan.Outcome(of: .failure(failure), by: attempt) == expected)
    }

    @Test func provesThatAServerHasNoExtendedDNSOnlyByWhatItAnswers() {
        let refusal = QueryPlan.Outcome.refusedExtension(.unexpectedResponse(.formatError))
        func proven(_ outcomes: [QueryPlan.Outcome]) -> QueryPlan.Proof? {
            var plan = QueryPlan(servers: [Self.one], tries: 2)
            _ = plan.start()
            for outcome in outcomes { _ = plan.take(outcome) }
            return plan.provenPlain
        }
        #expect(proven([refusal, .answered]) == QueryPlan.Proof(server: Self.one, isCertain: true))
        #expect(proven([.silent(.timeout), .answered]) == QueryPlan.Proof(server: Self.one, isCertain: false))
        #expect(proven([.answered]) == nil)
        #expect(proven([refusal, .failed(.unexpectedResponse(.formatError))]) == nil)
        #expect(proven([.failed(.serverFailure)]) == nil)
    }
}
