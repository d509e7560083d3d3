import DeliveryQueue

/// Collects what is wrong.
struct ConformanceProblems: Sendable {
    /// What is wrong, a line each.
    private(set) var lines: [String] = []

    /// Notes a rule that is broken.
    ///
    /// - Parameters:
    ///   - isTrue: whether it is kept.
    ///   - rule: the rule, in words.
    mutating func expect(_ isTrue: Bool, _ rule: String) {
        if !isTrue { lines.append(rule) }
    }

    /// Notes a rule that is broken when two values differ, with both of them.
    mutating func expect<Value: Equatable>(_ value: Value, is expected: Value, _ rule: String) {
        if value != expected { lines.append("\(rule): \(brief(value)) instead of \(brief(expected))") }
    }

    /// Notes a commit that is not refused as it must be.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - changes: what is to be refused.
    ///   - rule: the rule, in words.
    ///   - isRight: whether the error is the right one.
    mutating func expectRefusal(
        by store: any QueueStore, of changes: [QueueChange], _ rule: String,
        as isRight: (QueueStoreError.Kind) -> Bool
    ) async {
        do throws(QueueStoreError) {
            try await store.commit(changes)
            lines.append("\(rule): it was taken")
        } catch {
            if !isRight(error.kind) { lines.append("\(rule): it was refused as \(error.kind)") }
        }
    }

    /// A value in no more than so many characters that a line stays a line.
    private func brief(_ value: some Any) -> String {
        let text = String(describing: value)
        return text.utf8.count > 400 ? "\(text.prefix(400))…" : text
    }
}
