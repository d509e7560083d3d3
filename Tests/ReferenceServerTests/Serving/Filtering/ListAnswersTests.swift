import Testing

@testable import ReferenceServer

@Suite("What follows from the answers of lists")
struct ListAnswersTests {
    @Test(
        "The first list that has the client decides, once all before it have answered",
        arguments: [
            (0, 0, [], .letIn), (0, 1, [], .open), (0, 1, [(0, true)], .turnAway(0)), (0, 1, [(0, false)], .letIn),
            (0, 2, [(1, true)], .open), (0, 2, [(1, true), (0, false)], .turnAway(1)),
            (0, 2, [(1, true), (0, true)], .turnAway(0)), (0, 2, [(0, true)], .turnAway(0)),
            (0, 2, [(0, false)], .open), (1, 1, [(1, true)], .open), (1, 1, [(0, true)], .letIn),
            (1, 1, [(1, true), (0, false)], .turnAway(1)), (1, 1, [(1, true), (0, true)], .letIn),
            (2, 1, [(1, true)], .letIn), (2, 1, [(0, false), (2, true)], .open), (1, 1, [(7, true)], .open),
        ] as [(Int, Int, [(Int, Bool)], ListAnswers.Outcome)])
    func outcomes(allowing: Int, blocking: Int, notes: [(Int, Bool)], expected: ListAnswers.Outcome) {
        var answers = ListAnswers(allowing: allowing, blocking: blocking)
        for (index, isListed) in notes { answers.note(isListed, at: index) }
        #expect(answers.outcome == expected)
    }
}
