import BounceClassification

/// How often verdicts agree with what the collections of a corpus say.
struct Agreement {
    private var matrix: [String: [BounceCause: Int]] = [:]
    private var counts: [String: (agreed: Int, total: Int)] = [:]
    private var disagreements: [String] = []
    /// The texts that disagree without a reason for it in `CauseMap.contested`.
    private(set) var unexplained: [String] = []

    var agreed: Int { counts.values.reduce(0) { $0 + $1.agreed } }
    var total: Int { counts.values.reduce(0) { $0 + $1.total } }

    mutating func add(_ sample: CorpusSample, _ verdict: BounceVerdict) {
        matrix[sample.word, default: [:]][verdict.cause, default: 0] += 1
        counts[sample.collection, default: (0, 0)].total += 1
        if sample.agrees(verdict) {
            counts[sample.collection, default: (0, 0)].agreed += 1
        } else {
            disagreements.append("\(sample.word) is \(verdict.cause) (\(verdict.explanation)): \(sample.text)")
            if !CauseMap.contested.contains(where: { sample.text.contains($0.key) }) { unexplained.append(sample.text) }
        }
    }

    /// Prints the confusion matrix, a line for each word of theirs, and what disagrees.
    func print(_ name: String) {
        for (word, row) in matrix.sorted(by: { $0.key < $1.key }) {
            let cells = row.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            Swift.print("REPORT \(name) \(word): " + cells.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        for text in disagreements { Swift.print("REPORT \(name) disagrees: \(text)") }
        for (collection, count) in counts.sorted(by: { $0.key < $1.key }) {
            Swift.print("REPORT \(name) \(collection): \(count.agreed) of \(count.total) causes agreed")
        }
        Swift.print("REPORT \(name): \(agreed) of \(total) causes agreed")
    }
}
