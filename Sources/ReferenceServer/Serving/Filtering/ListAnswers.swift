/// Which lists have answered about a client so far, and what follows.
struct ListAnswers {
    /// What follows; complete.
    enum Outcome: Hashable {
        /// Another answer may change everything.
        case open
        /// The client is let in.
        case letIn
        /// The client is turned away for the sake of this list.
        case turnAway(Int)
    }

    private let allowing: Int
    private var answers: [Bool?]

    /// Makes the answers before any.
    ///
    /// - Parameters:
    ///   - allowing: how many lists let clients in; they come first.
    ///   - blocking: how many turn clients away.
    init(allowing: Int, blocking: Int) {
        self.allowing = allowing
        answers = Array(repeating: nil, count: allowing + blocking)
    }

    /// Takes the answer of a list.
    ///
    /// - Parameters:
    ///   - isListed: whether it has the client.
    ///   - index: which list, the first one being 0.
    mutating func note(_ isListed: Bool, at index: Int) {
        if answers.indices.contains(index) { answers[index] = isListed }
    }

    /// What follows from the answers that are there.
    ///
    /// The order of the lists decides, not that of the answers, so that the same client always gets the same reply.
    var outcome: Outcome {
        if answers.prefix(allowing).contains(true) { return .letIn }
        for (index, answer) in answers.enumerated() {
            guard let isListed = answer else { return .open }
            if isListed { return .turnAway(index) }
        }
        return .letIn
    }
}
