public import DeliveryQueue
import SMTPProtocol

/// The contract of `QueueStore` as checks that any store must pass.
///
/// Each check is given a store that holds nothing, and answers with what is wrong, an empty list when all is right, so
/// that it runs under any test framework. What a store must do when its disk fails or the power is cut is checked by
/// `QueueStoreTrial`, what it must answer after any row of commits by `QueueStoreModelTrial`, which `problems` runs
/// too.
public struct QueueStoreConformance: Sendable {
    /// A part of the contract.
    typealias Check = @Sendable (any QueueStore, inout ConformanceProblems) async throws -> Void

    private let makeStore: @Sendable () async throws -> any QueueStore
    /// How many rows of random commits are compared with the model.
    private let modelTrials: UInt64

    /// Makes the checks.
    ///
    /// - Parameters:
    ///   - modelTrials: how many rows of random commits are compared with a model; 0 for none. Default 4: enough to
    ///     find a blunder, and a store's own tests run more.
    ///   - makeStore: makes a store that holds nothing.
    public init(modelTrials: UInt64 = 4, makeStore: @escaping @Sendable () async throws -> any QueueStore) {
        self.modelTrials = modelTrials
        self.makeStore = makeStore
    }

    /// Runs every check.
    ///
    /// - Returns: what is wrong, a line each, with the name of the check before it.
    /// - Throws: what the store's maker threw. What the store throws where it must not is a problem.
    public func problems() async throws -> [String] {
        var lines: [String] = []
        for (name, check) in Self.checks {
            let store = try await makeStore()
            var problems = ConformanceProblems()
            do {
                try await check(store, &problems)
            } catch {
                problems.expect(false, "the check stopped as the store threw: \(error)")
            }
            lines += problems.lines.map { "\(name): \($0)" }
        }
        for seed in 0..<modelTrials {
            let store = try await makeStore()
            lines += await QueueStoreModelTrial(seed: seed).problems(of: store).map { "model, seed \(seed): \($0)" }
        }
        return lines
    }

    /// A message for checks and tests, of three octets.
    ///
    /// - Parameters:
    ///   - number: the identifier's number.
    ///   - recipients: how many recipients, at least one.
    /// - Throws: nothing for the addresses that it makes.
    public static func message(_ number: Int64, recipients: Int = 1) throws -> QueuedMessage {
        try TrialMessages.message(number, recipients: recipients)
    }

    private static let checks: [(name: String, check: Check)] = [
        ("life of a message", checkLife), ("octets", checkContent), ("atomicity", checkAtomicity),
        ("changes of one commit", checkOrderWithinCommit), ("states and events", checkTransitions),
        ("leases", checkLeases), ("hold and release", checkHolding), ("ambiguous attempts", checkAmbiguity),
        ("injection keys", checkKeys), ("injection keys at once", checkKeysAtOnce), ("open recipients", checkPages),
        ("queries", checkQueries), ("summary", checkSummary), ("statistics", checkStatistics),
        ("release times", checkReleaseTimes), ("notices of delays", checkDelayNotices), ("history", checkHistory),
        ("bounded history", checkBoundedHistory), ("spool", checkSpool),
        ("spools side by side", checkSpoolsSideBySide), ("discarded spools", checkDiscarding),
        ("concurrency", checkConcurrency),
    ]

    /// When the messages of the checks are accepted.
    static var start: WallTime { TrialMessages.start }

    /// Accepts a message and brings all its recipients into a state.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - state: the state.
    ///   - time: when the events happened.
    ///   - store: where.
    static func bring(
        _ message: QueuedMessage, to state: RecipientState, at time: WallTime = start, in store: any QueueStore
    ) async throws {
        try await store.commit([.accept(message, content: .octets([1, 2, 3]))])
        for kind in TrialMessages.path(to: state) {
            let all = Array(message.recipients.indices)
            let report = kind == .bounced || kind == .expired ? MessageID(number: message.id.number + 1) : nil
            let event = TrialMessages.event(kind, at: time, report: report)
            try await store.commit([.event(message.id, recipients: all, event)])
        }
    }

    /// What a store says where each recipient of a message stands.
    static func states(of id: MessageID, in store: any QueueStore) async throws -> [RecipientState]? {
        try await store.message(id)?.recipients.map(\.state)
    }
}
