public import DeliveryQueue
import MailAddressing

/// Compares a store with a plain model over a row of random commits.
///
/// After each step the store must answer as the model does. The same seed makes the same steps.
public struct QueueStoreModelTrial: Sendable {
    /// Decides the steps.
    public let seed: UInt64
    /// How many steps are made.
    public let steps: Int

    /// Makes a trial.
    ///
    /// - Parameters:
    ///   - seed: decides the steps.
    ///   - steps: how many. Default 60: each kind of step comes several times, and a trial takes some milliseconds.
    public init(seed: UInt64, steps: Int = 60) {
        self.seed = seed
        self.steps = steps
    }

    /// Runs the trial.
    ///
    /// - Parameter store: a store that holds nothing.
    /// - Returns: the first difference with its step, or an empty list.
    public func problems(of store: any QueueStore) async -> [String] {
        var run = ModelRun(seed: seed)
        for step in 0..<steps {
            var problems = ConformanceProblems()
            do {
                try await run.step(on: store, &problems)
                if step % 8 == 7 || step == steps - 1 { try await run.compareAll(with: store, &problems) }
            } catch {
                problems.expect(false, "the store threw: \(error)")
            }
            if !problems.lines.isEmpty { return problems.lines.map { "step \(step): \($0)" } }
        }
        return []
    }
}
