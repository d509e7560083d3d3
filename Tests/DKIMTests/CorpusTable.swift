import Testing

/// Counts where we agree with a corpus of others, and checks that each disagreement has a reason and each reason a use.
struct CorpusTable {
    private let name: String
    /// Why we disagree, by the name of the case.
    private let explained: [String: String]
    private var agreed = 0
    private var disagreed: [String] = []

    init(_ name: String, explained: [String: String] = [:]) {
        self.name = name
        self.explained = explained
    }

    /// Takes the next case; `detail` says what we made of it.
    mutating func add(_ name: String, agrees: Bool, _ detail: @autoclosure () -> String = "") {
        if agrees {
            agreed += 1
            #expect(explained[name] == nil, "\(self.name) \(name) is explained and agrees")
        } else {
            disagreed.append(name)
            #expect(explained[name] != nil, "\(self.name) \(name) is not explained: \(detail())")
        }
    }

    /// Prints the table; to be called once all cases are in.
    func finish() {
        print("corpus \(name): \(agreed + disagreed.count) cases, \(agreed) agreed, \(disagreed.count) disagreed")
        for name in disagreed { print("corpus \(self.name): \(name): \(explained[name] ?? "unexplained")") }
        #expect(agreed + disagreed.count > 0)
    }
}
