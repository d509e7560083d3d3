import MXResolver
import MailAddressing
import MailCryptography

/// A resolver whose queries wait until the test answers them.
final class ScriptedResolver: DNSResolver {
    /// What the test is told.
    enum Event: Hashable, Sendable {
        /// A query came; they are numbered from 0.
        case asked(Int)
        /// The task of a query was cancelled.
        case cancelled(Int)
    }

    private struct State: Sendable {
        var asked = 0
        var waiting: [Int: CheckedContinuation<Result<DNSAnswer, DNSFailure>, Never>] = [:]
        var cancelled: Set<Int> = []
    }

    /// What happened, in its order.
    let events: AsyncStream<Event>
    private let news: AsyncStream<Event>.Continuation
    private let state = LockedBox(State())
    private let heedsCancellation: Bool

    /// Makes a resolver; one that does not heed cancellation leaves its queries waiting.
    init(heedsCancellation: Bool = true) {
        (events, news) = AsyncStream.makeStream(of: Event.self)
        self.heedsCancellation = heedsCancellation
    }

    /// How many queries came so far.
    var count: Int { state.withLock { $0.asked } }

    /// Answers a query that waits; others are left alone.
    func answer(_ number: Int, _ result: Result<DNSAnswer, DNSFailure>) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: result)
    }

    func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        let number = state.withLock { state in
            state.asked += 1
            return state.asked - 1
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard !state.cancelled.contains(number) else { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isCancelled { continuation.resume(returning: .failure(.cancelled)) }
                news.yield(.asked(number))
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Result<DNSAnswer, DNSFailure>, Never>? in
                guard heedsCancellation else { return nil }
                state.cancelled.insert(number)
                return state.waiting.removeValue(forKey: number)
            }
            continuation?.resume(returning: .failure(.cancelled))
            news.yield(.cancelled(number))
        }
    }
}
